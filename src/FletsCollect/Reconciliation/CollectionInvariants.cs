using FletsCollect.Billing;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Reconciliation;

/// <summary>
/// What must hold between collection results, the parts of items that they settled, invoices, and the ledger. Sums are the database's; rows
/// are read as a stream or page by page.
/// </summary>
internal static class CollectionInvariants
{
    /// <summary>Results that are held against their postings at a time.</summary>
    private const int PageSize = 2_000;

    private static readonly JournalEntryKind[] OfResults = [JournalEntryKind.Collected, JournalEntryKind.GivenUp, JournalEntryKind.Recovered, JournalEntryKind.ReceiptSuspended];

    public static async Task<IReadOnlyList<Finding>> CheckAsync(FletsCollectDbContext db, CancellationToken cancellationToken) =>
    [
        .. await InvoicesAsync(db, cancellationToken),
        .. await ResultsAsync(db, cancellationToken),
        .. await ItemsAsync(db, cancellationToken),
        .. await PostingsAsync(db, cancellationToken),
        .. await RemittancesAsync(db, cancellationToken),
    ];

    private static async Task<List<Finding>> InvoicesAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var results = db.CollectionResults.AsNoTracking().GroupBy(result => result.InvoiceId).Select(ofInvoice => new
        {
            Id = ofInvoice.Key,
            Fees = ofInvoice.Sum(result => (long)result.LineFees),
            Items = ofInvoice.Sum(result => (long)result.Items),
            Payments = ofInvoice.Sum(result => result.Outcome == CollectionOutcome.Paid || result.Outcome == CollectionOutcome.PartlyPaid ? 1 : 0),
        });
        var parts = db.CollectionAllocations.AsNoTracking().GroupBy(part => part.InvoiceId).Select(ofInvoice => new
        {
            Id = ofInvoice.Key,
            Collected = ofInvoice.Sum(part => part.Kind == AllocationKind.Collected ? (long)part.Amount : 0),
            GivenUp = ofInvoice.Sum(part => part.Kind == AllocationKind.Returned || part.Kind == AllocationKind.WrittenOff ? (long)part.Amount : 0),
            Recovered = ofInvoice.Sum(part => part.Kind == AllocationKind.Recovered ? (long)part.Amount : 0),
        });
        var rows = from invoice in db.LineInvoices.AsNoTracking()
                   join resultsOf in results on invoice.Id equals resultsOf.Id into resultSums
                   from result in resultSums.DefaultIfEmpty()
                   join partsOf in parts on invoice.Id equals partsOf.Id into partSums
                   from part in partSums.DefaultIfEmpty()
                   select new
                   {
                       invoice,
                       Fees = (long?)result.Fees ?? 0,
                       Items = (long?)result.Items ?? 0,
                       Payments = (int?)result.Payments ?? 0,
                       Collected = (long?)part.Collected ?? 0,
                       GivenUp = (long?)part.GivenUp ?? 0,
                       Recovered = (long?)part.Recovered ?? 0,
                   };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var invoice = row.invoice;
            void Add(string message) => findings.Add(new Finding(Invariant.Collection, invoice.PublicId, message));
            if (row.Fees != invoice.LineFeesPaid.Amount || row.Items != (invoice.Paid + invoice.Recovered).Amount)
                Add($"Results brought {row.Fees} yen for its fees and {row.Items} yen for its items, it says {invoice.LineFeesPaid} and {invoice.Paid + invoice.Recovered} yen.");
            if (invoice.Status == LineInvoiceStatus.Paid && (invoice.Outstanding != Yen.Zero || row.Payments == 0))
                Add($"The invoice is paid with {invoice.Outstanding} yen outstanding, or without a payment.");
            var fitsState = invoice.Status switch
            {
                LineInvoiceStatus.Issued => invoice.Outstanding == invoice.AmountDue,
                LineInvoiceStatus.PartiallyPaid or LineInvoiceStatus.Overdue => invoice.GivenUp == Yen.Zero && (invoice.Outstanding.IsPositive || invoice.AmountDue == Yen.Zero),
                LineInvoiceStatus.Delinquent => invoice.Paid + invoice.GivenUp == invoice.Total,
                _ => true,
            };
            if (!fitsState)
                Add($"The invoice is {invoice.Status} with {invoice.Outstanding} of {invoice.AmountDue} yen outstanding and {invoice.GivenUp} yen given up.");
            if (row.Collected != invoice.Paid.Amount && row.Collected != (invoice.Paid + invoice.Credited).Amount)
                Add($"Its items were paid {row.Collected} yen of {invoice.Paid} yen and a credit of {invoice.Credited} yen.");
            if (row.GivenUp != invoice.GivenUp.Amount || row.Recovered != invoice.Recovered.Amount)
                Add($"What was given up of its items is not the {invoice.GivenUp} yen that it says, or what came after all is not {invoice.Recovered} yen.");
        }
        return findings;
    }

    private static async Task<IEnumerable<Finding>> ResultsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var wrong = await db.CollectionResults.AsNoTracking().Where(result => (long)result.Amount != (long)result.LineFees + (long)result.Items + (long)result.Suspended).ToListAsync(cancellationToken);
        return wrong.Select(result => new Finding(Invariant.Collection, $"result {result.Reference}", $"Of {result.Amount} yen, {result.LineFees} paid fees, {result.Items} items, and {result.Suspended} are in suspense."));
    }

    private static async Task<IEnumerable<Finding>> ItemsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var parts = db.CollectionAllocations.AsNoTracking().GroupBy(part => part.ChargeEventId).Select(ofItem => new
        {
            Id = ofItem.Key,
            Ended = ofItem.Sum(part => part.Kind == AllocationKind.Recovered ? 0 : (long)part.Amount),
            Back = ofItem.Sum(part => part.Kind == AllocationKind.Recovered ? (long)part.Amount : 0),
            Gone = ofItem.Sum(part => part.Kind == AllocationKind.Returned || part.Kind == AllocationKind.WrittenOff ? (long)part.Amount : 0),
        });
        var rows = from item in db.LineInvoiceItems.AsNoTracking()
                   join billed in db.LineInvoices.AsNoTracking() on item.InvoiceId equals billed.Id into invoices
                   from invoice in invoices.DefaultIfEmpty()
                   join partsOf in parts on item.ChargeEventId equals partsOf.Id into partSums
                   from part in partSums.DefaultIfEmpty()
                   select new
                   {
                       item.ChargeEventId,
                       Amount = (long)item.Amount,
                       // Once an invoice is paid or given up, nothing of its items is open.
                       IsOver = invoice != null && (invoice.Status == LineInvoiceStatus.Paid || invoice.Status == LineInvoiceStatus.Delinquent),
                       Ended = (long?)part.Ended ?? 0,
                       Back = (long?)part.Back ?? 0,
                       Gone = (long?)part.Gone ?? 0,
                   };
        return (await rows.Where(row => row.Ended > row.Amount || row.Back > row.Gone || (row.IsOver && row.Ended != row.Amount)).ToListAsync(cancellationToken))
            .Select(item => new Finding(Invariant.Collection, $"charge event {item.ChargeEventId}", $"Of its {item.Amount} yen, {item.Ended} were settled, {item.Gone} of them given up and {item.Back} of those paid after all."));
    }

    private static async Task<List<Finding>> PostingsAsync(FletsCollectDbContext db, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var terms = await MerchantTerms.ReadAsync(
            db, await db.Merchants.Select(merchant => merchant.Id).ToListAsync(cancellationToken), await db.LineInvoices.Select(invoice => invoice.Month).Distinct().ToListAsync(cancellationToken), cancellationToken);
        var postings = db.Transfers.AsNoTracking().Where(transfer => OfResults.Contains(transfer.Kind));
        for (List<CollectionResult> page = await PageAsync(null); page.Count > 0; page = await PageAsync(page[^1].Id))
        {
            var (first, last) = (page[0].Id, page[^1].Id);
            var ofPage = db.CollectionResults.AsNoTracking().Where(result => result.Id.CompareTo(first) >= 0 && result.Id.CompareTo(last) <= 0);
            var parts = (await (from result in ofPage join part in db.CollectionAllocations.AsNoTracking() on result.Id equals part.ResultId select part).ToListAsync(cancellationToken)).ToLookup(part => part.ResultId);
            var invoices = await db.LineInvoices.AsNoTracking().Where(invoice => ofPage.Any(result => result.InvoiceId == invoice.Id)).ToDictionaryAsync(invoice => invoice.Id, cancellationToken);
            var posted = (await (from result in ofPage join transfer in postings on result.Id equals transfer.SourceId select transfer).ToListAsync(cancellationToken)).ToLookup(transfer => transfer.SourceId);
            foreach (var result in page)
            {
                var expected = BillingPostings.Collection(result, invoices.GetValueOrDefault(result.InvoiceId), [.. parts[result.Id]], terms, default)
                    .SelectMany(entry => entry.Postings.Select((posting, sequence) => (entry.Kind, sequence, posting.Debit.Code, Credit: posting.Credit.Code, posting.Amount)));
                var actual = posted[result.Id].Select(transfer => (transfer.Kind, transfer.Sequence, transfer.DebitAccount, transfer.CreditAccount, transfer.Amount));
                if (!expected.Order().SequenceEqual(actual.Order()))
                    findings.Add(new Finding(Invariant.Collection, $"result {result.Reference}", $"What the result of {result.Amount} yen posted is not what it says."));
            }
        }
        var orphans = await postings.Where(posted => !db.CollectionResults.Any(result => result.Id == posted.SourceId)).Select(posted => posted.SourceId).Distinct().ToListAsync(cancellationToken);
        findings.AddRange(orphans.Select(id => new Finding(Invariant.Collection, $"source {id}", "A collection is posted that is not there.")));
        return findings;

        Task<List<CollectionResult>> PageAsync(Guid? after) =>
            (after is { } id ? db.CollectionResults.Where(result => result.Id.CompareTo(id) > 0) : db.CollectionResults).AsNoTracking().OrderBy(result => result.Id).Take(PageSize).ToListAsync(cancellationToken);
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
}
