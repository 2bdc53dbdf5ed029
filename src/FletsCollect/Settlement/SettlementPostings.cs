using FletsCollect.Ledger;

namespace FletsCollect.Settlement;

/// <summary>What settling, holding and paying out post to the ledger (domain.md §8, operations.md).</summary>
public static class SettlementPostings
{
    /// <summary>
    /// Statement closed: the fee is taken from what the merchant has available, and what is left is set aside for payment unless it is
    /// carried over. Null when nothing moves.
    /// </summary>
    public static JournalEntry? StatementClosed(FeeStatement statement, IEnumerable<FeeAdjustment> adjustments, string merchantCode, DateOnly businessDate)
    {
        var available = ChartOfAccounts.MerchantPayableAvailable(merchantCode);
        IEnumerable<(LedgerAccount Account, Yen Amount)> taken =
        [
            (ChartOfAccounts.FeeRevenue, statement.FeeByRate),
            (ChartOfAccounts.MinimumFeeTopUp, statement.FeeTopUp),
            (ChartOfAccounts.SetUpFeeRevenue, statement.SetUpFee),
            (ChartOfAccounts.ConsumptionTaxPayable, statement.Tax),
            .. adjustments.SelectMany(adjustment => new[]
            {
                (ChartOfAccounts.FeeRevenue, adjustment.ByRate),
                (ChartOfAccounts.MinimumFeeTopUp, adjustment.TopUp),
                (ChartOfAccounts.ConsumptionTaxPayable, adjustment.Tax),
            }),
            (ChartOfAccounts.TransferFeeRecovered, statement.TransferFee),
            (ChartOfAccounts.MerchantPayableClosed(merchantCode), statement.IsCarriedOver ? Yen.Zero : statement.Payable),
        ];
        Posting[] moving =
        [
            .. taken.Where(part => part.Amount != Yen.Zero)
                // What is given back of an earlier fee goes the other way.
                .Select(part => part.Amount.IsPositive ? new Posting(available, part.Account, part.Amount) : new Posting(part.Account, available, -part.Amount)),
        ];
        return moving.Length == 0 ? null : new JournalEntry(JournalEntryKind.FeeStatementClosed, statement.Id, businessDate, moving);
    }

    /// <summary>A month of a merchant with a guarantee: what was billed is the merchant's, whether the lines pay or not. Null when nothing was billed.</summary>
    public static JournalEntry? Guaranteed(FeeStatement statement, string merchantCode, DateOnly businessDate) =>
        statement.Guaranteed.IsPositive
            ? new JournalEntry(JournalEntryKind.BilledGuaranteed, statement.Id, businessDate,
                [new Posting(ChartOfAccounts.MerchantPayableUncollected(merchantCode), ChartOfAccounts.MerchantPayableAvailable(merchantCode), statement.Guaranteed)])
            : null;

    /// <summary>Kept back from a merchant; what it has not yet is below zero until then, and carried over.</summary>
    public static JournalEntry Held(FundsHold hold, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.FundsHeld, hold.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableAvailable(merchantCode), ChartOfAccounts.MerchantPayableHeld(merchantCode), hold.Amount),
        ]);

    /// <summary>Given free: on the merchant's next statement.</summary>
    public static JournalEntry Released(FundsHold hold, string merchantCode, DateOnly businessDate) =>
        new(JournalEntryKind.FundsReleased, hold.Id, businessDate,
        [
            new Posting(ChartOfAccounts.MerchantPayableHeld(merchantCode), ChartOfAccounts.MerchantPayableAvailable(merchantCode), hold.Amount),
        ]);

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
