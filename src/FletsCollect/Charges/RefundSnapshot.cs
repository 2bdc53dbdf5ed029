using FletsCollect.Audit;
using FletsCollect.Outbox;

namespace FletsCollect.Charges;

/// <summary>A refund as its merchant sees it, in the API and in events: written as JSON in snake case.</summary>
/// <param name="Id"><c>re_…</c>.</param>
/// <param name="Status"><c>requested</c> (a person decides), <c>processing</c> (a credit on the line's next invoice), <c>succeeded</c> or <c>denied</c>.</param>
/// <param name="Effect"><c>removed</c> when it is never billed, <c>credited_on_invoice</c> when it is a credit; absent while it is requested.</param>
/// <param name="ChargeId">The charge.</param>
/// <param name="Amount">Tax included.</param>
/// <param name="Reason">What the merchant gave as its reason.</param>
/// <param name="DenialReason">Why it was denied.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">When it succeeded or was denied.</param>
public sealed record RefundSnapshot(
    string Id, string Status, string? Effect, string ChargeId, Money Amount, string? Reason, string? DenialReason, DateTime CreatedAt, DateTime? EndedAt)
{
    public static RefundSnapshot Of(Refund refund) => new(
        refund.PublicId,
        StatusOf(refund.Status),
        refund.Effect switch
        {
            null => null,
            RefundEffect.Removed => "removed",
            RefundEffect.CreditedOnInvoice => "credited_on_invoice",
            _ => throw new ArgumentOutOfRangeException(nameof(refund), refund.Effect, "Unknown effect."),
        },
        PublicId.Format(PublicId.Charge, refund.ChargeId),
        Money.Of(refund.Amount),
        refund.Reason,
        refund.DenialReason,
        refund.CreatedAt,
        refund.EndedAt);

    /// <summary>A status as the API writes it.</summary>
    public static string StatusOf(RefundStatus status) => status switch
    {
        RefundStatus.Requested => "requested",
        RefundStatus.Processing => "processing",
        RefundStatus.Succeeded => "succeeded",
        RefundStatus.Denied => "denied",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
    };

    /// <summary>What an edge of a refund leaves behind: a line of the audit, and an event for the merchant.</summary>
    /// <param name="refund">The refund as it is now.</param>
    /// <param name="what">What happened; one of <see cref="EventTypes"/>.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="now">When.</param>
    public static IReadOnlyList<object> News(Refund refund, string what, AuditActor actor, DateTime now) =>
    [
        AuditEntry.Of(what, actor, refund.PublicId, now, new { charge = PublicId.Format(PublicId.Charge, refund.ChargeId), amount = refund.Amount.Amount }),
        OutboxMessage.Of(refund.MerchantId, what, refund.PublicId, now, Of(refund)),
    ];
}
