using FletsCollect.Charges;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>Purchases that somebody does not recognise: those to decide, the oldest first, or the latest of those that are over.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class DisputesModel(FletsCollectDbContext db, TimeProvider clock) : DeskPage(db, clock)
{
    public const int PageSize = 50;

    public sealed record Row(Dispute Dispute, Charge Charge);

    /// <summary>True for those that are over.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Over { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var rows = Db.Disputes.AsNoTracking();
        if (Over)
        {
            rows = rows.Where(row => row.EndedAt != null);
            if (ListPlace.ParseInstant(After) is var (at, id))
                rows = rows.Where(row => row.EndedAt <= at && (row.EndedAt < at || row.Id.CompareTo(id) < 0));
            rows = rows.OrderByDescending(row => row.EndedAt).ThenByDescending(row => row.Id);
        }
        else
        {
            rows = rows.Where(row => row.EndedAt == null);
            if (ListPlace.ParseInstant(After) is var (at, id))
                rows = rows.Where(row => row.OpenedAt >= at && (row.OpenedAt > at || row.Id.CompareTo(id) > 0));
            rows = rows.OrderBy(row => row.OpenedAt).ThenBy(row => row.Id);
        }
        var read = await rows.Take(PageSize + 1).ToListAsync(cancellationToken);
        var shown = read.Take(PageSize).ToList();
        var keys = shown.Select(row => row.ChargeId).ToArray();
        var charges = await Db.Charges.AsNoTracking().Where(row => keys.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
        Rows = [.. shown.Select(row => new Row(row, charges[row.ChargeId]))];
        Next = read.Count > PageSize ? ListPlace.Of(Over ? shown[^1].EndedAt!.Value : shown[^1].OpenedAt, shown[^1].Id).ToString() : null;
    }

    public string AddressOf(bool over, string? after = null) => "/desk/disputes" + QueryString.Create(
        new Dictionary<string, string?> { ["over"] = over ? "true" : null, ["after"] = after }.Where(part => part.Value is not null));
}
