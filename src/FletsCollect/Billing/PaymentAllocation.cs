namespace FletsCollect.Billing;

/// <summary>An item of an invoice with what is not paid of it yet.</summary>
/// <param name="Item">Its key.</param>
/// <param name="Day">Its business date; older ones are paid first.</param>
/// <param name="Open">What is left of it.</param>
public readonly record struct OpenItem(Guid Item, DateOnly Day, Yen Open);

/// <summary>
/// Which items a partial payment pays (domain.md §5): oldest first; items of the same day share pro rata by the largest remainder, so the
/// parts add up to the payment to the yen.
/// </summary>
public static class PaymentAllocation
{
    /// <summary>The paid part of each item that gets any.</summary>
    /// <param name="items">The items in any order; the result does not depend on it.</param>
    /// <param name="amount">No more than is open.</param>
    public static IReadOnlyList<(Guid Item, Yen Amount)> Of(IReadOnlyCollection<OpenItem> items, Yen amount)
    {
        var open = items.Aggregate(Yen.Zero, (sum, item) => sum + item.Open);
        if (amount < Yen.Zero || amount > open)
            throw new ArgumentOutOfRangeException(nameof(amount), amount, $"{open} yen are open.");
        var parts = new List<(Guid, Yen)>();
        foreach (var day in items.Where(item => item.Open.IsPositive).GroupBy(item => item.Day).OrderBy(day => day.Key))
        {
            if (!amount.IsPositive)
                break;
            var ofDay = day.OrderBy(item => item.Item).ToList();
            var sum = ofDay.Aggregate(Yen.Zero, (total, item) => total + item.Open);
            var share = amount < sum ? amount : sum;
            parts.AddRange(ProRata(ofDay, share, sum).Where(part => part.Amount.IsPositive));
            amount -= share;
        }
        return parts;
    }

    private static IEnumerable<(Guid Item, Yen Amount)> ProRata(List<OpenItem> items, Yen share, Yen sum)
    {
        // Products of two amounts of money do not fit 64 bits when both are large.
        var exact = items.ConvertAll(item => Int128.DivRem((Int128)item.Open.Amount * share.Amount, sum.Amount));
        var left = share.Amount - (long)exact.Aggregate(Int128.Zero, (total, part) => total + part.Quotient);
        var rounded = Enumerable.Range(0, items.Count).OrderByDescending(i => exact[i].Remainder).ThenBy(i => items[i].Item).Take((int)left).ToHashSet();
        return items.Select((item, i) => (item.Item, new Yen((long)exact[i].Quotient + (rounded.Contains(i) ? 1 : 0))));
    }
}
