using FletsCollect.Audit;
using FletsCollect.Charges;
using FletsCollect.Outbox;

namespace FletsCollect.Support;

/// <summary>A dispute as its merchant sees it. What the subscriber says is not in it: that may name people.</summary>
/// <param name="Id"><c>dp_…</c>.</param>
/// <param name="Status"><c>opened</c>, <c>under_review</c>, <c>upheld</c>, <c>rejected</c> or <c>withdrawn</c>.</param>
/// <param name="ChargeId">The charge.</param>
/// <param name="MerchantReference">The order.</param>
/// <param name="Amount">Of the charge, tax included.</param>
/// <param name="RefundId">What it led to; absent when there was none.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="EndedAt">When it was upheld, rejected or withdrawn.</param>
public sealed record DisputeSnapshot(string Id, string Status, string ChargeId, string MerchantReference, Money Amount, string? RefundId, DateTime OpenedAt, DateTime? EndedAt)
{
    public static DisputeSnapshot Of(Dispute dispute, Charge charge) => new(
        dispute.PublicId,
        StatusOf(dispute.Status),
        charge.PublicId,
        charge.MerchantReference,
        Money.Of(charge.Amount),
        dispute.RefundId is { } refund ? PublicId.Format(PublicId.Refund, refund) : null,
        dispute.OpenedAt,
        dispute.EndedAt);

    /// <summary>A status as events write it.</summary>
    public static string StatusOf(DisputeStatus status) => status switch
    {
        DisputeStatus.Opened => "opened",
        DisputeStatus.UnderReview => "under_review",
        DisputeStatus.Upheld => "upheld",
        DisputeStatus.Rejected => "rejected",
        DisputeStatus.Withdrawn => "withdrawn",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };
}

/// <summary>What every edge of a dispute leaves behind: a line of the audit, and an event for the merchant.</summary>
internal static class DisputeNews
{
    public static IReadOnlyList<object> Of(Dispute dispute, Charge charge, AuditActor actor, DateTime now)
    {
        var what = dispute.Status switch
        {
            DisputeStatus.Opened => EventTypes.DisputeOpened,
            DisputeStatus.UnderReview => EventTypes.DisputeUnderReview,
            DisputeStatus.Upheld => EventTypes.DisputeUpheld,
            DisputeStatus.Rejected => EventTypes.DisputeRejected,
            DisputeStatus.Withdrawn => EventTypes.DisputeWithdrawn,
            _ => throw new ArgumentOutOfRangeException(nameof(dispute), dispute.Status, "Unknown status."),
        };
        return
        [
            AuditEntry.Of(what, actor, dispute.PublicId, now, new { charge = charge.PublicId, @case = PublicId.Format(PublicId.SupportCase, dispute.CaseId) }),
            OutboxMessage.Of(dispute.MerchantId, what, dispute.PublicId, now, DisputeSnapshot.Of(dispute, charge)),
        ];
    }
}
