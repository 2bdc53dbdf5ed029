namespace FletsCollect;

/// <summary>Divides an amount in proportion to weights so that the parts add up to it, to the yen (domain.md §5).</summary>
public static class LargestRemainder
{
    /// <summary>The parts, in the order of the weights: each rounded down, and the yen that are left go to the largest remainders, of equal ones to the first.</summary>
    /// <param name="amount">What is divided; not below zero.</param>
    /// <param name="weights">None below zero, and not all zero.</param>
    public static IReadOnlyList<Yen> Split(Yen amount, IReadOnlyList<Yen> weights)
    {
        var total = weights.Aggregate(Yen.Zero, (sum, weight) => sum + weight);
        if (amount < Yen.Zero || !total.IsPositive || weights.Any(weight => weight < Yen.Zero))
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "Only an amount and weights that are not below zero can be divided, and not by nothing.");
        var shares = weights.Select((weight, index) => (Index: index, Whole: (Int128)amount.Amount * weight.Amount / total.Amount, Remainder: (Int128)amount.Amount * weight.Amount % total.Amount)).ToList();
        var left = (int)(amount.Amount - shares.Aggregate((Int128)0, (sum, share) => sum + share.Whole));
        var favoured = shares.OrderByDescending(share => share.Remainder).ThenBy(share => share.Index).Take(left).Select(share => share.Index).ToHashSet();
        return [.. shares.Select(share => new Yen((long)share.Whole + (favoured.Contains(share.Index) ? 1 : 0)))];
    }
}
