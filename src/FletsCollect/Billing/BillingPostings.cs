using FletsCollect.Ledger;

namespace FletsCollect.Billing;

/// <summary>What line invoices post to the ledger (domain.md §8, operations.md).</summary>
public static class BillingPostings
{
    /// <summary>Issued: what the line owed without a bill, it now owes with one, less its credits.</summary>
    public static JournalEntry Issued(LineInvoice invoice, DateOnly businessDate) =>
        new(JournalEntryKind.LineInvoiceIssued, invoice.Id, businessDate,
        [
            new Posting(ChartOfAccounts.LineReceivableBilled(invoice.Line), ChartOfAccounts.LineReceivableUnbilled(invoice.Line), invoice.ItemsTotal),
            .. Moving(new Posting(ChartOfAccounts.LineCredit(invoice.Line), ChartOfAccounts.LineReceivableBilled(invoice.Line), invoice.Credited)),
        ]);

    /// <summary>
    /// Paid in full: the telco has the money, and each item's merchant can be settled, for all of the item: a credit is another merchant's
    /// matter. Null when nothing moves: an invoice that its credits brought to nothing, of merchants with a guarantee.
    /// </summary>
    /// <param name="result">What the telco said.</param>
    /// <param name="invoice">The invoice.</param>
    /// <param name="items">Its items, without those of merchants with a guarantee: their statement gives them what was billed, collected or not.</param>
    /// <param name="merchantCodes">The codes of their merchants.</param>
    /// <param name="businessDate">The day.</param>
    public static JournalEntry? Collected(
        CollectionResult result, LineInvoice invoice, IEnumerable<LineInvoiceItem> items, IReadOnlyDictionary<Guid, string> merchantCodes, DateOnly businessDate)
    {
        Posting[] postings =
        [
            .. Moving(new Posting(ChartOfAccounts.CollectionClearing, ChartOfAccounts.LineReceivableBilled(invoice.Line), invoice.Total)),
            .. items.Select(item => new Posting(
                ChartOfAccounts.MerchantPayableUncollected(merchantCodes[item.MerchantId]), ChartOfAccounts.MerchantPayableAvailable(merchantCodes[item.MerchantId]), item.Amount)),
        ];
        return postings.Length == 0 ? null : new JournalEntry(JournalEntryKind.Collected, result.Id, businessDate, postings);
    }

    private static Posting[] Moving(Posting posting) => posting.Amount.IsPositive ? [posting] : [];
}
