using FletsCollect.Calendars;

namespace FletsCollect.Settlement;

/// <summary>
/// The prices of the service for its merchants (domain.md §2), in force from a month until the next version's. Reference data that never
/// changes once a statement can name it: new terms are a new version. Everything is an integer, so no rate is ever rounded.
/// </summary>
public sealed class Tariff
{
    private readonly List<TariffTaxRate> taxRates = [];

    private Tariff() { }

    public Tariff(string version, BillingMonth effectiveFrom, int rateNumerator, int rateDenominator, Yen minimumPerLine, IEnumerable<TariffTaxRate> taxRates)
    {
        Version = version;
        EffectiveFrom = effectiveFrom;
        RateNumerator = rateNumerator;
        RateDenominator = rateDenominator;
        MinimumPerLine = minimumPerLine;
        this.taxRates.AddRange(taxRates);
    }

    /// <summary>The name that statements give.</summary>
    public string Version { get; private set; } = "";

    public BillingMonth EffectiveFrom { get; private set; }

    /// <summary>The fee's share of the tax-included price, with <see cref="RateDenominator"/>: 5 of 100.</summary>
    public int RateNumerator { get; private set; }

    public int RateDenominator { get; private set; }

    /// <summary>The least fee for each line that paid, before tax.</summary>
    public Yen MinimumPerLine { get; private set; }

    /// <summary>Consumption tax on the fee, by the month from which each rate holds.</summary>
    public IReadOnlyList<TariffTaxRate> TaxRates => taxRates;

    /// <summary>The version in force in a month, or null when the service was not offered yet.</summary>
    public static Tariff? InForce(IEnumerable<Tariff> versions, BillingMonth month) =>
        versions.Where(version => version.EffectiveFrom <= month).MaxBy(version => version.EffectiveFrom);

    /// <summary>The consumption tax rate of a month in whole percent.</summary>
    public int TaxPercentIn(BillingMonth month) =>
        taxRates.Where(rate => rate.EffectiveFrom <= month).MaxBy(rate => rate.EffectiveFrom)?.Percent
        ?? throw new InvalidOperationException($"Tariff {Version} has no consumption tax rate for {month}.");

    /// <summary>
    /// The fee of one merchant for one month: the rate on the price, or the minimum for each line when that is more. The minimum applies
    /// when the average is strictly below the amount at which the two meet (600 yen with 5 % and 30 yen), compared without a division.
    /// Tax is rounded down once.
    /// </summary>
    public FeeCalculation Calculate(FeeBasis basis, BillingMonth month)
    {
        if (basis.Principal < Yen.Zero)
            throw new InvalidOperationException($"A principal of {basis.Principal} yen has no fee.");
        var taxPercent = TaxPercentIn(month);
        if (basis.Lines == 0)
            return new FeeCalculation(Version, basis, FeeBranch.None, Yen.Zero, Yen.Zero, taxPercent, Yen.Zero);
        var byRate = new Yen(basis.Principal.Amount * RateNumerator / RateDenominator);
        var minimum = new Yen(MinimumPerLine.Amount * basis.Lines);
        var below = basis.Principal.Amount * RateNumerator < minimum.Amount * RateDenominator;
        var topUp = below ? minimum - byRate : Yen.Zero;
        var tax = new Yen((byRate + topUp).Amount * taxPercent / 100);
        return new FeeCalculation(Version, basis, below ? FeeBranch.Minimum : FeeBranch.Rate, byRate, topUp, taxPercent, tax);
    }
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
