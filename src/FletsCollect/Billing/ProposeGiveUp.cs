using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why giving up an invoice is not proposed. Nothing was changed.</summary>
public enum ProposeGiveUpRefusal
{
    InvoiceNotFound,

    /// <summary>It is not issued yet, paid, or given up already.</summary>
    InvoiceStateForbids,

    /// <summary>Another proposal for it waits for a second person.</summary>
    ProposalWaits,
    ReasonMissing,
    ActorMissing,
}

/// <summary>Proposes that an invoice is not collected any longer. Nothing moves until a second person approves.</summary>
public sealed class ProposeGiveUp(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 200;

    public Task<Result<GiveUpProposal, ProposeGiveUpRefusal>> ExecuteAsync(Guid invoiceId, string reason, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<GiveUpProposal, ProposeGiveUpRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return ProposeGiveUpRefusal.ActorMissing;
                if (string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > LongestReason)
                    return ProposeGiveUpRefusal.ReasonMissing;
                // Two proposals at once must not both find that none waits.
                await LedgerHead.LockAsync(db, token);
                if (await db.LineInvoices.AsNoTracking().SingleOrDefaultAsync(row => row.Id == invoiceId, token) is not { } invoice)
                    return ProposeGiveUpRefusal.InvoiceNotFound;
                if (!invoice.CanBeGivenUp)
                    return ProposeGiveUpRefusal.InvoiceStateForbids;
                if (await GiveUpProposal.Waiting(db).AnyAsync(row => row.InvoiceId == invoiceId, token))
                    return ProposeGiveUpRefusal.ProposalWaits;
                var now = clock.Instant();
                var proposal = new GiveUpProposal(invoice, reason.Trim(), by, now);
                db.Add(proposal);
                db.Add(AuditEntry.Of("line-invoice.give-up-proposed", AuditActor.Person(by), invoice.PublicId, now, new { proposal = proposal.PublicId, outstanding = proposal.Amount.Amount, reason = proposal.Reason }));
                return proposal;
            },
            cancellationToken);
}
