using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Subscribers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>A line with the IDs of its household, what they may spend and what they did.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class LineDetailModel(FletsCollectDbContext db, LinePlaces places, SpendingLimits limits, UnitOfWork unitOfWork, TimeProvider clock) : UnmaskablePage(db, unitOfWork, clock)
{
    /// <summary>The most IDs that are shown: those of the present household, and the latest that are over.</summary>
    private const int MostIds = 50;

    public IReadOnlyList<Credential> Ids { get; private set; } = [];

    public DeskLists Lists { get; private set; } = null!;

    /// <summary>True when nobody has an ID on it (any more), so that a case can be about the line alone.</summary>
    public bool HasNoId => Ids.All(row => row.Status == CredentialStatus.Revoked);

    public string NewCaseAddress => CaseNewModel.AddressOnLine(places, Line.Number);

    /// <summary>What the line may spend this month, by age and tenure or by the contractor's own cap.</summary>
    public Yen Limit { get; private set; }

    public Yen Used { get; private set; }

    /// <summary>Since when the contractor lets nothing be bought; null while purchases are allowed.</summary>
    public DateTime? StoppedAt { get; private set; }

    /// <summary>Why the line may not pay now; null when it may.</summary>
    public LineRefusal? Refusal => Line.Refusal();

    public async Task<IActionResult> OnGetAsync(string id, CancellationToken cancellationToken) => await FindAsync(id, cancellationToken) ? Page() : NotFound();

    public async Task<IActionResult> OnPostUnmaskAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
            return NotFound();
        await UnmaskAsync([.. Ids.Where(row => row.Status != CredentialStatus.Revoked).Select(row => row.UserName ?? "")], cancellationToken);
        Lists = Lists with { Whole = Whole };
        return Page();
    }

    private async Task<bool> FindAsync(string place, CancellationToken cancellationToken)
    {
        if (places.Read(place) is not { } number || await Db.Lines.AsNoTracking().SingleOrDefaultAsync(row => row.Number == number, cancellationToken) is not { } line)
            return false;
        Line = line;
        Ids = await Db.Users.AsNoTracking().Where(row => row.Line == number)
            .OrderBy(row => row.Status == CredentialStatus.Revoked).ThenByDescending(row => row.IssuedAt).Take(MostIds).ToListAsync(cancellationToken);
        Lists = await DeskLists.ReadAsync(Db, number, Ids, Now, cancellationToken);
        var month = BillingMonth.At(Now);
        var rules = await Db.HouseholdRules.AsNoTracking().SingleOrDefaultAsync(row => row.Line == number, cancellationToken);
        var spent = await Db.LineLimits.AsNoTracking().SingleOrDefaultAsync(row => row.Line == number && row.Month == month, cancellationToken);
        var allowed = spent?.Limit ?? limits.For(line, month);
        Limit = rules?.MonthlyCap is { } cap && cap < allowed ? cap : allowed;
        (Used, StoppedAt) = (spent?.Used ?? Yen.Zero, rules?.StoppedAt);
        return true;
    }
}
