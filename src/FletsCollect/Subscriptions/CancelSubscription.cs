using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Charges;
using FletsCollect.Outbox;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Subscriptions;

/// <summary>Why a subscription was not cancelled, or the cancellation not taken back.</summary>
public enum SubscriptionRefusal
{
    /// <summary>No such subscription, or somebody else's.</summary>
    NotFound,

    /// <summary>It is over.</summary>
    Over,

    /// <summary>It was cancelled before.</summary>
    AlreadyCancelled,

    /// <summary>There is no cancellation to take back.</summary>
    NotCancelled,

    /// <summary>The line ends, so the end cannot be taken back.</summary>
    LineEnds,
}

/// <summary>Who cancels. A merchant and a subscriber see their own subscriptions only, the desk all.</summary>
/// <param name="Actor">For the audit trail.</param>
/// <param name="Reason">What is written as the reason of the end.</param>
/// <param name="MerchantId">Set when a merchant asks.</param>
/// <param name="CredentialId">Set when a subscriber asks.</param>
/// <param name="Note">Why, in a person's words, for the audit trail alone.</param>
public sealed record SubscriptionParty(AuditActor Actor, SubscriptionEndReason Reason, Guid? MerchantId, Guid? CredentialId, string? Note = null)
{
    public static SubscriptionParty Merchant(Guid id, string code) => new(AuditActor.Merchant(code), SubscriptionEndReason.CancelledByMerchant, id, null);

    public static SubscriptionParty Subscriber(Guid credentialId, string userName) => new(AuditActor.Credential(userName), SubscriptionEndReason.CancelledBySubscriber, null, credentialId);

    /// <summary>The support desk, on behalf of a subscriber who called or wrote.</summary>
    public static SubscriptionParty Desk(string person, string note) => new(AuditActor.Person(person), SubscriptionEndReason.CancelledByDesk, null, null, note);
}

/// <summary>
/// Cancels a subscription at the end of what was paid, and takes a cancellation back before that (domain.md §4). Who cancels does not
/// matter to what happens.
/// </summary>
public sealed class CancelSubscription(TimeProvider clock)
{
    /// <summary>Works in the caller's transaction.</summary>
    public async Task<Result<Subscription, SubscriptionRefusal>> CancelAsync(FletsCollectDbContext db, SubscriptionParty party, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        if (await FindAsync(db, party, id, cancellationToken) is not { } subscription)
            return SubscriptionRefusal.NotFound;
        if (subscription.IsOver || subscription.IsEndDueAt(now))
            return SubscriptionRefusal.Over;
        if (subscription.Status == SubscriptionStatus.CancelScheduled)
            return SubscriptionRefusal.AlreadyCancelled;
        Note(db, party, subscription, now);
        var grant = await db.ChargeGrants.SingleAsync(row => row.Id == subscription.GrantId, cancellationToken);
        if (subscription.LastDayIfCancelled(((RecurringDetails)grant.Details).Schedule, now) is { } lastDay)
        {
            subscription.ScheduleCancel(lastDay, party.Reason);
            SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionCancelScheduled, party.Actor, now);
            return subscription;
        }
        subscription.End(party.Reason, now);
        if (grant.Status == ChargeGrantStatus.Active)
            grant.End();
        SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionEnded, party.Actor, now);
        return subscription;
    }

    /// <summary>Works in the caller's transaction.</summary>
    public async Task<Result<Subscription, SubscriptionRefusal>> UndoAsync(FletsCollectDbContext db, SubscriptionParty party, Guid id, CancellationToken cancellationToken)
    {
        var now = clock.Instant();
        if (await FindAsync(db, party, id, cancellationToken) is not { } subscription)
            return SubscriptionRefusal.NotFound;
        // The renewal may not have come by yet, but the last day has passed.
        if (subscription.IsOver || subscription.EndsOn < BusinessDate.At(now))
            return SubscriptionRefusal.Over;
        if (subscription.Status != SubscriptionStatus.CancelScheduled)
            return SubscriptionRefusal.NotCancelled;
        if (subscription.EndReason == SubscriptionEndReason.LineTerminated)
            return SubscriptionRefusal.LineEnds;
        Note(db, party, subscription, now);
        var grant = await db.ChargeGrants.SingleAsync(row => row.Id == subscription.GrantId, cancellationToken);
        subscription.UndoCancel(((RecurringDetails)grant.Details).Schedule);
        SubscriptionNews.Tell(db, subscription, EventTypes.SubscriptionCancelUndone, party.Actor, now);
        return subscription;
    }

    private static void Note(FletsCollectDbContext db, SubscriptionParty party, Subscription subscription, DateTime now)
    {
        if (party.Note is { } note)
            db.Add(AuditEntry.Of("subscription.desk-decision", party.Actor, subscription.PublicId, now, new { reason = note }));
    }

    private static Task<Subscription?> FindAsync(FletsCollectDbContext db, SubscriptionParty party, Guid id, CancellationToken cancellationToken) =>
        db.Subscriptions.SingleOrDefaultAsync(
            row => row.Id == id && (party.MerchantId == null || row.MerchantId == party.MerchantId) && (party.CredentialId == null || row.CredentialId == party.CredentialId),
            cancellationToken);
}
