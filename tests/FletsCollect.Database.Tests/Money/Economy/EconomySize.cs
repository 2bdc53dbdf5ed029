using System.Globalization;

namespace FletsCollect.Database.Tests.Money.Economy;

/// <summary>How large a simulated economy is.</summary>
/// <param name="Lines">Lines with a credential each.</param>
/// <param name="Merchants">Merchants, each with a contract of one kind or another.</param>
/// <param name="Months">Months that are closed, from November 2026 on.</param>
/// <param name="Purchases">Purchases that are tried in a month.</param>
public sealed record EconomySize(int Lines, int Merchants, int Months, int Purchases)
{
    /// <summary>The setting that makes it large: <c>lines,merchants,months,purchases</c>, such as 10000,50,24,5000.</summary>
    public const string Setting = "FLETSCOLLECT_ECONOMY";

    private static readonly EconomySize Small = new(Lines: 12, Merchants: 6, Months: 4, Purchases: 20);

    /// <summary>What is set, or seconds' worth of it.</summary>
    public static EconomySize Configured =>
        Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } given
        && given.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray() is [var lines, var merchants, var months, var purchases]
            ? new EconomySize(lines, merchants, months, purchases)
            : Small;
}
