using FletsCollect.Billing;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>What must hold between collection results, the parts of items that they settled, invoices, and the ledger.</summary>
internal static class CollectionInvariants
{
    private static readonly JournalEntryKind[] OfResults = [JournalEntryKind.Collected, JournalEntryKind.GivenUp, JournalEntryKind.Recovered, JournalEntryKind.ReceiptSuspended];

    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var results = await db.CollectionResults.AsNoTracking().OrderBy(result => result.Id).ToListAsync(cancellationToken);
        var parts = await db.CollectionAllocations.AsNoTracking().ToListAsync(cancellationToken);
        var ids = results.Select(result => result.InvoiceId).Distinct().ToArray();
        var invoices = await db.LineInvoices.AsNoTracking().Where(invoice => ids.Contains(invoice.Id) || invoice.Status == LineInvoiceStatus.Paid || (long)invoice.Paid > 0).ToDictionaryAsync(invoice => invoice.Id, cancellationToken);
        return
        [
            .. Invoices(invoices.Values, results, parts),
            .. await ItemsAsync(db, invoices, parts, cancellationToken),
            .. await PostingsAsync(db, results, invoices, parts, cancellationToken),
            .. await RemittancesAsync(db, cancellationToken),
        ];
    }

    private static IEnumerable<Finding> Invoices(IEnumerable<LineInvoice> invoices, List<CollectionResult> results, List<CollectionAllocation> parts)
    {
        var ofInvoice = results.ToLookup(result => result.InvoiceId);
        var partsOf = parts.ToLookup(part => (part.InvoiceId, part.Kind));
        Yen Sum(LineInvoice invoice, AllocationKind kind) => partsOf[(invoice.Id, kind)].Aggregate(Yen.Zero, (sum, part) => sum + part.Amount);
        foreach (var invoice in invoices)
        {
            var (fees, items) = ofInvoice[invoice.Id].Aggregate((Fees: Yen.Zero, Items: Yen.Zero), (sum, result) => (sum.Fees + result.LineFees, sum.Items + result.Items));
            if (fees != invoice.LineFeesPaid || items != invoice.Paid + invoice.Recovered)
                yield return new Finding(Invariant.Collection, invoice.PublicId, $"Results brought {fees} yen for its fees and {items} yen for its items, it says {invoice.LineFeesPaid} and {invoice.Paid + invoice.Recovered} yen.");
            if (invoice.Status == LineInvoiceStatus.Paid && (invoice.Outstanding != Yen.Zero || !ofInvoice[invoice.Id].Any(result => result.Outcome is CollectionOutcome.Paid or CollectionOutcome.PartlyPaid)))
                yield return new Finding(Invariant.Collection, invoice.PublicId, $"The invoice is paid with {invoice.Outstanding} yen outstanding, or without a payment.");
            var fitsState = invoice.Status switch
            {
                LineInvoiceStatus.Issued => invoice.Outstanding == invoice.AmountDue,
                LineInvoiceStatus.PartiallyPaid or LineInvoiceStatus.Overdue => invoice.GivenUp == Yen.Zero && (invoice.Outstanding.IsPositive || invoice.AmountDue == Yen.Zero),
                LineInvoiceStatus.Delinquent => invoice.Paid + invoice.GivenUp == invoice.Total,
                _ => true,
            };
            if (!fitsState)
                yield return new Finding(Invariant.Collection, invoice.PublicId, $"The invoice is {invoice.Status} with {invoice.Outstanding} of {invoice.AmountDue} yen outstanding and {invoice.GivenUp} yen given up.");
            var collected = Sum(invoice, AllocationKind.Collected);
            if (collected != invoice.Paid && collected != invoice.Paid + invoice.Credited)
                yield return new Finding(Invariant.Collection, invoice.PublicId, $"Its items were paid {collected} yen of {invoice.Paid} yen and a credit of {invoice.Credited} yen.");
            if (Sum(invoice, AllocationKind.Returned) + Sum(invoice, AllocationKind.WrittenOff) != invoice.GivenUp || Sum(invoice, AllocationKind.Recovered) != invoice.Recovered)
                yield return new Finding(Invariant.Collection, invoice.PublicId, $"What was given up of its items is not the {invoice.GivenUp} yen that it says, or what came after all is not {invoice.Recovered} yen.");
        }
        foreach (var result in results.Where(result => result.Amount != result.LineFees + result.Items + result.Suspended))
            yield return new Finding(Invariant.Collection, $"result {result.Reference}", $"Of {result.Amount} yen, {result.LineFees} paid fees, {result.Items} items, and {result.Suspended} are in suspense.");
    }

    private static async Task<List<Finding>> ItemsAsync(FletsCollectDbContext db, Dictionary<Guid, LineInvoice> invoices, List<CollectionAllocation> parts, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var settled = parts.ToLookup(part => part.ChargeEventId);
        await foreach (var item in db.LineInvoiceItems.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var ended = Sum(settled[item.ChargeEventId].Where(part => part.Kind != AllocationKind.Recovered));
            var back = Sum(settled[item.ChargeEventId].Where(part => part.Kind == AllocationKind.Recovered));
            var gone = Sum(settled[item.ChargeEventId].Where(part => part.Kind is AllocationKind.Returned or AllocationKind.WrittenOff));
            // Once an invoice is paid or given up, nothing of its items is open.
            var isOver = invoices.TryGetValue(item.InvoiceId, out var invoice) && invoice.Status is LineInvoiceStatus.Paid or LineInvoiceStatus.Delinquent;
            if (ended > item.Amount || back > gone || (isOver && ended != item.Amount))
                findings.Add(new Finding(Invariant.Collection, $"charge event {item.ChargeEventId}", $"Of its {item.Amount} yen, {ended} were settled, {gone} of them given up and {back} of those paid after all."));
        }
        return findings;
    }

    private static async Task<List<Finding>> PostingsAsync(
        FletsCollectDbContext db, List<CollectionResult> results, Dictionary<Guid, LineInvoice> invoices, List<CollectionAllocation> parts, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var partsOf = parts.ToLookup(part => part.ResultId);
        var terms = await MerchantTerms.ReadAsync(db, [.. parts.Select(part => part.MerchantId).Distinct()], [.. invoices.Values.Select(invoice => invoice.Month).Distinct()], cancellationToken);
        var posted = (await db.Transfers.AsNoTracking().Where(transfer => OfResults.Contains(transfer.Kind)).ToListAsync(cancellationToken)).ToLookup(transfer => transfer.SourceId);
        foreach (var result in results)
        {
            var expected = BillingPostings.Collection(result, invoices.GetValueOrDefault(result.InvoiceId), [.. partsOf[result.Id]], terms, default)
                .SelectMany(entry => entry.Postings.Select((posting, sequence) => (entry.Kind, sequence, posting.Debit.Code, Credit: posting.Credit.Code, posting.Amount)));
            var actual = posted[result.Id].Select(transfer => (transfer.Kind, transfer.Sequence, transfer.DebitAccount, transfer.CreditAccount, transfer.Amount));
            if (!expected.Order().SequenceEqual(actual.Order()))
                findings.Add(new Finding(Invariant.Collection, $"result {result.Reference}", $"What the result of {result.Amount} yen posted is not what it says."));
        }
        var known = results.Select(result => result.Id).ToHashSet();
        findings.AddRange(posted.Where(entry => !known.Contains(entry.Key)).Select(entry => new Finding(Invariant.Collection, $"source {entry.Key}", "A collection is posted that is not there.")));
        return findings;
    }

    private static async Task<List<Finding>> RemittancesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var posted = (await db.Transfers.AsNoTracking().Where(transfer => transfer.Kind == JournalEntryKind.Remitted).ToListAsync(cancellationToken)).ToLookup(transfer => transfer.SourceId);
        var remittances = await db.Remittances.AsNoTracking().ToListAsync(cancellationToken);
        foreach (var remittance in remittances.Where(remittance => posted[remittance.Id].Aggregate(Yen.Zero, (sum, transfer) => sum + transfer.Amount) != remittance.Amount))
            findings.Add(new Finding(Invariant.Collection, $"remittance {remittance.Reference}", $"The arrival of {remittance.Amount} yen is not what was posted."));
        var known = remittances.Select(remittance => remittance.Id).ToHashSet();
        findings.AddRange(posted.Where(entry => !known.Contains(entry.Key)).Select(entry => new Finding(Invariant.Collection, $"source {entry.Key}", "An arrival is posted that is not there.")));
        return findings;
    }

    private static Yen Sum(IEnumerable<CollectionAllocation> parts) => parts.Aggregate(Yen.Zero, (sum, part) => sum + part.Amount);
}
