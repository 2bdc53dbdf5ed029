using CsCheck;

namespace FletsCollect.Tests;

public sealed class LargestRemainderTests
{
    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(100, new long[] { 1, 2, 0 }, new long[] { 33, 67, 0 })]
    [InlineData(0, new long[] { 5, 7 }, new long[] { 0, 0 })]
    [InlineData(315, new long[] { 108, 207 }, new long[] { 108, 207 })]
    [InlineData(9_000_000_000_000_000_000, new long[] { 3_000_000_000_000_000_000, 3_000_000_000_000_000_000 }, new long[] { 4_500_000_000_000_000_000, 4_500_000_000_000_000_000 })]
    public void Amount_is_divided_by_weight(long amount, long[] weights, long[] parts) =>
        Assert.Equal(parts, LargestRemainder.Split(new Yen(amount), [.. weights.Select(weight => new Yen(weight))]).Select(part => part.Amount));

    [Fact]
    public void Parts_add_up_to_the_yen_and_none_is_a_yen_off() =>
        Gen.Select(Gen.Long[0, 1_000_000], Gen.Long[0, 10_000].Array[1, 20].Where(weights => weights.Sum() > 0)).Sample((amount, weights) =>
        {
            var parts = LargestRemainder.Split(new Yen(amount), [.. weights.Select(weight => new Yen(weight))]);
            return parts.Sum(part => part.Amount) == amount
                && parts.Zip(weights).All(part => Math.Abs(part.First.Amount - (amount * (decimal)part.Second / weights.Sum())) < 1);
        });

    [Fact]
    public void Nothing_is_divided_by_nothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LargestRemainder.Split(new Yen(1), [Yen.Zero]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LargestRemainder.Split(new Yen(-1), [new Yen(1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => LargestRemainder.Split(new Yen(1), [new Yen(2), new Yen(-1)]));
    }
}
