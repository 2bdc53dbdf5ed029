using FletsCollect.Calendars;
using FletsCollect.Merchants;
using Microsoft.EntityFrameworkCore;

namespace FletsCollect.Settlement;

/// <summary>Whom a tariff is for.</summary>
public enum TariffOffer
{
    /// <summary>Every merchant with whom nothing else was agreed.</summary>
    Standard,

    /// <summary>Merchants whose contract names it, and no other.</summary>
    Individual,
}

/// <summary>How a fraction of a yen becomes whole yen.</summary>
public enum FeeRounding
{
    Down,
    HalfUp,
    Up,
}

/// <summary>What a refund after the month close does to the fee of its month (domain.md §2, F17).</summary>
public enum RefundedFee
{
    /// <summary>The fee stays as it was.</summary>
    Kept,

    /// <summary>The month is rated again without what was refunded, and the next statement has the difference.</summary>
    Rerated,
}

/// <summary>
/// The prices of the service for its merchants (domain.md §2), in force from a month until the next version's. Append only: one person
/// proposes it, it holds once another approved it, and new terms are a new version. Everything is an integer, so no rate is ever rounded.
/// </summary>
public sealed class Tariff
{
    private readonly List<TariffTaxRate> taxRates = [];

    private Tariff() { }

    public Tariff(string version, BillingMonth effectiveFrom, TariffTerms terms, IEnumerable<TariffTaxRate> taxRates, string proposedBy, DateTime now)
    {
        Id = Guid.CreateVersion7();
        Version = version;
        EffectiveFrom = effectiveFrom;
        Offer = terms.Offer;
        RateNumerator = terms.RateNumerator;
        RateDenominator = terms.RateDenominator;
        MinimumPerLine = terms.MinimumPerLine;
        SetUpFee = terms.SetUpFee;
        Rounding = terms.Rounding;
        RefundedFee = terms.RefundedFee;
        ProposedBy = proposedBy;
        ProposedAt = now;
        this.taxRates.AddRange(taxRates);
    }

    public Guid Id { get; private set; }

    /// <summary>The name that statements give.</summary>
    public string Version { get; private set; } = "";

    public BillingMonth EffectiveFrom { get; private set; }

    public TariffOffer Offer { get; private set; }

    /// <summary>The fee's share of the tax-included price, with <see cref="RateDenominator"/>: 5 of 100.</summary>
    public int RateNumerator { get; private set; }

    public int RateDenominator { get; private set; }

    /// <summary>The least fee for each line that paid, before tax.</summary>
    public Yen MinimumPerLine { get; private set; }

    /// <summary>Charged once, on a merchant's first statement, before tax (domain.md R7).</summary>
    public Yen SetUpFee { get; private set; }

    /// <summary>Of the rate on the price, and of the tax.</summary>
    public FeeRounding Rounding { get; private set; }

    public RefundedFee RefundedFee { get; private set; }

    public string ProposedBy { get; private set; } = "";

