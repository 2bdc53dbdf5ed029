using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why a collection result cannot be recorded. Nothing was posted.</summary>
public enum RecordCollectionRefusal
{
    /// <summary>There is no such invoice, and no money came for it.</summary>
    InvoiceNotFound,

    /// <summary>The invoice's state has no edge for the result: it is not issued yet, or paid already.</summary>
    InvoiceStateForbids,

    /// <summary>The amount contradicts the outcome: less than is outstanding is not paid, and nothing is not partly paid.</summary>
    AmountMismatch,

    /// <summary>The reference was used for another result.</summary>
    ReferenceReused,
}

/// <summary>A recorded result.</summary>
/// <param name="Result">What the collector said.</param>
/// <param name="Repeated">True when it was recorded before: then nothing was done.</param>
public sealed record RecordedCollection(CollectionResult Result, bool Repeated);

/// <summary>
/// Records what a connected billing system says of one invoice. A result that comes again, by its reference, does nothing; money that fits
/// no invoice goes to suspense, because it is there.
/// </summary>
public sealed class RecordCollection(UnitOfWork unitOfWork, CollectionRules rules, TimeProvider clock)
{
    public Task<Result<RecordedCollection, RecordCollectionRefusal>> ExecuteAsync(CollectionNotice notice, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<RecordedCollection, RecordCollectionRefusal>>(
            async (db, token) =>
            {
                var now = clock.Instant();
                var books = await CollectionBooks.ReadAsync(db, [notice], rules, now, token);
                var outcome = books.Record(notice, fileId: null);
                if (outcome.Succeeded(out _, out var refusal))
                    books.Post();
                else
                    db.Add(AuditEntry.Of("collection.refused", AuditActor.Operator, PublicId.Format(PublicId.LineInvoice, notice.InvoiceId), now, new { reason = refusal.ToString(), reference = notice.Reference }));
                return outcome;
            },
            cancellationToken);
}
