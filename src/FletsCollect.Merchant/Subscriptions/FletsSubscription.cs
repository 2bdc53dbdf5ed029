using System.Text.Json;
using FletsCollect.Merchant.Protocol;

namespace FletsCollect.Merchant;

/// <summary>A subscription as the provider answers it, and as its events tell it. Days are days in Japan.</summary>
/// <param name="Id">The provider's id, <c>sub_…</c>.</param>
/// <param name="Status">
/// <c>active</c>, <c>suspended</c> (with the line), <c>cancel_scheduled</c>, <c>ended</c>, or <c>auto_terminated</c> when it could not go on.
/// </param>
/// <param name="GrantId">The approval that it lives on; another one after a change of price.</param>
/// <param name="MerchantReference">The merchant's own name of it.</param>
/// <param name="Description">What is bought.</param>
/// <param name="Amount">What each month costs; after a change of price, each from <paramref name="NextChargeOn"/> on.</param>
/// <param name="NextChargeOn">When the next charge falls due; null when there will be none.</param>
/// <param name="PaidThrough">The last day of what was paid.</param>
/// <param name="EndsOn">Its last day, once that is known.</param>
/// <param name="EndReason">Why it is over, or will be, such as <c>cancelled_by_subscriber</c>, <c>renewal_failed</c> or <c>line_terminated</c>.</param>
public sealed record FletsSubscription(
    string Id, string Status, string GrantId, string MerchantReference, string Description, FletsAmount Amount,
    DateOnly? NextChargeOn = null, DateOnly? PaidThrough = null, DateOnly? EndsOn = null, string? EndReason = null)
{
    /// <summary>
    /// The subscription that an event is about, as it was then; null for an event about anything else. Events may come in any order: heed
    /// one only if its <see cref="FletsEvent.Time"/> is later than that of the last one you heeded.
    /// </summary>
    public static FletsSubscription? Of(FletsEvent happened) => happened.Type.StartsWith("subscription.", StringComparison.Ordinal)
        ? happened.Data.Deserialize(ApiJson.Default.FletsSubscription)
        : null;
}

/// <summary>How a call about a subscription ended.</summary>
public abstract record FletsSubscriptionResult
{
    private FletsSubscriptionResult() { }

    /// <summary>It was done.</summary>
    /// <param name="Subscription">The subscription as it is after that.</param>
    /// <param name="Replayed">True if an earlier call with the same key had done it; then the subscription is as it was at that time.</param>
    public sealed record Done(FletsSubscription Subscription, bool Replayed) : FletsSubscriptionResult;

    /// <summary>The provider said no, finally: nothing was changed by this call.</summary>
    /// <param name="Problem">Why.</param>
    public sealed record Refused(FletsPayProblem Problem) : FletsSubscriptionResult;
}
