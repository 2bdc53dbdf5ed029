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
            // Equal remainders go to the first by key, which is the order of the day's items.
            parts.AddRange(ofDay.Zip(LargestRemainder.Split(share, ofDay.ConvertAll(item => item.Open)), (item, part) => (item.Item, Amount: part)).Where(part => part.Amount.IsPositive));
            amount -= share;
        }
        return parts;
    }
}
