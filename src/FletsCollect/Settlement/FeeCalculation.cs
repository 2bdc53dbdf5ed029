using FletsCollect.Lines;

namespace FletsCollect.Settlement;

/// <summary>What a fee is reckoned on (domain.md §2).</summary>
/// <param name="Principal">P: the sum of the tax-included charges billed for the merchant in the month.</param>
/// <param name="Lines">L: the number of distinct lines that these charges are billed to.</param>
public readonly record struct FeeBasis(Yen Principal, int Lines)
{
    /// <summary>
    /// P and L of billed charges, in any order. Several charges, and several IDs, of one line count as one line; a charge of nothing
    /// counts for none.
    /// </summary>
    public static FeeBasis Of(IEnumerable<(LineNumber Line, Yen Amount)> billed)
    {
        var principal = Yen.Zero;
        var lines = new HashSet<LineNumber>();
        foreach (var (line, amount) in billed)
        {
            if (amount < Yen.Zero)
                throw new InvalidOperationException($"A billed charge of {amount} yen: what is given back is a credit, never a charge.");
            principal += amount;
            if (amount.IsPositive)
                lines.Add(line);
        }
        return new FeeBasis(principal, lines.Count);
    }
}

/// <summary>Which side of the fee rule decided.</summary>
public enum FeeBranch
{
    /// <summary>Nothing was billed, so nothing is due.</summary>
    None,

    /// <summary>The share of the price.</summary>
    Rate,

    /// <summary>The minimum for each line.</summary>
    Minimum,
}

/// <summary>A fee with everything that explains it.</summary>
/// <param name="TariffVersion">The tariff it was reckoned by.</param>
/// <param name="Basis">P and L.</param>
/// <param name="Branch">The side of the rule that decided.</param>
/// <param name="ByRate">The share of the price, rounded down.</param>
/// <param name="TopUp">What the minimum adds to it.</param>
/// <param name="SetUpFee">What is charged once, on the first statement.</param>
/// <param name="TaxPercent">The consumption tax rate of the month.</param>
/// <param name="Tax">Consumption tax on all of it, rounded once.</param>
public sealed record FeeCalculation(string TariffVersion, FeeBasis Basis, FeeBranch Branch, Yen ByRate, Yen TopUp, Yen SetUpFee, int TaxPercent, Yen Tax)
{
    public Yen BeforeTax => ByRate + TopUp + SetUpFee;

    public Yen Fee => BeforeTax + Tax;
}
