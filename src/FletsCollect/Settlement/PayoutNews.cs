using FletsCollect.Charges;
using FletsCollect.Outbox;

namespace FletsCollect.Settlement;

/// <summary>A payout as its merchant is told of it, in events: written as JSON in snake case.</summary>
/// <param name="Id"><c>po_…</c>.</param>
/// <param name="Status"><c>paid</c>, <c>failed</c> (the bank sent it back; it is sent again once the account is right) or <c>carried_over</c>.</param>
/// <param name="StatementId">The fee statement that says how it came about, <c>fs_…</c>.</param>
/// <param name="Month">The month that was settled.</param>
/// <param name="Amount">What is paid, or carried over: then it may be below zero.</param>
/// <param name="PayoutDate">The bank day for which it was planned; absent when it is carried over.</param>
/// <param name="FailureReason">The bank's word, when it sent the money back.</param>
public sealed record PayoutNews(string Id, string Status, string StatementId, string Month, Money Amount, DateOnly? PayoutDate, string? FailureReason)
{
    /// <summary>The message of what happened; one of the payout events of <see cref="EventTypes"/>.</summary>
    public static OutboxMessage Of(Payout payout, string what, DateTime now, string? failureReason = null)
    {
        var status = what switch
        {
            EventTypes.PayoutPaid => "paid",
            EventTypes.PayoutFailed => "failed",
            EventTypes.PayoutCarriedOver => "carried_over",
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No event of a payout."),
        };
        return OutboxMessage.Of(payout.MerchantId, what, payout.PublicId, now, new PayoutNews(
            payout.PublicId,
            status,
            PublicId.Format(PublicId.FeeStatement, payout.StatementId),
            payout.Month.ToString(),
            Money.Of(payout.Amount),
            payout.Status == PayoutStatus.CarriedOver ? null : payout.PayoutDate,
            failureReason));
    }
}
