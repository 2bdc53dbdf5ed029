using System.Globalization;
using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Outbox;

namespace FletsCollect.Subscriptions;

/// <summary>Tells of every edge of a subscription: the merchant by an event, the operator by an audit entry, and notes it for the counts of usage, all in the edge's own transaction.</summary>
internal static class SubscriptionNews
{
    public static void Tell(FletsCollectDbContext db, Subscription subscription, string type, AuditActor actor, DateTime now, string? reason = null)
    {
        SubscriptionChange.Note(db, subscription, now);
        db.Add(AuditEntry.Of(type, actor, subscription.PublicId, now, new { status = subscription.Status.ToString(), reason }));
        db.Add(OutboxMessage.Of(subscription.MerchantId, type, subscription.PublicId, now, new
        {
            Id = subscription.PublicId,
            Status = subscription.Status,
            GrantId = FletsCollect.PublicId.Format(FletsCollect.PublicId.Grant, subscription.GrantId),
            subscription.MerchantReference,
            subscription.Description,
            subscription.Plan,
            Amount = Money.Of(subscription.Amount),
            NextChargeOn = Day(subscription.NextChargeOn),
            PaidThrough = Day(subscription.PaidThrough),
            EndsOn = Day(subscription.EndsOn),
            subscription.EndReason,
            Reason = reason,
        }));
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
