using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why a move of suspended money is not proposed. Nothing was changed.</summary>
public enum ProposeReceiptMoveRefusal
{
    ReceiptNotFound,

    /// <summary>Nothing of the receipt is in suspense any more.</summary>
    NothingInSuspense,

    /// <summary>Another move of the receipt waits for a second person.</summary>
    MoveWaits,

    /// <summary>Not above zero, or more than is in suspense of the receipt.</summary>
    AmountInvalid,
    InvoiceNotFound,

    /// <summary>The invoice is not issued yet, or paid.</summary>
    InvoiceStateForbids,

    /// <summary>More than the invoice has outstanding.</summary>
    ExceedsOutstanding,
    ReasonMissing,
    ActorMissing,
}

/// <summary>What a person wants done with money in suspense.</summary>
/// <param name="Reference">The collector's name for the receipt.</param>
/// <param name="InvoiceId">The invoice that it pays; null to pay it back.</param>
/// <param name="Amount">How much; null for all that is in suspense.</param>
/// <param name="Reason">Why, for who approves and for the audit trail.</param>
/// <param name="By">Who proposes.</param>
public sealed record ProposeReceiptMoveCommand(string Reference, Guid? InvoiceId, Yen? Amount, string Reason, string By);

/// <summary>Proposes to match money in suspense to an invoice, or to pay it back. Nothing moves until a second person approves.</summary>
public sealed class ProposeReceiptMove(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<ReceiptMove, ProposeReceiptMoveRefusal>> ExecuteAsync(ProposeReceiptMoveCommand command, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<ReceiptMove, ProposeReceiptMoveRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(command.By))
                    return ProposeReceiptMoveRefusal.ActorMissing;
                if (string.IsNullOrWhiteSpace(command.Reason))
                    return ProposeReceiptMoveRefusal.ReasonMissing;
                // Two proposals at once must not both find that none waits.
                await LedgerHead.LockAsync(db, token);
                if (await db.CollectionResults.AsNoTracking().SingleOrDefaultAsync(result => result.Reference == command.Reference, token) is not { } receipt)
                    return ProposeReceiptMoveRefusal.ReceiptNotFound;
                var suspended = await SuspendedReceipts.OfAsync(db, receipt, token);
                if (!suspended.Left.IsPositive)
                    return ProposeReceiptMoveRefusal.NothingInSuspense;
                if (suspended.Waiting is not null)
                    return ProposeReceiptMoveRefusal.MoveWaits;
                var amount = command.Amount ?? suspended.Left;
                if (!amount.IsPositive || amount > suspended.Left)
                    return ProposeReceiptMoveRefusal.AmountInvalid;
                if (command.InvoiceId is { } invoiceId)
                {
                    if (await db.LineInvoices.AsNoTracking().SingleOrDefaultAsync(invoice => invoice.Id == invoiceId, token) is not { } invoice)
                        return ProposeReceiptMoveRefusal.InvoiceNotFound;
                    if (!invoice.Allows(LineInvoiceEvent.Pay))
                        return ProposeReceiptMoveRefusal.InvoiceStateForbids;
                    if (amount > invoice.Outstanding)
                        return ProposeReceiptMoveRefusal.ExceedsOutstanding;
                }
                var now = clock.Instant();
                var move = new ReceiptMove(receipt, amount, command.InvoiceId, command.Reason.Trim(), command.By, now);
                db.Add(move);
                db.Add(AuditEntry.Of("receipt-move.proposed", AuditActor.Person(command.By), move.PublicId, now, new
                {
                    reference = receipt.Reference,
                    kind = move.Kind.ToString(),
                    amount = amount.Amount,
                    invoice = command.InvoiceId is { } id ? PublicId.Format(PublicId.LineInvoice, id) : null,
                    reason = move.Reason,
                }));
                return move;
            },
            cancellationToken);
}
