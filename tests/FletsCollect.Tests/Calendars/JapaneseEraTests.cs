using FletsCollect.Calendars;

namespace FletsCollect.Tests.Calendars;

public sealed class JapaneseEraTests
{
    [Theory]
    [InlineData("2011-07-20", "平成23年7月20日")]
    [InlineData("2019-04-30", "平成31年4月30日")]
    [InlineData("2019-05-01", "令和元年5月1日")]
    [InlineData("2026-11-30", "令和8年11月30日")]
    [InlineData("1989-01-07", "昭和64年1月7日")]
    [InlineData("1989-01-08", "平成元年1月8日")]
    public void Day_is_written_by_its_era(string day, string written) => Assert.Equal(written, JapaneseEra.Format(DateOnly.Parse(day)));

    [Fact]
    public void Day_before_the_known_eras_has_none() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JapaneseEra.Format(new DateOnly(1912, 7, 29)));
}
