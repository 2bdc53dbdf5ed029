using FletsCollect.Audit;
using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Why a merchant's contract is not taken as a proposal. Nothing was stored.</summary>
public enum ProposeContractRefusal
{
    ProposerMissing,
    MerchantNotFound,

    /// <summary>The minimum payout is not from 1 to 10 million yen, or the transfer fee not from 0 to 10 thousand.</summary>
    AmountInvalid,

    /// <summary>There is no approved tariff of that version that is in force by then.</summary>
    TariffNotFound,

    /// <summary>The month, or a later one, is frozen: what was billed under the old terms stays under them.</summary>
    MonthFrozen,
}

/// <param name="MerchantCode">Whose contract.</param>
/// <param name="EffectiveFrom">The first month.</param>
/// <param name="Terms">What is agreed.</param>
/// <param name="By">Who proposes.</param>
public sealed record ProposeContractCommand(string MerchantCode, BillingMonth EffectiveFrom, ContractTerms Terms, string By);

/// <summary>Notes how a merchant is to be paid; it holds once a second person approved it.</summary>
public sealed class ProposeContract(UnitOfWork unitOfWork, TimeProvider clock)
{
    private static readonly Yen LargestMinimum = new(10_000_000);
    private static readonly Yen LargestTransferFee = new(10_000);

    public Task<Result<MerchantContract, ProposeContractRefusal>> ExecuteAsync(ProposeContractCommand command, CancellationToken cancellationToken) =>
        unitOfWork.CommitAsync<Result<MerchantContract, ProposeContractRefusal>>(
            async (db, token) => await db.Merchants.AsNoTracking().SingleOrDefaultAsync(merchant => merchant.Code == command.MerchantCode, token) is { } merchant
                ? await AddAsync(db, merchant.Id, command, clock.Instant(), token)
                : ProposeContractRefusal.MerchantNotFound,
            cancellationToken);

    /// <summary>Adds the proposal in the transaction that it is given: of a merchant, or of a company that becomes one by it and has its key already.</summary>
    internal static async Task<Result<MerchantContract, ProposeContractRefusal>> AddAsync(
        FletsCollectDbContext db, Guid merchantId, ProposeContractCommand command, DateTime now, CancellationToken cancellationToken)
    {
        var terms = command.Terms;
        if (string.IsNullOrWhiteSpace(command.By))
            return ProposeContractRefusal.ProposerMissing;
        if (!terms.MinimumPayout.IsPositive || terms.MinimumPayout > LargestMinimum || terms.TransferFee < Yen.Zero || terms.TransferFee > LargestTransferFee)
            return ProposeContractRefusal.AmountInvalid;
        if (terms.TariffVersion is { } version
            && !(await Tariff.ApprovedAsync(db, cancellationToken)).Any(tariff => tariff.Version == version && tariff.EffectiveFrom <= command.EffectiveFrom))
            return ProposeContractRefusal.TariffNotFound;
        if (await FrozenMonths.HasAsync(db, command.EffectiveFrom, cancellationToken))
            return ProposeContractRefusal.MonthFrozen;
        var contract = new MerchantContract(merchantId, command.EffectiveFrom, terms, command.By, now);
        db.Add(contract);
        db.Add(AuditEntry.Of("merchant-contract.proposed", AuditActor.Person(command.By), contract.PublicId, now, new
        {
            merchant = command.MerchantCode,
            from = contract.EffectiveFrom.ToString(),
            basis = contract.Basis.ToString(),
            minimumPayout = contract.MinimumPayout.Amount,
            transferFee = contract.TransferFee.Amount,
            tariff = contract.TariffVersion,
        }));
        return contract;
    }
}
