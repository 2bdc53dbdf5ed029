using CsCheck;

namespace FletsCollect.Tests;

public sealed class YenTests
{
    [Fact]
    public void Overflow_throws_and_never_wraps()
    {
        Assert.Throws<OverflowException>(() => new Yen(long.MaxValue) + new Yen(1));
        Assert.Throws<OverflowException>(() => new Yen(long.MinValue) - new Yen(1));
        Assert.Throws<OverflowException>(() => -new Yen(long.MinValue));
        Assert.Throws<OverflowException>(() => new Yen(long.MaxValue).TaxIncluded(10));
    }

    [Theory]
    [InlineData(315, 10, 28)]
    [InlineData(315, 5, 15)]
    [InlineData(110, 10, 10)]
    [InlineData(1, 10, 0)]
    public void Tax_inside_a_price_is_rounded_down(long price, int rate, long tax) => Assert.Equal(tax, new Yen(price).TaxIncluded(rate).Amount);

    [Fact]
    public void Amounts_are_grouped_without_a_currency_sign() => Assert.Equal("-1,234,567", new Yen(-1_234_567).ToString());

    [Fact]
    public void What_is_added_and_taken_away_again_leaves_the_same() =>
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[-1_000_000_000_000, 1_000_000_000_000])
            .Sample((one, other) => new Yen(one) + new Yen(other) - new Yen(other) == new Yen(one));
}
