using FletsCollect.Calendars;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Merchants;

/// <summary>Which money a merchant is paid (domain.md §6).</summary>
public enum SettlementBasis
{
    /// <summary>What was collected for it from the lines.</summary>
    Collected,

    /// <summary>What was billed for it, collected or not: the provider bears what a line never pays.</summary>
    Guaranteed,
}

/// <summary>
/// How a merchant is paid from a month on, until its next contract's month. Append only: one person proposes it, it holds once another
/// approved it, and new terms are a new contract.
/// </summary>
public sealed class MerchantContract
{
    private MerchantContract() { }

    public MerchantContract(Guid merchantId, BillingMonth effectiveFrom, ContractTerms terms, string proposedBy, DateTime now)
    {
        Id = Guid.CreateVersion7();
        MerchantId = merchantId;
        EffectiveFrom = effectiveFrom;
        Basis = terms.Basis;
        MinimumPayout = terms.MinimumPayout;
        TransferFee = terms.TransferFee;
        TariffVersion = terms.TariffVersion;
        ProposedBy = proposedBy;
        ProposedAt = now;
    }

    public Guid Id { get; private set; }

    public Guid MerchantId { get; private set; }

    public BillingMonth EffectiveFrom { get; private set; }

    public SettlementBasis Basis { get; private set; }

    public Yen MinimumPayout { get; private set; }

    public Yen TransferFee { get; private set; }

    public string? TariffVersion { get; private set; }

    public string ProposedBy { get; private set; } = "";

    public DateTime ProposedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.MerchantContract, Id);

    public ContractTerms Terms => new(Basis, MinimumPayout, TransferFee, TariffVersion);
}

/// <summary>What a merchant's contract says of its money.</summary>
/// <param name="Basis">Default: collected.</param>
/// <param name="MinimumPayout">What is less than this is carried over. Default: 1 yen.</param>
/// <param name="TransferFee">What the merchant bears of each payout's bank fee, tax included. Default: nothing.</param>
/// <param name="TariffVersion">A tariff that was agreed with this merchant alone. Default: none, and the standard one in force counts.</param>
public sealed record ContractTerms(SettlementBasis Basis, Yen MinimumPayout, Yen TransferFee, string? TariffVersion = null)
{
    /// <summary>The terms of a merchant with whom nothing else was agreed.</summary>
    public static readonly ContractTerms Standard = new(SettlementBasis.Collected, new Yen(1), Yen.Zero);

    /// <summary>
    /// The terms of each merchant in a month. They are fixed before the month freezes, so what asks for a closed month always gets the same.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, ContractTerms>> InForceAsync(
        FletsCollectDbContext db, IReadOnlyCollection<Guid> merchants, BillingMonth month, CancellationToken cancellationToken)
    {
        var approved = await (
            from contract in db.MerchantContracts.AsNoTracking()
            join decision in db.TermsDecisions.AsNoTracking() on contract.Id equals decision.SubjectId
            where merchants.Contains(contract.MerchantId) && decision.Approved
            orderby decision.DecidedAt, contract.Id
            select contract).ToListAsync(cancellationToken);
        var ofMerchant = approved.Where(contract => contract.EffectiveFrom <= month).ToLookup(contract => contract.MerchantId);
        return merchants.Distinct().ToDictionary(
            merchant => merchant,
            // Of two contracts from the same month the one that was approved last counts.
            merchant => ofMerchant[merchant].OrderBy(contract => contract.EffectiveFrom).LastOrDefault()?.Terms ?? Standard);
    }
}

/// <summary>The second person's word on proposed terms, append only: a tariff or a contract. The key is theirs, so they are decided once.</summary>
public sealed class TermsDecision
{
    private TermsDecision() { }

    public TermsDecision(Guid subjectId, bool approved, string decidedBy, DateTime now)
    {
        SubjectId = subjectId;
        Approved = approved;
        DecidedBy = decidedBy;
        DecidedAt = now;
    }

    public Guid SubjectId { get; private set; }

    /// <summary>False when they were withdrawn; then they never hold.</summary>
    public bool Approved { get; private set; }

    public string DecidedBy { get; private set; } = "";

    public DateTime DecidedAt { get; private set; }
}
