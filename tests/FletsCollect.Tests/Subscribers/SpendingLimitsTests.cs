using FletsCollect.Calendars;
using FletsCollect.Lines;
using FletsCollect.Subscribers;

namespace FletsCollect.Tests.Subscribers;

/// <summary>What a line may spend in a month, by age, tenure and service (domain.md §4).</summary>
public sealed class SpendingLimitsTests
{
    private static readonly BillingMonth November = new(2026, 11);

    [Theory]
    [InlineData("2013-11-02", 1_500)]
    [InlineData("2013-11-01", 10_000)]
    [InlineData("2008-11-02", 10_000)]
    [InlineData("2008-11-01", 50_000)]
    [InlineData("2006-11-02", 50_000)]
    [InlineData("2006-11-01", 100_000)]
    public void Limit_grows_with_the_contractors_age_on_the_first_of_the_month(string bornOn, long limit) =>
        Assert.Equal(new Yen(limit), LimitOf(LineServiceType.HikariNext, bornOn, contractedOn: "2010-04-01"));

    [Theory]
    [InlineData("2026-11-01", 10_000)]
    [InlineData("2026-08-02", 10_000)]
    [InlineData("2026-08-01", 30_000)]
    [InlineData("2026-06-02", 30_000)]
    [InlineData("2026-06-01", 100_000)]
    public void Limit_of_a_grown_up_grows_with_the_months_of_tenure(string contractedOn, long limit) =>
        Assert.Equal(new Yen(limit), LimitOf(LineServiceType.HikariNext, "1980-05-05", contractedOn));

    [Theory]
    [InlineData("1980-05-05", 10_000)]
    [InlineData("2015-05-05", 1_500)]
    public void Limit_of_a_line_that_cannot_be_proved_at_a_purchase_is_capped(string bornOn, long limit) =>
        Assert.Equal(new Yen(limit), LimitOf(LineServiceType.HikariPremium, bornOn, contractedOn: "2010-04-01"));

    private static Yen LimitOf(LineServiceType type, string bornOn, string contractedOn) =>
        new SpendingLimits().For(new Line(new LineNumber("CAF0000000001"), type, LineStatus.Active, "1", DateOnly.Parse(contractedOn), DateOnly.Parse(bornOn)), November);
}
