using FletsCollect.Calendars;

namespace FletsCollect.Tests.Calendars;

/// <summary>The cases of domain.md §7.</summary>
public sealed class WorkingDaysTests
{
    [Fact]
    public void Ten_days_in_a_row_were_closed_when_the_emperor_changed()
    {
        for (var day = new DateOnly(2019, 4, 27); day <= new DateOnly(2019, 5, 6); day = day.AddDays(1))
            Assert.False(WorkingDays.Bank.IsOpen(day), $"{day:O}");
        Assert.Equal(new DateOnly(2019, 4, 26), WorkingDays.Bank.OnOrBefore(new DateOnly(2019, 5, 6)));
        Assert.Equal(new DateOnly(2019, 5, 7), WorkingDays.Bank.OnOrAfter(new DateOnly(2019, 4, 27)));
    }

    [Theory]
    [InlineData("2011-07-18", "海の日")]
    [InlineData("2020-07-23", "海の日")]
    [InlineData("2020-07-24", "スポーツの日")]
    [InlineData("2021-07-22", "海の日")]
    [InlineData("2021-07-23", "スポーツの日")]
    [InlineData("2026-09-22", "休日")]
    [InlineData("2027-03-22", "春分の日 振替休日")]
    public void Holiday_that_no_simple_rule_gives_is_closed(string day, string name)
    {
        Assert.Equal(name, Holidays.Known.NameOf(DateOnly.Parse(day)));
        Assert.False(WorkingDays.Bank.IsOpen(DateOnly.Parse(day)));
        Assert.False(WorkingDays.Desk.IsOpen(DateOnly.Parse(day)));
    }

    [Theory]
    [InlineData("2020-07-20")]
    [InlineData("2021-07-19")]
    [InlineData("2021-10-11")]
    public void Day_that_its_holiday_was_moved_away_from_is_open(string day) => Assert.True(WorkingDays.Bank.IsOpen(DateOnly.Parse(day)));

    [Theory]
    [InlineData("2011-12-28", true, true)]
    [InlineData("2011-12-29", true, false)]
    [InlineData("2011-12-30", true, false)]
    [InlineData("2012-01-02", false, false)]
    [InlineData("2012-01-03", false, false)]
    [InlineData("2012-01-04", true, true)]
    [InlineData("2013-12-31", false, false)]
    public void Bank_and_desk_differ_around_new_year(string day, bool bank, bool desk) =>
        Assert.Equal((bank, desk), (WorkingDays.Bank.IsOpen(DateOnly.Parse(day)), WorkingDays.Desk.IsOpen(DateOnly.Parse(day))));

    [Fact]
    public void Day_past_the_known_holidays_throws_and_says_through_which_day_they_are_known()
    {
        Assert.True(WorkingDays.Bank.IsOpen(new DateOnly(2050, 12, 30)));
        // A Saturday and a Sunday: closed whatever the holidays are, and still not known.
        foreach (var day in new[] { new DateOnly(2051, 1, 1), new DateOnly(2051, 1, 7), new DateOnly(1969, 12, 31) })
            Assert.Contains("1970-01-01 to 2050-12-31", Assert.Throws<InvalidOperationException>(() => WorkingDays.Bank.IsOpen(day)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-01 元日")]
    [InlineData("# through 2025-12-31\n2026-01-01 元日")]
    [InlineData("# through 2025-12-31")]
    public void Holidays_without_an_end_or_beyond_it_are_not_read(string text) =>
        Assert.Throws<FormatException>(() => Holidays.Read(new StringReader(text)));
}
