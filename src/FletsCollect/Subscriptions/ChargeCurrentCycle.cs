using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <param name="TokenGrantId">The grant for which the token was issued.</param>
/// <param name="GrantId">The grant that the request names.</param>
/// <param name="Amount">What it wants to charge.</param>
/// <param name="MerchantReference">The contract it charges for.</param>
public sealed record ChargeCurrentCycleCommand(Guid TokenGrantId, Guid GrantId, Yen Amount, string MerchantReference);

/// <summary>
/// Charges the period that is running because the merchant asks before the renewal came by, as it may at the edge of a month. Whoever of
/// the two comes second finds the period charged.
/// </summary>
public sealed class ChargeCurrentCycle(CycleCharge cycles, TimeProvider clock)
{
    /// <summary>Works in the caller's transaction, which also keeps the answer under its idempotency key.</summary>
    public async Task<Result<CapturedCycle, ChargeRefusal>> ExecuteAsync(
        FletsCollectDbContext db, Merchant merchant, ChargeCurrentCycleCommand command, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var actor = AuditActor.Merchant(merchant.Code);
        var outcome = await DecideAsync(db, merchant, command, actor, now, cancellationToken);
        if (!outcome.Succeeded(out _, out var refusal))
            db.Add(AuditEntry.Of("charge.refused", actor, PublicId.Format(PublicId.Grant, command.GrantId), now, new { reason = refusal.ToString() }));
        return outcome;
    }

    private async Task<Result<CapturedCycle, ChargeRefusal>> DecideAsync(
        FletsCollectDbContext db, Merchant merchant, ChargeCurrentCycleCommand command, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (await ChargeGrant.FindAsync(db, merchant, command.TokenGrantId, command.GrantId, cancellationToken) is not { } grant)
            return ChargeRefusal.GrantNotFound;
        if (grant.Details is not RecurringDetails details || details.MerchantReference != command.MerchantReference)
            return ChargeRefusal.GrantMismatch;
        if (details.Amount != command.Amount)
            return ChargeRefusal.AmountMismatch;
        if (details.Schedule.On(BusinessDate.At(now)) is not { } current)
            return ChargeRefusal.OutsideSchedule;
        var subscription = await db.Subscriptions.SingleOrDefaultAsync(row => row.GrantId == grant.Id, cancellationToken);
        if (subscription is null)
            return grant.IsLiveAt(now) ? ChargeRefusal.SubscriptionNotStarted : ChargeRefusal.GrantEnded;
        if (subscription.IsOver || grant.Status != ChargeGrantStatus.Active)
            return ChargeRefusal.GrantEnded;
        if (subscription.Status == SubscriptionStatus.Suspended)
            return ChargeRefusal.PayerUnavailable;
        if (!subscription.IsChargeDueAt(now))
            return current.Number < subscription.NextCycle ? ChargeRefusal.PeriodLimitExceeded : ChargeRefusal.OutsideSchedule;

        var payer = await ChargePayer.FindAsync(db, merchant.Code, grant.CredentialId, cancellationToken);
        // Periods that an outage left behind come first, in their order; the last of them is the one that is running.
        while (true)
        {
            var taken = await cycles.TakeAsync(db, subscription, grant, payer, actor, now, cancellationToken);
            if (!taken.Succeeded(out var charged, out var refusal))
                return refusal;
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionRenewed, actor, now);
            if (!subscription.IsChargeDueAt(now))
                return charged;
        }
    }
}
