using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>
/// All that a few collection results need to know, read at once, with what was decided so far: the second result for an invoice sees what
/// the first did, though nothing is saved yet.
/// </summary>
internal sealed class CollectionBooks
{
    private readonly FletsCollectDbContext db;
    private readonly CollectionRules rules;
    private readonly DateTime now;
    private readonly Dictionary<string, CollectionResult> results;
    private readonly Dictionary<Guid, LineInvoice> invoices;
    private readonly ILookup<Guid, LineInvoiceItem> items;
    private readonly Dictionary<(Guid Item, AllocationKind Kind), Yen> allocated;
    private readonly MerchantTerms terms;
    private readonly List<(CollectionResult Result, LineInvoice? Invoice, List<CollectionAllocation> Allocations)> recorded = [];

    private CollectionBooks(
        FletsCollectDbContext db,
        CollectionRules rules,
        DateTime now,
        Dictionary<string, CollectionResult> results,
        Dictionary<Guid, LineInvoice> invoices,
        ILookup<Guid, LineInvoiceItem> items,
        Dictionary<(Guid Item, AllocationKind Kind), Yen> allocated,
        MerchantTerms terms)
    {
        (this.db, this.rules, this.now) = (db, rules, now);
        (this.results, this.invoices, this.items, this.allocated, this.terms) = (results, invoices, items, allocated, terms);
    }

    /// <param name="db">The unit of work's context.</param>
    /// <param name="notices">The results that will be recorded.</param>
    /// <param name="rules">When collection ends.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="toTry">Only to see whether they fit: the invoices are then the books' own copies.</param>
    public static async Task<CollectionBooks> ReadAsync(
        FletsCollectDbContext db, IReadOnlyCollection<CollectionNotice> notices, CollectionRules rules, DateTime now, CancellationToken cancellationToken, bool toTry = false)
    {
        var references = notices.Select(notice => notice.Reference).ToArray();
        var earlier = await db.CollectionResults.AsNoTracking().Where(result => references.Contains(result.Reference))
            .ToDictionaryAsync(result => result.Reference, StringComparer.Ordinal, cancellationToken);
        var ids = notices.Select(notice => notice.InvoiceId).Distinct().ToArray();
        var named = await (toTry ? db.LineInvoices.AsNoTracking() : db.LineInvoices).Where(invoice => ids.Contains(invoice.Id)).ToDictionaryAsync(invoice => invoice.Id, cancellationToken);
        var onThem = await db.LineInvoiceItems.AsNoTracking().Where(item => ids.Contains(item.InvoiceId)).ToListAsync(cancellationToken);
        var allocations = await db.CollectionAllocations.AsNoTracking().Where(allocation => ids.Contains(allocation.InvoiceId))
            .GroupBy(allocation => new { allocation.ChargeEventId, allocation.Kind })
            .Select(part => new { part.Key.ChargeEventId, part.Key.Kind, Sum = part.Sum(allocation => (long)allocation.Amount) })
            .ToDictionaryAsync(part => (part.ChargeEventId, part.Kind), part => new Yen(part.Sum), cancellationToken);
        var agreed = await MerchantTerms.ReadAsync(db, [.. onThem.Select(item => item.MerchantId).Distinct()], [.. onThem.Select(item => item.Month).Distinct()], cancellationToken);
        return new CollectionBooks(db, rules, now, earlier, named, onThem.ToLookup(item => item.InvoiceId), allocations, agreed);
    }

    /// <summary>Why a notice cannot be recorded, or null when it can or was recorded before.</summary>
    public RecordCollectionRefusal? Refusal(CollectionNotice notice)
    {
        if (results.TryGetValue(notice.Reference, out var earlier))
            return earlier.Repeats(notice) ? null : RecordCollectionRefusal.ReferenceReused;
        var pays = notice.Outcome is CollectionOutcome.Paid or CollectionOutcome.PartlyPaid;
        if (notice.Amount < Yen.Zero || (!pays && notice.Amount.IsPositive) || (notice.Outcome == CollectionOutcome.PartlyPaid && !notice.Amount.IsPositive))
            return RecordCollectionRefusal.AmountMismatch;
        if (!invoices.TryGetValue(notice.InvoiceId, out var invoice))
            return notice.Amount.IsPositive ? null : RecordCollectionRefusal.InvoiceNotFound;
        if (!pays)
            return invoice.CanBeGivenUp ? null : RecordCollectionRefusal.InvoiceStateForbids;
        if (invoice.Status == LineInvoiceStatus.Paid)
            return notice.Amount.IsPositive ? null : RecordCollectionRefusal.InvoiceStateForbids;
        if (!invoice.Allows(LineInvoiceEvent.Pay))
            return RecordCollectionRefusal.InvoiceStateForbids;
        return notice.Outcome == CollectionOutcome.Paid && notice.Amount < invoice.Outstanding ? RecordCollectionRefusal.AmountMismatch : null;
    }

    /// <summary>Decides one result.</summary>
    public Result<RecordedCollection, RecordCollectionRefusal> Record(CollectionNotice notice, Guid? fileId)
    {
        if (Refusal(notice) is { } refusal)
            return refusal;
        if (results.TryGetValue(notice.Reference, out var earlier))
            return new RecordedCollection(earlier, Repeated: true);
        var result = new CollectionResult(notice, fileId, now);
        results.Add(result.Reference, result);
        var invoice = invoices.GetValueOrDefault(notice.InvoiceId);
        recorded.Add((result, invoice, invoice is null ? [] : Effect(result, invoice)));
        if (invoice is null)
            result.Suspend(result.Amount);
        return new RecordedCollection(result, Repeated: false);
    }

