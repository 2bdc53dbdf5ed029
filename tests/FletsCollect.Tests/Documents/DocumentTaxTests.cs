namespace FletsCollect.Tests.Documents;

/// <summary>Tax is rounded once for each document and rate (domain.md §5).</summary>
public sealed class DocumentTaxTests
{
    [Fact]
    public void Three_times_105_before_tax_bear_31_and_not_30() =>
        Assert.Equal([new TaxOfRate(10, new Yen(315), new Yen(31))], ConsumptionTax.OnTopByRate(Enumerable.Repeat((new Yen(105), 10), 3)));

    [Fact]
    public void Each_rate_is_rounded_by_itself() =>
        Assert.Equal(
            [new TaxOfRate(10, new Yen(105), new Yen(10)), new TaxOfRate(8, new Yen(199), new Yen(15))],
            ConsumptionTax.OnTopByRate([(new Yen(99), 8), (new Yen(105), 10), (new Yen(100), 8)]));

    [Theory]
    [InlineData("2019-09-30", 8, 8, false)]
    [InlineData("2019-10-01", 10, 8, true)]
    [InlineData("2014-03-31", 5, 5, false)]
    public void Reduced_rate_is_known_by_its_day(string day, int standard, int percent, bool reduced)
    {
        Assert.Equal(standard, ConsumptionTax.StandardOn(DateOnly.Parse(day)));
        Assert.Equal(reduced, ConsumptionTax.IsReduced(percent, DateOnly.Parse(day)));
        Assert.False(ConsumptionTax.IsReduced(standard, DateOnly.Parse(day)));
    }
}
