using FletsCollect.Charges;
using FletsCollect.Ledger;

namespace FletsCollect.Refunds;

/// <summary>What refunds post to the ledger (domain.md §8, operations.md).</summary>
public static class RefundPostings
{
    /// <summary>Before the month close: that much of the confirmation reversed.</summary>
    public static JournalEntry Removed(Refund refund, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.RefundRemoved, refund.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableUncollected(merchantCode), ChartOfAccounts.LineReceivableUnbilled(refund.Line), refund.Amount),
        ]);

    /// <summary>
    /// After it: the line has a credit, and the merchant's next payout bears it, also when this one has nothing yet. The invoice that the
    /// telco has stays as it is, paid or not.
    /// </summary>
    public static JournalEntry Credited(Refund refund, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.RefundCredited, refund.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableAvailable(merchantCode), ChartOfAccounts.LineCredit(refund.Line), refund.Amount),
        ]);
}