    public DateTime ProposedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.Tariff, Id);

    /// <summary>Consumption tax on the fee, by the month from which each rate holds.</summary>
    public IReadOnlyList<TariffTaxRate> TaxRates => taxRates;

    /// <summary>The versions that a second person approved, in the order in which that was done.</summary>
    public static async Task<IReadOnlyList<Tariff>> ApprovedAsync(FletsCollectDbContext db, CancellationToken cancellationToken) => await (
        from tariff in db.Tariffs.AsNoTracking()
        join decision in db.TermsDecisions.AsNoTracking() on tariff.Id equals decision.SubjectId
        where decision.Approved
        orderby decision.DecidedAt, tariff.Id
        select tariff).ToListAsync(cancellationToken);

    /// <summary>
    /// The standard version in force in a month, or null when the service was not offered yet. Of two from the same month the later one in
    /// the order given counts.
    /// </summary>
    public static Tariff? InForce(IEnumerable<Tariff> approved, BillingMonth month) =>
        approved.Where(tariff => tariff.Offer == TariffOffer.Standard && tariff.EffectiveFrom <= month).OrderBy(tariff => tariff.EffectiveFrom).LastOrDefault();

    /// <summary>The version by which a merchant is charged: its contract's own, or the standard one.</summary>
    public static Tariff? Of(IReadOnlyList<Tariff> approved, ContractTerms contract, BillingMonth month) =>
        contract.TariffVersion is { } agreed ? approved.SingleOrDefault(tariff => tariff.Version == agreed) : InForce(approved, month);

    /// <summary>The consumption tax rate of a month in whole percent.</summary>
    public int TaxPercentIn(BillingMonth month) =>
        taxRates.Where(rate => rate.EffectiveFrom <= month).MaxBy(rate => rate.EffectiveFrom)?.Percent
        ?? throw new InvalidOperationException($"Tariff {Version} has no consumption tax rate for {month}.");

    /// <summary>
    /// The fee of one merchant for one month: the rate on the price, or the minimum for each line when that is more. The minimum applies
    /// when the average is strictly below the amount at which the two meet (600 yen with 5 % and 30 yen), compared without a division.
    /// Tax is rounded once, for all that the statement charges.
    /// </summary>
    /// <param name="basis">P and L.</param>
    /// <param name="month">The month, which decides the rate of tax.</param>
    /// <param name="first">True for the merchant's first statement, which has the set-up fee.</param>
    public FeeCalculation Calculate(FeeBasis basis, BillingMonth month, bool first = false)
    {
        if (basis.Principal < Yen.Zero)
            throw new InvalidOperationException($"A principal of {basis.Principal} yen has no fee.");
        var taxPercent = TaxPercentIn(month);
        var setUp = first ? SetUpFee : Yen.Zero;
        if (basis.Lines == 0)
            return new FeeCalculation(Version, basis, FeeBranch.None, Yen.Zero, Yen.Zero, setUp, taxPercent, Rounded(setUp.Amount, taxPercent, 100));
        var byRate = Rounded(basis.Principal.Amount, RateNumerator, RateDenominator);
        var minimum = new Yen(MinimumPerLine.Amount * basis.Lines);
        var below = basis.Principal.Amount * RateNumerator < minimum.Amount * RateDenominator;
        var topUp = below ? minimum - byRate : Yen.Zero;
        var tax = Rounded((byRate + topUp + setUp).Amount, taxPercent, 100);
        return new FeeCalculation(Version, basis, below ? FeeBranch.Minimum : FeeBranch.Rate, byRate, topUp, setUp, taxPercent, tax);
    }

    /// <summary>The least P at which the rate decides for this many lines; below it the minimum does. Null when the tariff has no rate.</summary>
    public Yen? MeetingPoint(int lines) =>
        RateNumerator == 0 ? null : new Yen(((MinimumPerLine.Amount * lines * RateDenominator) + RateNumerator - 1) / RateNumerator);

    private Yen Rounded(long amount, int numerator, int denominator)
    {
        var product = amount * numerator;
        return new Yen(Rounding switch
        {
            FeeRounding.Down => product / denominator,
            FeeRounding.HalfUp => ((product * 2) + denominator) / (denominator * 2L),
            FeeRounding.Up => (product + denominator - 1) / denominator,
            _ => throw new InvalidOperationException($"No rule for {Rounding}."),
        });
    }
}

/// <summary>The numbers and rules of a tariff.</summary>
public sealed record TariffTerms(int RateNumerator, int RateDenominator, Yen MinimumPerLine)
{
    /// <summary>Default: none.</summary>
    public Yen SetUpFee { get; init; }

    /// <summary>Default: for everybody.</summary>
    public TariffOffer Offer { get; init; }

    /// <summary>Default: down.</summary>
    public FeeRounding Rounding { get; init; }

    /// <summary>Default: kept.</summary>
    public RefundedFee RefundedFee { get; init; }
}

/// <summary>A rate of consumption tax and the month from which it holds.</summary>
public sealed class TariffTaxRate
{
    private TariffTaxRate() { }

    public TariffTaxRate(BillingMonth effectiveFrom, int percent)
    {
        EffectiveFrom = effectiveFrom;
        Percent = percent;
    }

    public BillingMonth EffectiveFrom { get; private set; }

    public int Percent { get; private set; }
}
