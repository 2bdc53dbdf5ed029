using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Outbox;
using FletsCollect.Subscribers;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>
/// Charges the next period of a subscription within the caller's transaction: limit, charge, history, journal entry and the period's row
/// commit together with whatever made it, or nothing does.
/// </summary>
public sealed class CycleCharge(SpendingLimits limits)
{
    /// <summary>The charge of the period, or why the line cannot be charged for it; then nothing was changed.</summary>
    internal async Task<Result<CapturedCycle, ChargeRefusal>> TakeAsync(
        FletsCollectDbContext db, Subscription subscription, ChargeGrant grant, ChargePayer payer, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (payer.RenewalRefusal(grant, BusinessDate.At(now)) is { } refusal)
            return refusal;
        var schedule = ((RecurringDetails)grant.Details).Schedule;
        var cycle = schedule.At(subscription.NextCycle);
        var day = await BusinessDayAsync(db, cycle, subscription, now, cancellationToken);
        if (await Spending.TryPostAsync(db, payer.SpenderBy(grant), BillingMonth.Of(day), grant.Amount, limits, cancellationToken) is { } over)
            return ChargePayer.Explain(over);

        var (charge, captured) = Charge.CaptureCycle(grant, cycle, day, now);
        db.AddRange(charge, captured, new SubscriptionCycle(subscription, cycle, charge));
        db.AddRange(ChargePostings.Captured(captured, payer.Merchant.Code).ToTransfers(now));
        db.AddRange(ChargeNews.Of(charge, EventTypes.ChargeConfirmed, actor, now));
        subscription.Charged(cycle, schedule);
        return new CapturedCycle(charge, captured, grant, cycle);
    }

    /// <summary>
    /// The day that the charge counts for. A renewal that comes late, after an outage, keeps the day on which it fell due, and with it the
    /// month whose bill and limit it belongs to; once that month is frozen it is a late arrival and counts today.
    /// </summary>
    private static async Task<DateOnly> BusinessDayAsync(FletsCollectDbContext db, Cycle cycle, Subscription subscription, DateTime now, CancellationToken cancellationToken)
    {
        var signUp = BusinessDate.At(subscription.CreatedAt);
        var due = cycle.FirstDay > signUp ? cycle.FirstDay : signUp;
        var today = BusinessDate.At(now);
        if (due >= today)
            return today;
        var month = BillingMonth.Of(due);
        var frozen = await db.BillingCycles.AsNoTracking().Select(row => row.Month).ToListAsync(cancellationToken);
        return frozen.Exists(other => other >= month) ? today : due;
    }
}

/// <summary>A period that was just charged.</summary>
public sealed record CapturedCycle(Charge Charge, ChargeEvent Captured, ChargeGrant Grant, Cycle Cycle);
