using FletsCollect.Calendars;
using FletsCollect.Merchants;
using FletsCollect.Settlement;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Onboarding;

/// <summary>Why no terms were proposed for an application. Nothing was changed.</summary>
public enum OfferTermsRefusal
{
    ApplicationNotFound,

    /// <summary>Terms are agreed while it is screened, not before and not after.</summary>
    NotInScreening,
    CodeUnfit,

    /// <summary>A merchant or another application has the code.</summary>
    CodeTaken,

    /// <summary>Terms wait for the second person, or were approved: there is nothing to offer.</summary>
    TermsOffered,

    /// <summary>The minimum payout is not from 1 to 10 million yen, or the transfer fee not from 0 to 10 thousand.</summary>
    AmountInvalid,
    TariffNotFound,
    MonthFrozen,
}

/// <param name="ApplicationId">Whose.</param>
/// <param name="Code">The code that the merchant will have.</param>
/// <param name="EffectiveFrom">The first month.</param>
/// <param name="Terms">What is agreed.</param>
/// <param name="By">Who proposes; another approves.</param>
public sealed record OfferTermsCommand(Guid ApplicationId, string Code, BillingMonth EffectiveFrom, ContractTerms Terms, string By);

/// <summary>
/// Proposes the terms of a company that is being screened. They wait in the four-eyes queue as every contract does, under the key that the
/// merchant will have; once approved, <see cref="ConcludeContract"/> may follow.
/// </summary>
public sealed class OfferTerms(UnitOfWork unitOfWork, TimeProvider clock)
{
    public Task<Result<MerchantContract, OfferTermsRefusal>> ExecuteAsync(OfferTermsCommand command, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<MerchantContract, OfferTermsRefusal>>(
            async (db, token) =>
            {
                var (id, code) = (command.ApplicationId, command.Code);
                if (await db.MerchantApplications.SingleOrDefaultAsync(row => row.Id == id, token) is not { } application)
                    return OfferTermsRefusal.ApplicationNotFound;
                if (application.Status != MerchantStatus.Screening)
                    return OfferTermsRefusal.NotInScreening;
                if (!OnboardingRules.IsCode(code))
                    return OfferTermsRefusal.CodeUnfit;
                if (await db.Merchants.AnyAsync(row => row.Code == code, token) || await db.MerchantApplications.AnyAsync(row => row.MerchantCode == code && row.Id != id, token))
                    return OfferTermsRefusal.CodeTaken;
                if (await db.MerchantContracts.AnyAsync(row => row.MerchantId == id && !db.TermsDecisions.Any(decision => decision.SubjectId == row.Id && !decision.Approved), token))
                    return OfferTermsRefusal.TermsOffered;
                application.Name(code);
                var proposal = new ProposeContractCommand(code, command.EffectiveFrom, command.Terms, command.By);
                return (await ProposeContract.AddAsync(db, id, proposal, clock.Instant(), token)).Succeeded(out var contract, out var refusal) ? contract : Explain(refusal);
            },
            cancellationToken);

    private static OfferTermsRefusal Explain(ProposeContractRefusal refusal) => refusal switch
    {
        ProposeContractRefusal.AmountInvalid => OfferTermsRefusal.AmountInvalid,
        ProposeContractRefusal.TariffNotFound => OfferTermsRefusal.TariffNotFound,
        ProposeContractRefusal.MonthFrozen => OfferTermsRefusal.MonthFrozen,
        ProposeContractRefusal.ProposerMissing or ProposeContractRefusal.MerchantNotFound => throw new InvalidOperationException($"Proposer and company are known, yet: {refusal}."),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Unknown refusal."),
    };
}
