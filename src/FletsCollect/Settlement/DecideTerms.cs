using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Ledger;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why a tariff or a contract cannot be approved or withdrawn. Nothing was changed.</summary>
public enum DecideTermsRefusal
{
    TermsNotFound,

    /// <summary>They were approved or withdrawn before.</summary>
    TermsDecided,
    DeciderMissing,

    /// <summary>Who proposed them does not approve them.</summary>
    MakerIsChecker,

    /// <summary>Their first month was frozen since they were proposed.</summary>
    MonthFrozen,
}

/// <summary>
/// The second person's word on a proposed tariff or contract. What is approved can never be changed; what is withdrawn never holds, and
/// anybody may withdraw it.
/// </summary>
public sealed class DecideTerms(UnitOfWork unitOfWork, TimeProvider clock)
{
    /// <param name="publicId">The tariff (<c>ta_…</c>) or the contract (<c>mc_…</c>).</param>
    /// <param name="approve">False to withdraw.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<Result<TermsDecision, DecideTermsRefusal>> ExecuteAsync(string publicId, bool approve, string by, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<TermsDecision, DecideTermsRefusal>>(
            async (db, token) =>
            {
                if (await FindAsync(db, publicId, token) is not { } terms)
                    return DecideTermsRefusal.TermsNotFound;
                if (string.IsNullOrWhiteSpace(by))
                    return DecideTermsRefusal.DeciderMissing;
                if (await db.TermsDecisions.AnyAsync(decision => decision.SubjectId == terms.Id, token))
                    return DecideTermsRefusal.TermsDecided;
                if (approve && string.Equals(terms.ProposedBy, by, StringComparison.OrdinalIgnoreCase))
                    return DecideTermsRefusal.MakerIsChecker;
                if (approve)
                {
                    // A month that is being frozen at this moment is frozen before this looks, or after this is approved.
                    await LedgerHead.LockAsync(db, token);
                    if (await FrozenMonths.HasAsync(db, terms.EffectiveFrom, token))
                        return DecideTermsRefusal.MonthFrozen;
                }
                var now = clock.Instant();
                var decision = new TermsDecision(terms.Id, approve, by, now);
                db.Add(decision);
                db.Add(AuditEntry.Of($"{terms.Kind}.{(approve ? "approved" : "withdrawn")}", AuditActor.Person(by), publicId, now, new { from = terms.EffectiveFrom.ToString(), proposedBy = terms.ProposedBy }));
                return decision;
            },
            cancellationToken);

    private static async Task<ProposedTerms?> FindAsync(FletsCollectDbContext db, string publicId, CancellationToken cancellationToken)
    {
        if (PublicId.TryParse(PublicId.Tariff, publicId, out var id))
            return await db.Tariffs.AsNoTracking().Where(tariff => tariff.Id == id).Select(tariff => new ProposedTerms("tariff", tariff.Id, tariff.EffectiveFrom, tariff.ProposedBy)).SingleOrDefaultAsync(cancellationToken);
        if (PublicId.TryParse(PublicId.MerchantContract, publicId, out id))
            return await db.MerchantContracts.AsNoTracking().Where(contract => contract.Id == id).Select(contract => new ProposedTerms("merchant-contract", contract.Id, contract.EffectiveFrom, contract.ProposedBy)).SingleOrDefaultAsync(cancellationToken);
        return null;
    }

    private sealed record ProposedTerms(string Kind, Guid Id, BillingMonth EffectiveFrom, string ProposedBy);
}
