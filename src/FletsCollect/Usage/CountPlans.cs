using FletsCollect.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Usage;

/// <summary>Counts a day of every plan of every merchant: what the day before ended with, and what changed on it.</summary>
internal static class CountPlans
{
    /// <summary>Puts the day's rows in the place of those before. The day before has to be counted, unless nothing began before this one.</summary>
    public static async Task OfAsync(FletsCollectDbContext db, DateOnly day, CancellationToken cancellationToken)
    {
        var yesterday = day.AddDays(-1);
        var counts = await db.PlanUsages.AsNoTracking()
            .Where(row => row.Day == yesterday && (row.ActiveAtEnd > 0 || row.CancelScheduledAtEnd > 0 || row.SuspendedAtEnd > 0))
            .ToDictionaryAsync(
                row => (row.MerchantId, row.Plan),
                row => new PlanCounts(row.Started, row.Cancelled, row.Suspended, row.Ended, row.ActiveAtEnd, row.CancelScheduledAtEnd, row.SuspendedAtEnd).AtNextDay(),
                cancellationToken);
        var changes = await db.SubscriptionChanges.Where(row => row.Day == day)
            .GroupBy(row => new { row.MerchantId, row.FromStatus, row.FromPlan, row.ToStatus, row.ToPlan })
            .Select(rows => new { rows.Key.MerchantId, rows.Key.FromStatus, rows.Key.FromPlan, rows.Key.ToStatus, rows.Key.ToPlan, Count = rows.Count() })
            .ToListAsync(cancellationToken);
        foreach (var change in changes)
        {
            var (from, to) = ((change.MerchantId, change.FromPlan ?? PlanUsage.NoPlan), (change.MerchantId, change.ToPlan ?? PlanUsage.NoPlan));
            if (change.FromStatus is { } left)
                counts[from] = counts.GetValueOrDefault(from).Left(left, change.Count);
            counts[to] = counts.GetValueOrDefault(to).Came(change.FromStatus, change.ToStatus, change.Count);
        }
        await db.PlanUsages.Where(row => row.Day == day).ExecuteDeleteAsync(cancellationToken);
        db.AddRange(counts.Where(row => row.Value != default).Select(row => new PlanUsage(row.Key.MerchantId, row.Key.Plan, day, row.Value)));
    }
}
