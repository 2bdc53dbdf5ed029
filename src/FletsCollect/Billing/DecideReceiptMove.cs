using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why a proposed move of suspended money is not decided. Nothing was changed.</summary>
public enum DecideReceiptMoveRefusal
{
    MoveNotFound,

    /// <summary>It was approved or rejected before.</summary>
    MoveDecided,
    DeciderMissing,

    /// <summary>Who proposed it does not approve it.</summary>
    MakerIsChecker,

    /// <summary>The invoice was paid, or has less outstanding, since it was proposed.</summary>
    InvoiceChanged,

    /// <summary>Money that is paid back needs the bank's reference, and only that does.</summary>
    BankReferenceUnfit,
}

/// <summary>
/// The second person's word on a move of suspended money. A match leaves suspense and pays its invoice as any other payment does; what is
/// paid back leaves the provider's bank.
/// </summary>
public sealed class DecideReceiptMove(UnitOfWork unitOfWork, CollectionRules rules, TimeProvider clock)
{
    /// <param name="moveId">The proposed move.</param>
    /// <param name="approve">False to reject it; then anything else can be proposed.</param>
    /// <param name="bankReference">The bank's own name for the transfer, when money is paid back.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<Result<ReceiptDecision, DecideReceiptMoveRefusal>> ExecuteAsync(Guid moveId, bool approve, string? bankReference, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<ReceiptDecision, DecideReceiptMoveRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return DecideReceiptMoveRefusal.DeciderMissing;
                if (await db.ReceiptMoves.AsNoTracking().SingleOrDefaultAsync(move => move.Id == moveId, token) is not { } move)
                    return DecideReceiptMoveRefusal.MoveNotFound;
                // Collection of the same invoice stands before this or after it.
                await LedgerHead.LockAsync(db, token);
                if (await db.ReceiptDecisions.AnyAsync(decision => decision.MoveId == moveId, token))
                    return DecideReceiptMoveRefusal.MoveDecided;
                if (approve && string.Equals(move.ProposedBy, by, StringComparison.OrdinalIgnoreCase))
                    return DecideReceiptMoveRefusal.MakerIsChecker;
                if ((approve && move.Kind == ReceiptMoveKind.PayBack) == string.IsNullOrWhiteSpace(bankReference))
                    return DecideReceiptMoveRefusal.BankReferenceUnfit;
                var now = clock.Instant();
                if (approve && move.InvoiceId is { } invoiceId && !await TryPayAsync(db, move, invoiceId, now, token))
                    return DecideReceiptMoveRefusal.InvoiceChanged;
                if (approve)
                    db.AddRange(BillingPostings.Moved(move, BusinessDate.At(now)).ToTransfers(now));
                var word = new ReceiptDecision(move, approve, bankReference?.Trim(), by, now);
                db.Add(word);
                db.Add(AuditEntry.Of($"receipt-move.{(approve ? "approved" : "rejected")}", AuditActor.Person(by), move.PublicId, now, new { kind = move.Kind.ToString(), amount = move.Amount.Amount, proposedBy = move.ProposedBy, bankReference = word.BankReference }));
                return word;
            },
            cancellationToken);

    /// <summary>The payment is a collection result like any other, named after the move.</summary>
    private async Task<bool> TryPayAsync(FletsCollectDbContext db, ReceiptMove move, Guid invoiceId, DateTime now, CancellationToken cancellationToken)
    {
        var outstanding = (await db.LineInvoices.AsNoTracking().SingleAsync(invoice => invoice.Id == invoiceId, cancellationToken)).Outstanding;
        if (move.Amount > outstanding)
            return false;
        var notice = new CollectionNotice(move.PublicId, invoiceId, move.Amount == outstanding ? CollectionOutcome.Paid : CollectionOutcome.PartlyPaid, move.Amount);
        var books = await CollectionBooks.ReadAsync(db, [notice], rules, now, cancellationToken);
        if (!books.Record(notice, fileId: null).Succeeded(out _, out _))
            return false;
        books.Post();
        return true;
    }
}
