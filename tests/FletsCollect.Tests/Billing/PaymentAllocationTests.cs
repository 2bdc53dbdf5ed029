using CsCheck;
using FletsCollect.Billing;

namespace FletsCollect.Tests.Billing;

/// <summary>Which items a partial payment pays (domain.md §5).</summary>
public sealed class PaymentAllocationTests
{
    /// <summary>Items as "day:open", the payment, and the paid part of each.</summary>
    [Theory]
    [InlineData("1:300 2:500", 0, "0 0")]
    [InlineData("1:300 2:500", 200, "200 0")]
    [InlineData("1:300 2:500", 300, "300 0")]
    [InlineData("1:300 2:500", 301, "300 1")]
    [InlineData("1:300 2:500", 800, "300 500")]
    [InlineData("2:500 1:300", 400, "100 300")]
    [InlineData("1:100 1:100 1:100", 100, "34 33 33")]
    [InlineData("1:100 1:100 1:100", 101, "34 34 33")]
    [InlineData("1:100 1:200 1:700", 10, "1 2 7")]
    [InlineData("1:1 1:1 1:998", 500, "1 0 499")]
    [InlineData("1:333 1:667", 1, "0 1")]
    [InlineData("1:10 2:100 2:100 3:5", 115, "10 53 52 0")]
    [InlineData("1:0 1:50", 50, "0 50")]
    [InlineData("1:999999999 1:999999999", 999999999, "500000000 499999999")]
    public void Oldest_first_and_the_same_day_pro_rata(string items, long amount, string expected)
    {
        var open = items.Split(' ').Select((item, i) => Item(i, int.Parse(item.Split(':')[0]), long.Parse(item.Split(':')[1]))).ToList();

        var paid = PaymentAllocation.Of(open, new Yen(amount)).ToDictionary(part => part.Item, part => part.Amount.Amount);

        Assert.Equal(expected, string.Join(' ', open.Select(item => paid.GetValueOrDefault(item.Item))));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(301)]
    public void More_than_is_open_or_less_than_nothing_is_a_defect(long amount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PaymentAllocation.Of([Item(0, 1, 300)], new Yen(amount)));

    [Fact]
    public void Parts_add_up_to_the_payment_whatever_the_order_and_none_exceeds_its_item() =>
        Gen.Select(Gen.Select(Gen.Int[1, 5], Gen.Long[0, 999_999_999]).Array[1, 12], Gen.Double[0, 1]).Sample((rows, share) =>
        {
            var items = rows.Select((row, i) => Item(i, row.Item1, row.Item2)).ToArray();
            var amount = new Yen((long)(items.Sum(item => item.Open.Amount) * share));

            var parts = PaymentAllocation.Of(items, amount);

            Assert.Equal(parts, PaymentAllocation.Of([.. items.OrderBy(item => item.Open).ThenByDescending(item => item.Item)], amount));
            Assert.Equal(amount.Amount, parts.Sum(part => part.Amount.Amount));
            Assert.All(parts, part => Assert.InRange(part.Amount.Amount, 1, items.Single(item => item.Item == part.Item).Open.Amount));
            // Nothing of a day is paid while an older one is open.
            var paid = parts.ToDictionary(part => part.Item, part => part.Amount);
            var lastPaid = items.Where(item => paid.ContainsKey(item.Item)).Select(item => item.Day).DefaultIfEmpty().Max();
            Assert.All(items.Where(item => item.Day < lastPaid && item.Open.IsPositive), item => Assert.Equal(item.Open, paid[item.Item]));
            // Within the day, nobody is more than a yen away from the exact share.
            var ofDay = items.Where(item => item.Day == lastPaid).ToList();
            var (open, given) = (ofDay.Sum(item => item.Open.Amount), ofDay.Sum(item => paid.GetValueOrDefault(item.Item).Amount));
            Assert.All(ofDay.Where(_ => open > 0), item => Assert.True(Int128.Abs(((Int128)paid.GetValueOrDefault(item.Item).Amount * open) - ((Int128)item.Open.Amount * given)) < open));
        });

    private static OpenItem Item(int number, int day, long open) => new(new Guid(number, 0, 0, new byte[8]), new DateOnly(2026, 11, day), new Yen(open));
}
