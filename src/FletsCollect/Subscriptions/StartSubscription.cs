using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Merchants;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <param name="TokenGrantId">The grant for which the token was issued.</param>
/// <param name="GrantId">The grant that the request names.</param>
public sealed record StartSubscriptionCommand(Guid TokenGrantId, Guid GrantId);

/// <summary>
/// Makes a subscription of an approved monthly purchase, and its first charge if the first day has come: both, or neither. The approval
/// by itself charges nothing, because only the merchant knows whether it can deliver.
/// </summary>
public sealed class StartSubscription(CycleCharge cycles, TimeProvider clock)
{
    /// <summary>Works in the caller's transaction, which also keeps the answer under its idempotency key.</summary>
    public async Task<Result<Subscription, ChargeRefusal>> ExecuteAsync(
        FletsCollectDbContext db, Merchant merchant, StartSubscriptionCommand command, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        var actor = AuditActor.Merchant(merchant.Code);
        var outcome = await DecideAsync(db, merchant, command, actor, now, cancellationToken);
        if (outcome.Succeeded(out var subscription, out var refusal))
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionCreated, actor, now);
        else
            db.Add(AuditEntry.Of("subscription.refused", actor, PublicId.Format(PublicId.Grant, command.GrantId), now, new { reason = refusal.ToString() }));
        return outcome;
    }

    private async Task<Result<Subscription, ChargeRefusal>> DecideAsync(
        FletsCollectDbContext db, Merchant merchant, StartSubscriptionCommand command, AuditActor actor, DateTime now, CancellationToken cancellationToken)
    {
        if (await ChargeGrant.FindAsync(db, merchant, command.TokenGrantId, command.GrantId, cancellationToken) is not { } grant)
            return ChargeRefusal.GrantNotFound;
        if (grant.Details is not RecurringDetails details)
            return ChargeRefusal.GrantMismatch;
        if (grant.Status == ChargeGrantStatus.Active)
            return ChargeRefusal.GrantConsumed;
        if (!grant.IsLiveAt(now))
            return ChargeRefusal.GrantEnded;
        // Whoever starts it after the first period would have the subscriber pay for a time in which there was nothing to be had.
        if (BusinessDate.At(now) > details.Schedule.At(0).LastDay)
            return ChargeRefusal.OutsideSchedule;

        var payer = await ChargePayer.FindAsync(db, merchant.Code, grant.CredentialId, cancellationToken);
        var subscription = new Subscription(grant, now);
        if (subscription.IsChargeDueAt(now) && await IsPaidAsync(db, grant, details, cancellationToken))
            subscription.JoinAgain(details.Schedule);
        else if (subscription.IsChargeDueAt(now)
            && !(await cycles.TakeAsync(db, subscription, grant, payer, actor, now, cancellationToken)).Succeeded(out _, out var refusal))
            return refusal;
        grant.Activate();
        db.Add(subscription);
        return subscription;
    }

    /// <summary>
    /// True when the same person paid for the same plan until the end of the same month, and cancelled it: joining again is free (domain.md
    /// §4). Only a plan tells that two purchases are the same thing, and only calendar months end on the same day.
    /// </summary>
    private static Task<bool> IsPaidAsync(FletsCollectDbContext db, ChargeGrant grant, RecurringDetails details, CancellationToken cancellationToken)
    {
        var first = details.Schedule.At(0);
        if (details.Plan is not { } plan || details.Schedule is not { Align: CycleAlignment.Calendar, Months: 1 })
            return Task.FromResult(false);
        var paid = from earlier in db.Subscriptions
                   where earlier.CredentialId == grant.CredentialId && earlier.MerchantId == grant.MerchantId && earlier.Plan == plan
                       && (earlier.Status == SubscriptionStatus.CancelScheduled || earlier.Status == SubscriptionStatus.Ended)
                   join cycle in db.SubscriptionCycles on earlier.Id equals cycle.SubscriptionId
                   where cycle.LastDay == first.LastDay
                   join charge in db.Charges on cycle.ChargeId equals charge.Id
                   where charge.Status == ChargeStatus.Confirmed && charge.Amount == grant.Amount && charge.Refunded == Yen.Zero
                   select charge.Id;
        return paid.AnyAsync(cancellationToken);
    }
}
