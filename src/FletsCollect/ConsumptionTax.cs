namespace FletsCollect;

/// <summary>
/// Which rates of consumption tax a seller may name on a day, and the tax inside tax-included amounts. What is sold without the tax (非課税)
/// has the rate 0 on any day.
/// </summary>
public static class ConsumptionTax
{
    /// <summary>The rates from each day on: the standard one first, since October 2019 the reduced one (軽減税率) after it.</summary>
    private static readonly (DateOnly From, int[] Percents)[] Rates =
    [
        (new DateOnly(1989, 4, 1), [3]),
        (new DateOnly(1997, 4, 1), [5]),
        (new DateOnly(2014, 4, 1), [8]),
        (new DateOnly(2019, 10, 1), [10, 8]),
    ];

    /// <summary>True when something sold on the day can bear the rate.</summary>
    public static bool Allows(int percent, DateOnly day) =>
        percent == 0 || Array.FindLast(Rates, rate => rate.From <= day).Percents?.Contains(percent) == true;

    /// <summary>The rate on a day of what is not reduced.</summary>
    public static int StandardOn(DateOnly day) =>
        Array.FindLast(Rates, rate => rate.From <= day).Percents is [var standard, ..] ? standard : throw new ArgumentOutOfRangeException(nameof(day), day, "There was no consumption tax.");

    /// <summary>True when the rate is the reduced one on the day, which an invoice has to mark.</summary>
    public static bool IsReduced(int percent, DateOnly day) => Array.FindLast(Rates, rate => rate.From <= day).Percents is [_, .. var reduced] && reduced.Contains(percent);

    /// <summary>
    /// The tax on what is priced without it, highest rate first, rounded down once for each rate: three times 105 yen at 10 % bear 31 yen,
    /// not three times 10 (domain.md §5).
    /// </summary>
    public static IReadOnlyList<TaxOfRate> OnTopByRate(IEnumerable<(Yen Amount, int Percent)> items) =>
    [
        .. items.GroupBy(item => item.Percent)
            .OrderByDescending(rate => rate.Key)
            .Select(rate => (Percent: rate.Key, Amount: rate.Aggregate(Yen.Zero, (sum, item) => sum + item.Amount)))
            .Select(rate => new TaxOfRate(rate.Percent, rate.Amount, new Yen(rate.Amount.Amount * rate.Percent / 100))),
    ];

    /// <summary>The tax of each rate, highest first, rounded down once for each rate and not once for each item (domain.md §5).</summary>
    public static IReadOnlyList<TaxOfRate> ByRate(IEnumerable<(Yen Amount, int Percent)> items) =>
    [
        .. items.GroupBy(item => item.Percent)
            .OrderByDescending(rate => rate.Key)
            .Select(rate => (Percent: rate.Key, Amount: rate.Aggregate(Yen.Zero, (sum, item) => sum + item.Amount)))
            .Select(rate => new TaxOfRate(rate.Percent, rate.Amount, rate.Amount.TaxIncluded(rate.Percent))),
    ];
}

/// <summary>What was sold at one rate.</summary>
/// <param name="Percent">The rate in whole percent.</param>
/// <param name="Amount">The sum, with the tax in it or without, as the prices are.</param>
/// <param name="Tax">The tax in it or on it.</param>
public sealed record TaxOfRate(int Percent, Yen Amount, Yen Tax);
