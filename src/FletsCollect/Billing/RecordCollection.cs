using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why a collection result cannot be recorded. Nothing was posted.</summary>
public enum RecordCollectionRefusal
{
    InvoiceNotFound,

    /// <summary>The invoice's state has no edge for the result: it is not issued yet, or paid already.</summary>
    InvoiceStateForbids,

    /// <summary>The amount is not the invoice's total; partial payments are not allocated yet.</summary>
    AmountMismatch,

    /// <summary>The reference was used for another result.</summary>
    ReferenceReused,
}

/// <summary>A recorded result.</summary>
/// <param name="Result">What the telco said.</param>
/// <param name="Repeated">True when it was recorded before: then nothing was done.</param>
public sealed record RecordedCollection(CollectionResult Result, bool Repeated);

/// <summary>
/// Records what the telco's billing says of an invoice: paid in full makes its items available to their merchants, unpaid makes it
/// overdue. A result that comes again, by its reference, does nothing.
/// </summary>
public sealed class RecordCollection(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<RecordedCollection, RecordCollectionRefusal>> ExecuteAsync(CollectionNotice notice, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<RecordedCollection, RecordCollectionRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var earlier = await db.CollectionResults.SingleOrDefaultAsync(result => result.Reference == notice.Reference, token);
                if (earlier is not null && earlier.Repeats(notice))
                    return new RecordedCollection(earlier, Repeated: true);
                var invoice = await db.LineInvoices.SingleOrDefaultAsync(invoice => invoice.Id == notice.InvoiceId, token);
                var refusal = earlier is not null ? RecordCollectionRefusal.ReferenceReused : Refusal(invoice, notice);
                if (invoice is null || refusal is not null)
                {
                    db.Add(AuditEntry.Of("collection.refused", AuditActor.Operator, invoice?.PublicId ?? "unknown invoice", now, new { reason = refusal.ToString(), reference = notice.Reference }));
                    return refusal ?? RecordCollectionRefusal.InvoiceNotFound;
                }
                return new RecordedCollection(await RecordAsync(db, invoice, notice, now, token), Repeated: false);
            },
            cancellationToken);

    private static RecordCollectionRefusal? Refusal(LineInvoice? invoice, CollectionNotice notice)
    {
        if (invoice is null)
            return RecordCollectionRefusal.InvoiceNotFound;
        if (!invoice.Allows(notice.Outcome == CollectionOutcome.Paid ? LineInvoiceEvent.Pay : LineInvoiceEvent.PassDue))
            return RecordCollectionRefusal.InvoiceStateForbids;
        var expected = notice.Outcome == CollectionOutcome.Paid ? invoice.Total : Yen.Zero;
        return notice.Amount == expected ? null : RecordCollectionRefusal.AmountMismatch;
    }

    private static async Task<CollectionResult> RecordAsync(FletsCollectDbContext db, LineInvoice invoice, CollectionNotice notice, DateTime now, CancellationToken cancellationToken)
    {
        var result = new CollectionResult(notice, now);
        db.Add(result);
        switch (notice.Outcome)
        {
            case CollectionOutcome.Paid:
                invoice.Pay();
                var items = await db.LineInvoiceItems.AsNoTracking().Where(item => item.InvoiceId == invoice.Id).OrderBy(item => item.ChargeEventId).ToListAsync(cancellationToken);
                var merchants = items.Select(item => item.MerchantId).Distinct().ToArray();
                var codes = await db.Merchants.Where(merchant => merchants.Contains(merchant.Id)).ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Code, cancellationToken);
                var contracts = await ContractTerms.InForceAsync(db, merchants, invoice.Month, cancellationToken);
                var settledAsCollected = items.Where(item => contracts[item.MerchantId].Basis == SettlementBasis.Collected);
                if (BillingPostings.Collected(result, invoice, settledAsCollected, codes, BusinessDate.At(now)) is { } collected)
                    db.AddRange(collected.ToTransfers(now));
                break;
            case CollectionOutcome.Unpaid:
                invoice.PassDue();
                break;
            default:
                throw new InvalidOperationException($"No rule for {notice.Outcome}.");
        }
        db.Add(AuditEntry.Of(
            notice.Outcome == CollectionOutcome.Paid ? "line-invoice.paid" : "line-invoice.overdue",
            AuditActor.Operator, invoice.PublicId, now, new { reference = notice.Reference, amount = notice.Amount.Amount }));
        return result;
    }
}
