using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>What waits for the desk, and whether it is open.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class HomeModel(FletsCollectDbContext db, TimeProvider clock) : DeskPage(db, clock)
{
    private const int MostShown = 10;

    public int OpenCases { get; private set; }

    public int MyCases { get; private set; }

    public int Disputes { get; private set; }

    public int Enquiries { get; private set; }

    /// <summary>The open cases that wait longest.</summary>
    public IReadOnlyList<SupportCase> Longest { get; private set; } = [];

    public bool IsOpen => DeskHours.IsOpenAt(Now);

    public DateOnly NextDay => DeskHours.NextDay(Now);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var open = Db.SupportCases.AsNoTracking().Where(row => row.Status == CaseStatus.Open);
        var me = Me.PublicId;
        OpenCases = await open.CountAsync(cancellationToken);
        MyCases = await open.CountAsync(row => row.AssignedTo == me, cancellationToken);
        Disputes = await Db.Disputes.CountAsync(row => row.EndedAt == null, cancellationToken);
        Enquiries = await Db.Enquiries.CountAsync(row => row.AnsweredAt == null, cancellationToken);
        Longest = await open.OrderBy(row => row.LastMessageAt).ThenBy(row => row.Id).Take(MostShown).ToListAsync(cancellationToken);
    }
}
