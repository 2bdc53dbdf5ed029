using FletsCollect.Charges;
using FletsCollect.Outbox;
using FletsCollect.Subscriptions;
using FletsCollect.Support;

namespace FletsCollect.Tests.Outbox;

/// <summary>Whatever may happen to what a merchant has made, it can be told of: each edge of each machine has its event.</summary>
public sealed class EdgeEventTests
{
    private static readonly Dictionary<ChargeEventKind, string> OfCharges = new()
    {
        [ChargeEventKind.Reserve] = EventTypes.ChargeReserved,
        [ChargeEventKind.Capture] = EventTypes.ChargeConfirmed,
        [ChargeEventKind.Cancel] = EventTypes.ChargeCancelled,
        [ChargeEventKind.Expire] = EventTypes.ChargeExpired,
    };

    private static readonly Dictionary<RefundEvent, string> OfRefunds = new()
    {
        [RefundEvent.Process] = EventTypes.RefundProcessing,
        [RefundEvent.Succeed] = EventTypes.RefundSucceeded,
        [RefundEvent.Deny] = EventTypes.RefundDenied,
    };

    private static readonly Dictionary<SubscriptionMove, string> OfSubscriptions = new()
    {
        [SubscriptionMove.Suspend] = EventTypes.SubscriptionSuspended,
        [SubscriptionMove.Resume] = EventTypes.SubscriptionResumed,
        [SubscriptionMove.ScheduleCancel] = EventTypes.SubscriptionCancelScheduled,
        [SubscriptionMove.UndoCancel] = EventTypes.SubscriptionCancelUndone,
        [SubscriptionMove.End] = EventTypes.SubscriptionEnded,
        [SubscriptionMove.Terminate] = EventTypes.SubscriptionEnded,
    };

    private static readonly Dictionary<DisputeMove, string> OfDisputes = new()
    {
        [DisputeMove.Review] = EventTypes.DisputeUnderReview,
        [DisputeMove.Uphold] = EventTypes.DisputeUpheld,
        [DisputeMove.Reject] = EventTypes.DisputeRejected,
        [DisputeMove.Withdraw] = EventTypes.DisputeWithdrawn,
    };

    [Fact]
    public void Every_edge_of_a_charge_a_refund_a_subscription_and_a_dispute_has_an_event()
    {
        Assert.Empty(ChargeTransitions.Edges.Select(edge => edge.Event).Except(OfCharges.Keys));
        Assert.Empty(RefundTransitions.Edges.Select(edge => edge.Event).Except(OfRefunds.Keys));
        Assert.Empty(SubscriptionTransitions.Edges.Select(edge => edge.Move).Except(OfSubscriptions.Keys));
        Assert.Empty(DisputeTransitions.Edges.Select(edge => edge.Move).Except(OfDisputes.Keys));
        Assert.All([.. OfDisputes.Values, .. OfCharges.Values, .. OfRefunds.Values, .. OfSubscriptions.Values], type => Assert.True(EventTypes.Contains(type), type));
    }

    [Fact]
    public void Every_type_of_event_is_listed_once_with_words_in_both_languages()
    {
        Assert.Equal(EventTypes.All.Count, EventTypes.All.Select(type => type.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(EventTypes.All, type => Assert.True(type.Japanese.Length > 0 && type.English.Length > 0, type.Name));
    }
}
