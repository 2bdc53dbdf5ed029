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

    /// <summary>Everything that one collection result posts, in a fixed order, so that the proof of the books can compute it again.</summary>
    internal static IEnumerable<JournalEntry> Collection(
        CollectionResult result, LineInvoice? invoice, IReadOnlyCollection<CollectionAllocation> allocations, MerchantTerms terms, DateOnly businessDate)
    {
        var ordered = allocations.OrderBy(allocation => allocation.ChargeEventId).ToLookup(allocation => allocation.Kind);
        JournalEntry? Entry(JournalEntryKind kind, IEnumerable<Posting> postings) =>
            postings.ToArray() is { Length: > 0 } moving ? new JournalEntry(kind, result.Id, businessDate, moving) : null;

        JournalEntry?[] entries =
        [
            invoice is null ? null : Entry(JournalEntryKind.Collected, Collected(result, invoice, ordered, terms)),
            invoice is null ? null : Entry(JournalEntryKind.GivenUp, GivenUp(invoice, ordered, terms)),
            invoice is null ? null : Entry(JournalEntryKind.Recovered, ordered[AllocationKind.Recovered].Select(part => new Posting(
                ChartOfAccounts.CollectionClearing,
                terms.IsGuaranteed(invoice.Month, part.MerchantId) ? ChartOfAccounts.Recoveries : ChartOfAccounts.MerchantPayableAvailable(terms.CodeOf(part.MerchantId)),
                part.Amount))),
            Entry(JournalEntryKind.ReceiptSuspended, Moving(new Posting(ChartOfAccounts.CollectionClearing, ChartOfAccounts.Suspense, result.Suspended))),
        ];
        return entries.OfType<JournalEntry>();
    }

    /// <summary>Collected money arrived at the bank.</summary>
    public static JournalEntry Remitted(Remittance remittance) =>
        new(JournalEntryKind.Remitted, remittance.Id, remittance.ArrivedOn, [new Posting(ChartOfAccounts.Bank, ChartOfAccounts.CollectionClearing, remittance.Amount)]);

    /// <summary>
    /// Out of suspense: a match goes back to where the collector's money waits, and pays its invoice from there as a collection result of its
    /// own; what is paid back leaves the bank.
    /// </summary>
    public static JournalEntry Moved(ReceiptMove move, DateOnly businessDate) => new(JournalEntryKind.ReceiptMoved, move.Id, businessDate,
    [
        new Posting(ChartOfAccounts.Suspense, move.Kind switch
        {
            ReceiptMoveKind.Match => ChartOfAccounts.CollectionClearing,
            ReceiptMoveKind.PayBack => ChartOfAccounts.Bank,
            _ => throw new InvalidOperationException($"No postings for {move.Kind}."),
        }, move.Amount),
    ]);

    /// <summary>
    /// Paid: the collector has the money, and each item's merchant can be settled for its part. A credit covers its part of the items
    /// without money: it is another merchant's matter. What is guaranteed goes with its statement, collected or not.
    /// </summary>
    private static IEnumerable<Posting> Collected(CollectionResult result, LineInvoice invoice, ILookup<AllocationKind, CollectionAllocation> parts, MerchantTerms terms)
    {
        if (!parts[AllocationKind.Recovered].Any())
        {
            foreach (var posting in Moving(new Posting(ChartOfAccounts.CollectionClearing, ChartOfAccounts.LineReceivableBilled(invoice.Line), result.Items)))
                yield return posting;
        }
        foreach (var part in parts[AllocationKind.Collected].Where(part => !terms.IsGuaranteed(invoice.Month, part.MerchantId)))
            yield return new Posting(ChartOfAccounts.MerchantPayableUncollected(terms.CodeOf(part.MerchantId)), ChartOfAccounts.MerchantPayableAvailable(terms.CodeOf(part.MerchantId)), part.Amount);
    }

    private static IEnumerable<Posting> GivenUp(LineInvoice invoice, ILookup<AllocationKind, CollectionAllocation> parts, MerchantTerms terms) =>
    [
        .. parts[AllocationKind.Returned].Select(part => new Posting(
            ChartOfAccounts.MerchantPayableUncollected(terms.CodeOf(part.MerchantId)), ChartOfAccounts.LineReceivableBilled(invoice.Line), part.Amount)),
        .. parts[AllocationKind.WrittenOff].Select(part => new Posting(ChartOfAccounts.BadDebt, ChartOfAccounts.LineReceivableBilled(invoice.Line), part.Amount)),
    ];

    private static Posting[] Moving(Posting posting) => posting.Amount.IsPositive ? [posting] : [];
}
