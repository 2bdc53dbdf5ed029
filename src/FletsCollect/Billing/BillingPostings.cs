using FletsCollect.Ledger;

namespace FletsCollect.Billing;

/// <summary>What line invoices post to the ledger (domain.md §8, operations.md).</summary>
public static class BillingPostings
{
    /// <summary>Issued: what the line owed without a bill, it now owes with one.</summary>
    public static JournalEntry Issued(LineInvoice invoice, DateOnly businessDate) =>
        new(JournalEntryKind.LineInvoiceIssued, invoice.Id, businessDate,
        [
            new Posting(ChartOfAccounts.LineReceivableBilled(invoice.Line), ChartOfAccounts.LineReceivableUnbilled(invoice.Line), invoice.Total),
        ]);

    /// <summary>Paid in full: the telco has the money, and each item's merchant can be settled.</summary>
    public static JournalEntry Collected(
        CollectionResult result, LineInvoice invoice, IEnumerable<LineInvoiceItem> items, IReadOnlyDictionary<Guid, string> merchantCodes, DateOnly businessDate) =>
        new(JournalEntryKind.Collected, result.Id, businessDate,
        [
            new Posting(ChartOfAccounts.CollectionClearing, ChartOfAccounts.LineReceivableBilled(invoice.Line), invoice.Total),
            .. items.Select(item => new Posting(
                ChartOfAccounts.MerchantPayableUncollected(merchantCodes[item.MerchantId]), ChartOfAccounts.MerchantPayableAvailable(merchantCodes[item.MerchantId]), item.Amount)),
        ]);
}
