using FletsCollect.Audit;
using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Merchants;

/// <summary>Why a larger charge is not decided. Nothing was changed.</summary>
public enum DecideLargestChargeRefusal
{
    ProposalNotFound,

    /// <summary>It was approved or withdrawn before.</summary>
    ProposalDecided,
    DeciderMissing,

    /// <summary>Who proposed it does not approve it.</summary>
    MakerIsChecker,

    /// <summary>The merchant's largest charge is another one since it was proposed.</summary>
    LimitChanged,
}

/// <summary>The second person's word on a larger charge; approved, it holds with the next request.</summary>
public sealed class DecideLargestCharge(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <param name="proposalId">What was proposed.</param>
    /// <param name="approve">False to withdraw it, which anybody may.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<Result<TermsDecision, DecideLargestChargeRefusal>> ExecuteAsync(Guid proposalId, bool approve, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<TermsDecision, DecideLargestChargeRefusal>>(
            async (db, token) =>
            {
                if (string.IsNullOrWhiteSpace(by))
                    return DecideLargestChargeRefusal.DeciderMissing;
                if (await db.LargestChargeProposals.AsNoTracking().SingleOrDefaultAsync(row => row.Id == proposalId, token) is not { } proposal)
                    return DecideLargestChargeRefusal.ProposalNotFound;
                if (await db.TermsDecisions.AnyAsync(row => row.SubjectId == proposalId, token))
                    return DecideLargestChargeRefusal.ProposalDecided;
                if (approve && string.Equals(proposal.ProposedBy, by, StringComparison.OrdinalIgnoreCase))
                    return DecideLargestChargeRefusal.MakerIsChecker;
                var merchant = await db.Merchants.SingleAsync(row => row.Id == proposal.MerchantId, token);
                if (approve && merchant.LargestCharge != proposal.Before)
                    return DecideLargestChargeRefusal.LimitChanged;
                var now = clock.Instant();
                if (approve)
                    merchant.LimitCharges(proposal.Amount);
                var decision = new TermsDecision(proposalId, approve, by, now);
                db.Add(decision);
                db.Add(AuditEntry.Of(
                    $"merchant.largest-charge-{(approve ? "approved" : "withdrawn")}", AuditActor.Person(by), merchant.Code, now,
                    new { before = proposal.Before.Amount, after = proposal.Amount.Amount, proposal = proposal.PublicId, proposedBy = proposal.ProposedBy }));
                return decision;
            },
            cancellationToken);
}
