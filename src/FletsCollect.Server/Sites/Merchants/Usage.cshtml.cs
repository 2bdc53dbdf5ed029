using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;
using FletsCollect.Usage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>
/// Who uses which plan, and who stopped to: of each day of a month or each month of a year, and of each plan in that time. Read from what is
/// counted by the day, so that a million customers are as quick as a hundred.
/// </summary>
[StaffMay(StaffPermission.ViewSales)]
public sealed class MerchantUsageModel(FletsCollectDbContext db, TimeProvider clock) : MerchantPage(db, clock)
{
    /// <summary>The plans on one page.</summary>
    public const int PageSize = 50;

    [BindProperty(SupportsGet = true), FromQuery(Name = "by")]
    public string? By { get; set; }

    [BindProperty(SupportsGet = true), FromQuery(Name = "month")]
    public string? MonthText { get; set; }

    [BindProperty(SupportsGet = true), FromQuery(Name = "plan")]
    public string? Plan { get; set; }

    /// <summary>The last plan of the page before.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "after")]
    public string? After { get; set; }

    public UsagePeriod Period { get; private set; }

    /// <summary>When it was last counted; null before it ever was.</summary>
    public DateTime? CountedAt { get; private set; }

    /// <summary>The days of the month or the months of the year, as far as they are counted.</summary>
    public IReadOnlyList<UsageRow> Times { get; private set; } = [];

    /// <summary>The plans of the whole time, by their codes.</summary>
    public IReadOnlyList<UsageRow> Plans { get; private set; } = [];

    /// <summary>The last plan of this page; null on the last page.</summary>
    public string? Next { get; private set; }

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Period = UsagePeriod.Read(By, MonthText, BillingMonth.At(Now));
        Plan = Plan is { Length: > 0 } typed ? OneForm.Of(typed) : null;
        var (first, last) = (Period.FirstDay, Period.LastDay);
        var counted = await Db.UsageDays.AsNoTracking().Where(row => row.Day <= last).OrderByDescending(row => row.Day).FirstOrDefaultAsync(cancellationToken);
        CountedAt = counted?.CountedAt;
        if (counted is null || counted.Day < first)
            return;
        var rows = Own<PlanUsage>().Where(row => row.Day >= first && row.Day <= last);
        Times = await TimesAsync(UsagePeriod.OfPlan(rows, Plan), counted.Day, cancellationToken);
        Plans = await PlansAsync(UsagePeriod.OfPlan(rows, Plan), counted.Day, cancellationToken);
    }

    private async Task<IReadOnlyList<UsageRow>> TimesAsync(IQueryable<PlanUsage> rows, DateOnly counted, CancellationToken cancellationToken)
    {
        var ends = Period.EndsUpTo(counted);
        var stood = await rows.Where(row => ends.Contains(row.Day)).GroupBy(row => row.Day)
            .Select(day => new { day.Key, Active = day.Sum(row => row.ActiveAtEnd), Leaving = day.Sum(row => row.CancelScheduledAtEnd), Paused = day.Sum(row => row.SuspendedAtEnd) })
            .ToDictionaryAsync(day => day.Key, cancellationToken);
        // A period is a month or a year, so the number of its day or of its month names a time within it.
        var grouped = Period.IsYear ? rows.GroupBy(row => row.Day.Month) : rows.GroupBy(row => row.Day.Day);
        var moved = await grouped
            .Select(time => new { time.Key, Started = time.Sum(row => row.Started), Cancelled = time.Sum(row => row.Cancelled), Suspended = time.Sum(row => row.Suspended), Ended = time.Sum(row => row.Ended) })
            .ToDictionaryAsync(time => time.Key, cancellationToken);
        return [.. ends.Select(end =>
        {
            var (change, stand) = (moved.GetValueOrDefault(Period.IsYear ? end.Month : end.Day), stood.GetValueOrDefault(end));
            return new UsageRow(null, end, new PlanCounts(
                change?.Started ?? 0, change?.Cancelled ?? 0, change?.Suspended ?? 0, change?.Ended ?? 0, stand?.Active ?? 0, stand?.Leaving ?? 0, stand?.Paused ?? 0));
        })];
    }

    private async Task<IReadOnlyList<UsageRow>> PlansAsync(IQueryable<PlanUsage> rows, DateOnly counted, CancellationToken cancellationToken)
    {
        var (page, after) = (rows, After);
#pragma warning disable CA1309 // The database compares, in the order in which it sorts; it has no ordinal comparison to ask for.
        if (after is { Length: > 0 })
            page = page.Where(row => string.Compare(row.Plan, after) > 0);
#pragma warning restore CA1309
        var read = await page.GroupBy(row => row.Plan)
            .Select(plan => new
            {
                plan.Key,
                Started = plan.Sum(row => row.Started),
                Cancelled = plan.Sum(row => row.Cancelled),
                Suspended = plan.Sum(row => row.Suspended),
                Ended = plan.Sum(row => row.Ended),
                Active = plan.Sum(row => row.Day == counted ? row.ActiveAtEnd : 0),
                Leaving = plan.Sum(row => row.Day == counted ? row.CancelScheduledAtEnd : 0),
                Paused = plan.Sum(row => row.Day == counted ? row.SuspendedAtEnd : 0),
            })
            .OrderBy(plan => plan.Key).Take(PageSize + 1).ToListAsync(cancellationToken);
        Next = read.Count > PageSize ? read[PageSize - 1].Key : null;
        return [.. read.Take(PageSize).Select(plan => new UsageRow(
            plan.Key, counted, new PlanCounts(plan.Started, plan.Cancelled, plan.Suspended, plan.Ended, plan.Active, plan.Leaving, plan.Paused)))];
    }

    /// <summary>The address of this page, or of an export of it, for another time or plan.</summary>
    public static string AddressOf(UsagePeriod period, string? plan, string? after = null, string path = "/merchant/usage") => path + QueryString.Create(
        new Dictionary<string, string?> { ["by"] = period.IsYear ? "month" : "day", ["month"] = period.Month.ToString(), ["plan"] = plan, ["after"] = after }.Where(part => !string.IsNullOrEmpty(part.Value)));
}

/// <param name="Plan">The plan; null for all that are shown.</param>
/// <param name="Day">The day, or the last counted day of the month.</param>
/// <param name="Counts">What is counted.</param>
public sealed record UsageRow(string? Plan, DateOnly Day, PlanCounts Counts);
