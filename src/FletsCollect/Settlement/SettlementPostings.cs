using FletsCollect.Ledger;

namespace FletsCollect.Settlement;

/// <summary>What settling and paying out post to the ledger (domain.md §8, operations.md).</summary>
public static class SettlementPostings
{
    /// <summary>
    /// Statement closed: the fee is taken from what the merchant has available, and what is left is set aside for payment. Null when
    /// nothing moves.
    /// </summary>
    public static JournalEntry? StatementClosed(FeeStatement statement, string merchantCode, DateOnly businessDate)
    {
        var available = ChartOfAccounts.MerchantPayableAvailable(merchantCode);
        Posting[] postings =
        [
            new(available, ChartOfAccounts.FeeRevenue, statement.FeeByRate),
            new(available, ChartOfAccounts.MinimumFeeTopUp, statement.FeeTopUp),
            new(available, ChartOfAccounts.ConsumptionTaxPayable, statement.Tax),
            new(available, ChartOfAccounts.MerchantPayableClosed(merchantCode), statement.Payable),
        ];
        Posting[] moving = [.. postings.Where(posting => posting.Amount.IsPositive)];
        return moving.Length == 0 ? null : new JournalEntry(JournalEntryKind.FeeStatementClosed, statement.Id, businessDate, moving);
    }

    /// <summary>Handed to the bank.</summary>
    public static JournalEntry PayoutMade(PayoutTransfer transfer, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.PayoutMade, transfer.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableClosed(merchantCode), ChartOfAccounts.MerchantPayableInTransit(merchantCode), transfer.Amount),
        ]);

    /// <summary>Arrived at the merchant's bank.</summary>
    public static JournalEntry PayoutConfirmed(PayoutTransfer transfer, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.PayoutConfirmed, transfer.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableInTransit(merchantCode), ChartOfAccounts.Bank, transfer.Amount),
        ]);

    /// <summary>Sent back by the merchant's bank: the money waits for the merchant again.</summary>
    public static JournalEntry PayoutReturned(PayoutTransfer transfer, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.PayoutReturned, transfer.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableInTransit(merchantCode), ChartOfAccounts.MerchantPayableClosed(merchantCode), transfer.Amount),
        ]);
}
