using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Settlement;
using FletsCollect.Staff;
using FletsCollect.Subscriptions;
using FletsCollect.Usage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Server.Sites.Merchants;

/// <summary>How the month goes: what was sold on each day, who uses which plan, and what the fee comes to so far.</summary>
[StaffMay(StaffPermission.ViewSales)]
public sealed class OverviewModel(FletsCollectDbContext db, TimeProvider clock) : MerchantPage(db, clock)
{
    /// <summary>The month that is shown, yyyy-MM; the present one when it is none.</summary>
    [BindProperty(SupportsGet = true), FromQuery(Name = "month")]
    public string? MonthText { get; set; }

    public BillingMonth Month { get; private set; }

    /// <summary>What one day brought.</summary>
    public sealed record Day(DateOnly Date, int Count, Yen Sum);

    /// <summary>The subscriptions of one plan; those without a plan together, under null.</summary>
    public sealed record PlanRow(string? Plan, int New, int Active, int Cancelled, int Suspended, int Ended);

    public IReadOnlyList<Day> Days { get; private set; } = [];

    public IReadOnlyList<PlanRow> Plans { get; private set; } = [];

    /// <summary>How far the month's purchases came, from the button to the confirmed charge.</summary>
    public UsageCounts Funnel { get; private set; }

    /// <summary>When that was counted; null before it ever was.</summary>
    public DateTime? FunnelCountedAt { get; private set; }

    public int Count => Days.Sum(day => day.Count);

    public Yen Sum => Days.Aggregate(Yen.Zero, (sum, day) => sum + day.Sum);

    /// <summary>Null when no tariff is in force.</summary>
    public FeeOutlook? Outlook { get; private set; }

    public bool HasNextMonth => Month < BillingMonth.At(Now);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var present = BillingMonth.At(Now);
        Month = BillingMonth.TryParse(MonthText, out var asked) && asked.Year is > 2000 and < 9000 && asked <= present ? asked : present;
        var (from, before) = (BusinessDate.StartOf(Month.FirstDay), BusinessDate.StartOf(Month.Next.FirstDay));
        // A charge is confirmed within 30 days of its creation, by which the index finds it.
        var oldest = from.AddDays(-31);
        var sold = await Own<Charge>()
            .Where(charge => charge.CreatedAt >= oldest && charge.CreatedAt < before && charge.ConfirmedAt >= from && charge.ConfirmedAt < before && charge.Status == ChargeStatus.Confirmed)
            .GroupBy(charge => charge.ConfirmedAt!.Value.AddHours(9).Date)
            .Select(day => new { day.Key, Count = day.Count(), Sum = day.Sum(charge => (long)charge.Amount - (long)charge.Refunded) })
            .ToDictionaryAsync(day => DateOnly.FromDateTime(day.Key), cancellationToken);
        var last = Month == present ? BusinessDate.At(Now) : Month.LastDay;
        Days = [.. Enumerable.Range(0, last.Day).Select(Month.FirstDay.AddDays).Select(day => sold.TryGetValue(day, out var found) ? new Day(day, found.Count, new Yen(found.Sum)) : new Day(day, 0, Yen.Zero))];
        Plans = await Own<Subscription>()
            .Where(row => row.CreatedAt < before && (row.EndedAt == null || row.EndedAt >= from))
            .GroupBy(row => row.Plan)
            .Select(plan => new PlanRow(
                plan.Key,
                plan.Sum(row => row.CreatedAt >= from ? 1 : 0),
                plan.Sum(row => row.Status == SubscriptionStatus.Active ? 1 : 0),
                plan.Sum(row => row.Status == SubscriptionStatus.CancelScheduled ? 1 : 0),
                plan.Sum(row => row.Status == SubscriptionStatus.Suspended ? 1 : 0),
                plan.Sum(row => row.EndedAt != null && row.EndedAt < before ? 1 : 0)))
            .ToListAsync(cancellationToken);
        Plans = [.. Plans.OrderBy(plan => plan.Plan is null).ThenBy(plan => plan.Plan, StringComparer.Ordinal)];
        (Funnel, FunnelCountedAt) = await FunnelAsync(cancellationToken);
        Outlook = Me.May(StaffPermission.ViewMoney) ? await FeeOutlook.OfAsync(Db, Merchant.Id, Month, cancellationToken) : null;
    }

    private async Task<(UsageCounts Counts, DateTime? CountedAt)> FunnelAsync(CancellationToken cancellationToken)
    {
        var (merchant, first, last) = (Merchant.Id, Month.FirstDay, Month.LastDay);
        var sum = await Db.MerchantUsages.Where(row => row.MerchantId == merchant && row.Day >= first && row.Day <= last)
            .GroupBy(row => row.MerchantId)
            .Select(rows => new { Begun = rows.Sum(row => row.Begun), Refused = rows.Sum(row => row.Refused), Approved = rows.Sum(row => row.Approved), Confirmed = rows.Sum(row => row.Confirmed) })
            .SingleOrDefaultAsync(cancellationToken);
        var counted = await Db.UsageDays.Where(row => row.Day <= last).OrderByDescending(row => row.Day).Select(row => (DateTime?)row.CountedAt).FirstOrDefaultAsync(cancellationToken);
        return (sum is null ? default : new UsageCounts(sum.Begun, sum.Refused, sum.Approved, sum.Confirmed), counted);
    }
}