    /// <summary>Records a result that does not fit any more: its money, if any came, waits in suspense for a person.</summary>
    public void Suspend(CollectionNotice notice, RecordCollectionRefusal refusal, Guid fileId)
    {
        db.Add(AuditEntry.Of("collection.refused", AuditActor.Operator, PublicId.Format(PublicId.LineInvoice, notice.InvoiceId), now, new { reason = refusal.ToString(), reference = notice.Reference }));
        if (refusal == RecordCollectionRefusal.ReferenceReused)
            return;
        var result = new CollectionResult(notice, fileId, now);
        results.Add(result.Reference, result);
        result.Suspend(result.Amount);
        recorded.Add((result, null, []));
    }

    /// <summary>Adds what was decided to the context, with its postings and its news.</summary>
    public void Post()
    {
        foreach (var (result, invoice, allocations) in recorded)
        {
            db.Add(result);
            db.AddRange(allocations);
            foreach (var entry in BillingPostings.Collection(result, invoice, allocations, terms, BusinessDate.At(now)))
                db.AddRange(entry.ToTransfers(now));
            db.Add(AuditEntry.Of(
                invoice is null ? "receipt.suspended" : $"line-invoice.{ActionOf(invoice.Status)}", AuditActor.Operator, PublicId.Format(PublicId.LineInvoice, result.InvoiceId), now,
                new { reference = result.Reference, amount = result.Amount.Amount, suspended = result.Suspended.Amount }));
            if (invoice is not null)
                db.AddRange(CollectionNews.Of(result, invoice, items[invoice.Id], allocations, now));
        }
        recorded.Clear();
    }

    private List<CollectionAllocation> Effect(CollectionResult result, LineInvoice invoice)
    {
        switch (result.Outcome)
        {
            case CollectionOutcome.Paid or CollectionOutcome.PartlyPaid:
                return Receive(result, invoice);
            case CollectionOutcome.Unpaid or CollectionOutcome.GivenUp:
                invoice.Fail(rules.Attempts, final: result.Outcome == CollectionOutcome.GivenUp);
                return invoice.Status == LineInvoiceStatus.Delinquent ? GiveUp(result, invoice) : [];
            default:
                throw new InvalidOperationException($"No rule for {result.Outcome}.");
        }
    }

    private List<CollectionAllocation> Receive(CollectionResult result, LineInvoice invoice)
    {
        if (invoice.Status == LineInvoiceStatus.Paid)
        {
            result.Suspend(result.Amount);
            return [];
        }
        var pays = result.Amount < invoice.Outstanding ? result.Amount : invoice.Outstanding;
        result.Suspend(result.Amount - pays);
        var covers = CreditToCover(invoice);
        var split = invoice.Pay(pays);
        result.Split(split);
        return split.Late
            ? Allocate(result, invoice, AllocationKind.Recovered, split.Items, GivenUpLeft)
            : Allocate(result, invoice, AllocationKind.Collected, split.Items + covers, Open);
    }

    /// <summary>What is left of each item goes back to its merchant, or is written off where the merchant was promised all.</summary>
    private List<CollectionAllocation> GiveUp(CollectionResult result, LineInvoice invoice)
    {
        var allocations = Allocate(result, invoice, AllocationKind.Collected, CreditToCover(invoice), Open);
        foreach (var item in items[invoice.Id].Where(item => Open(item).IsPositive).OrderBy(item => item.ChargeEventId))
            allocations.Add(Note(result, item, terms.IsGuaranteed(item.Month, item.MerchantId) ? AllocationKind.WrittenOff : AllocationKind.Returned, Open(item)));
        return allocations;
    }

    private List<CollectionAllocation> Allocate(CollectionResult result, LineInvoice invoice, AllocationKind kind, Yen amount, Func<LineInvoiceItem, Yen> open)
    {
        var byKey = items[invoice.Id].ToDictionary(item => item.ChargeEventId);
        return [.. PaymentAllocation.Of([.. byKey.Values.Select(item => new OpenItem(item.ChargeEventId, item.BusinessDate, open(item)))], amount)
            .Select(part => Note(result, byKey[part.Item], kind, part.Amount))];
    }

    private CollectionAllocation Note(CollectionResult result, LineInvoiceItem item, AllocationKind kind, Yen amount)
    {
        allocated[(item.ChargeEventId, kind)] = Allocated(item, kind) + amount;
        return new CollectionAllocation(result, item, kind, amount);
    }

    /// <summary>
    /// What the invoice takes off for refunds covers items as a payment does, with the first result that settles anything: the merchant
    /// that gave it back has borne it already, the others are owed all of theirs.
    /// </summary>
    private Yen CreditToCover(LineInvoice invoice) =>
        items[invoice.Id].Any(item => Allocated(item, AllocationKind.Collected).IsPositive) ? Yen.Zero : invoice.Credited;

    private Yen Open(LineInvoiceItem item) =>
        item.Amount - Allocated(item, AllocationKind.Collected) - Allocated(item, AllocationKind.Returned) - Allocated(item, AllocationKind.WrittenOff);

    private Yen GivenUpLeft(LineInvoiceItem item) =>
        Allocated(item, AllocationKind.Returned) + Allocated(item, AllocationKind.WrittenOff) - Allocated(item, AllocationKind.Recovered);

    private Yen Allocated(LineInvoiceItem item, AllocationKind kind) => allocated.GetValueOrDefault((item.ChargeEventId, kind));

    private static string ActionOf(LineInvoiceStatus status) => status switch
    {
        LineInvoiceStatus.Paid => "paid",
        LineInvoiceStatus.PartiallyPaid => "partly-paid",
        LineInvoiceStatus.Overdue => "overdue",
        LineInvoiceStatus.Delinquent => "delinquent",
        _ => throw new InvalidOperationException($"No collection result leaves an invoice {status}."),
    };
}
