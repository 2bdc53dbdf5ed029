using FletsCollect.Ledger;

namespace FletsCollect.Charges;

/// <summary>What the events of a charge post to the ledger (domain.md §8).</summary>
public static class ChargePostings
{
    /// <summary>Confirmed: the line owes it, the merchant will get it once it is collected.</summary>
    public static JournalEntry Captured(ChargeEvent captured, string merchantCode) =>
        new(JournalEntryKind.ChargeConfirmed, captured.Id, captured.BusinessDate,
        [
            new Posting(ChartOfAccounts.LineReceivableUnbilled(captured.Line), ChartOfAccounts.MerchantPayableUncollected(merchantCode), captured.Amount),
        ]);

    /// <summary>Cancelled before it was billed: the confirmation reversed.</summary>
    public static JournalEntry Cancelled(ChargeEvent captured, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.ChargeCancelled, captured.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableUncollected(merchantCode), ChartOfAccounts.LineReceivableUnbilled(captured.Line), captured.Amount),
        ]);
}
