using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Billing;

/// <summary>Why giving up an invoice is not decided. Nothing was changed.</summary>
public enum DecideGiveUpRefusal
{
    ProposalNotFound,

    /// <summary>It was approved or rejected before.</summary>
    ProposalDecided,
    DeciderMissing,

    /// <summary>Who proposed it does not approve it.</summary>
    MakerIsChecker,

    /// <summary>The invoice was paid, in part at least, or given up since it was proposed.</summary>
    InvoiceChanged,
}

/// <summary>
/// The second person's word on giving up an invoice. Approved, it is a collection result like any other, named after the proposal: what is left
/// goes back to the merchants, or is written off where their contract is guaranteed. A payment after that is as welcome as after the last attempt.
/// </summary>
public sealed class DecideGiveUp(UnitOfWork unitOfWork, CollectionRules rules, TimeProvider clock)
{
    /// <param name="proposalId">What was proposed.</param>
    /// <param name="approve">False to reject it; then collection goes on.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<Result<GiveUpDecision, DecideGiveUpRefusal>> ExecuteAsync(Guid proposalId, bool approve, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<GiveUpDecision, DecideGiveUpRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return DecideGiveUpRefusal.DeciderMissing;
                if (await db.GiveUpProposals.AsNoTracking().SingleOrDefaultAsync(row => row.Id == proposalId, token) is not { } proposal)
                    return DecideGiveUpRefusal.ProposalNotFound;
                // Collection of the same invoice stands before this or after it.
                await LedgerHead.LockAsync(db, token);
                if (await db.GiveUpDecisions.AnyAsync(row => row.ProposalId == proposalId, token))
                    return DecideGiveUpRefusal.ProposalDecided;
                if (approve && string.Equals(proposal.ProposedBy, by, StringComparison.OrdinalIgnoreCase))
                    return DecideGiveUpRefusal.MakerIsChecker;
                var now = clock.Instant();
                if (approve && !await TryGiveUpAsync(db, proposal, now, token))
                    return DecideGiveUpRefusal.InvoiceChanged;
                var word = new GiveUpDecision(proposal, approve, by, now);
                db.Add(word);
                db.Add(AuditEntry.Of(
                    $"line-invoice.give-up-{(approve ? "approved" : "rejected")}", AuditActor.Person(by), PublicId.Format(PublicId.LineInvoice, proposal.InvoiceId), now,
                    new { proposal = proposal.PublicId, outstanding = proposal.Amount.Amount, proposedBy = proposal.ProposedBy }));
                return word;
            },
            cancellationToken);

    private async Task<bool> TryGiveUpAsync(FletsCollectDbContext db, GiveUpProposal proposal, DateTime now, CancellationToken cancellationToken)
    {
        var invoice = await db.LineInvoices.AsNoTracking().SingleAsync(row => row.Id == proposal.InvoiceId, cancellationToken);
        if (!invoice.CanBeGivenUp || invoice.Outstanding != proposal.Amount)
            return false;
        var notice = new CollectionNotice(proposal.PublicId, proposal.InvoiceId, CollectionOutcome.GivenUp, Yen.Zero);
        var books = await CollectionBooks.ReadAsync(db, [notice], rules, now, cancellationToken);
        if (!books.Record(notice, fileId: null).Succeeded(out _, out _))
            return false;
        books.Post();
        return true;
    }
}
