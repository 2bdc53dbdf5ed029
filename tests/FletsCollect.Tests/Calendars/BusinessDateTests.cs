using FletsCollect.Calendars;

namespace FletsCollect.Tests.Calendars;

public sealed class BusinessDateTests
{
    [Theory]
    [InlineData("2011-08-31T14:59:59Z", "2011-08-31")]
    [InlineData("2011-08-31T15:00:00Z", "2011-09-01")]
    [InlineData("2011-12-31T15:00:00Z", "2012-01-01")]
    [InlineData("2012-02-28T15:00:00Z", "2012-02-29")]
    public void Business_date_is_the_day_in_japan(string instant, string day) =>
        Assert.Equal(DateOnly.Parse(day), BusinessDate.At(Utc(instant)));

    [Fact]
    public void Day_begins_at_midnight_in_japan() =>
        Assert.Equal(Utc("2011-08-31T15:00:00Z"), BusinessDate.StartOf(new DateOnly(2011, 9, 1)));

    [Fact]
    public void Instant_that_is_not_utc_is_refused() =>
        Assert.Throws<ArgumentException>(() => BusinessDate.At(new DateTime(2011, 8, 31, 0, 0, 0, DateTimeKind.Unspecified)));

    [Theory]
    [InlineData("2011-08-31T14:59:59Z", false)]
    [InlineData("2011-08-31T15:00:00Z", true)]
    public void Month_is_over_when_it_is_in_japan(string instant, bool over) =>
        Assert.Equal(over, new BillingMonth(2011, 8).IsOverAt(Utc(instant)));

    [Fact]
    public void Months_follow_one_another_across_years()
    {
        var december = new BillingMonth(2011, 12);

        Assert.Equal("2012-01", december.Next.ToString());
        Assert.Equal(december, december.Next.Previous);
        Assert.Equal(new DateOnly(2011, 12, 31), december.LastDay);
        Assert.True(december < december.Next && december >= december.Previous);
        Assert.Equal(new DateOnly(2012, 2, 29), new BillingMonth(2012, 2).LastDay);
    }

    [Theory]
    [InlineData("2026-11", true)]
    [InlineData("2026-13", false)]
    [InlineData("2026-1", false)]
    [InlineData("11/2026", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Month_is_read_in_one_form_only(string? text, bool read) => Assert.Equal(read, BillingMonth.TryParse(text, out _));

    private static DateTime Utc(string instant) => DateTimeOffset.Parse(instant).UtcDateTime;
}
