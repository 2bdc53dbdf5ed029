using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Server.Sites.Operator;
using FletsCollect.Staff;
using FletsCollect.Support;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>Whose cases are shown.</summary>
public enum CaseKeeper
{
    All,
    Mine,
    Nobody,
}

/// <summary>The queue of cases: what waits for the desk, the longest first, or the latest of the others.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class CasesModel(FletsCollectDbContext db, TimeProvider clock) : DeskPage(db, clock)
{
    public const int PageSize = 50;

    /// <param name="Case">The case.</param>
    /// <param name="Holder">The ID whose it is, or the masked line that has none.</param>
    public sealed record Row(SupportCase Case, string Holder);

    [BindProperty(SupportsGet = true)]
    public CaseStatus Status { get; set; } = CaseStatus.Open;

    /// <summary>How they came in; null for every way.</summary>
    [BindProperty(SupportsGet = true)]
    public SupportChannel? Channel { get; set; }

    [BindProperty(SupportsGet = true)]
    public CaseKeeper Who { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public People People { get; private set; } = null!;

    public string? Next { get; private set; }

    /// <summary>What waits is worked off from the oldest; of what is done, the latest is looked for.</summary>
    private bool OldestFirst => Status == CaseStatus.Open;

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var rows = Db.SupportCases.AsNoTracking().Where(row => row.Status == Status);
        if (Channel is { } channel)
            rows = rows.Where(row => row.Channel == channel);
        var me = Me.PublicId;
        rows = Who switch
        {
            CaseKeeper.Mine => rows.Where(row => row.AssignedTo == me),
            CaseKeeper.Nobody => rows.Where(row => row.AssignedTo == null),
            _ => rows,
        };
        if (ListPlace.ParseInstant(After) is var (at, id))
        {
            rows = OldestFirst
                ? rows.Where(row => row.LastMessageAt >= at && (row.LastMessageAt > at || row.Id.CompareTo(id) > 0))
                : rows.Where(row => row.LastMessageAt <= at && (row.LastMessageAt < at || row.Id.CompareTo(id) < 0));
        }
        rows = OldestFirst ? rows.OrderBy(row => row.LastMessageAt).ThenBy(row => row.Id) : rows.OrderByDescending(row => row.LastMessageAt).ThenByDescending(row => row.Id);
        var read = await rows.Take(PageSize + 1).ToListAsync(cancellationToken);
        var shown = read.Take(PageSize).ToList();
        var keys = shown.Select(row => row.CredentialId).OfType<Guid>().Distinct().ToArray();
        var names = await Db.Users.Where(row => keys.Contains(row.Id)).Select(row => new { row.Id, row.UserName }).ToDictionaryAsync(row => row.Id, row => row.UserName ?? "", cancellationToken);
        Rows = [.. shown.Select(row => new Row(row, row.CredentialId is { } id ? names[id] : row.Line.Masked))];
        Next = read.Count > PageSize ? ListPlace.Of(shown[^1].LastMessageAt, shown[^1].Id).ToString() : null;
        People = await People.AmongAsync(Db, shown.Select(row => row.AssignedTo).OfType<string>(), cancellationToken);
    }

    /// <summary>The address of a page with the same filters.</summary>
    public string AddressOf(string? after) => "/desk/cases" + QueryString.Create(
        new Dictionary<string, string?> { ["status"] = Status.ToString(), ["channel"] = Channel?.ToString(), ["who"] = Who.ToString(), ["after"] = after }.Where(part => !string.IsNullOrEmpty(part.Value)));
}
