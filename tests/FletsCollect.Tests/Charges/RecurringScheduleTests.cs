using CsCheck;
using FletsCollect.Charges;

namespace FletsCollect.Tests.Charges;

/// <summary>On which days a monthly purchase is charged.</summary>
public sealed class RecurringScheduleTests
{
    private static readonly Gen<RecurringSchedule> AnySchedule =
        from day in Gen.Int[0, 3000]
        from length in Gen.Int[0, RecurringSchedule.Lengths.Count - 1]
        from calendar in Gen.Bool
        select new RecurringSchedule(
            RecurringSchedule.Lengths[length], calendar ? CycleAlignment.Calendar : CycleAlignment.Anniversary, new DateOnly(2019, 1, 1).AddDays(day), End: null);

    [Theory]
    [InlineData("2027-01-31", 1, "2027-01-31 2027-02-28 2027-03-31 2027-04-30 2027-05-31")]
    [InlineData("2028-01-31", 1, "2028-01-31 2028-02-29 2028-03-31 2028-04-30 2028-05-31")]
    [InlineData("2019-12-30", 1, "2019-12-30 2020-01-30 2020-02-29 2020-03-30 2020-04-30")]
    [InlineData("2027-11-29", 1, "2027-11-29 2027-12-29 2028-01-29 2028-02-29 2028-03-29")]
    [InlineData("2026-11-30", 3, "2026-11-30 2027-02-28 2027-05-30 2027-08-30 2027-11-30")]
    [InlineData("2026-08-31", 6, "2026-08-31 2027-02-28 2027-08-31 2028-02-29 2028-08-31")]
    [InlineData("2028-02-29", 12, "2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29")]
    public void Anniversary_is_clamped_to_short_months_and_never_drifts(string start, int months, string expected) =>
        Assert.Equal(expected.Split(' '), FirstDays(new RecurringSchedule(months, CycleAlignment.Anniversary, Day(start), End: null), 5));

    [Theory]
    [InlineData("2026-12-01", 1, "2026-12-01 2027-01-01 2027-02-01")]
    [InlineData("2026-12-31", 1, "2026-12-31 2027-01-01 2027-02-01")]
    [InlineData("2027-01-15", 3, "2027-01-15 2027-04-01 2027-07-01")]
    [InlineData("2028-02-29", 12, "2028-02-29 2029-02-01 2030-02-01")]
    public void Calendar_period_begins_with_the_sign_up_and_then_on_the_first(string start, int months, string expected) =>
        Assert.Equal(expected.Split(' '), FirstDays(new RecurringSchedule(months, CycleAlignment.Calendar, Day(start), End: null), 3));

    [Fact]
    public void Periods_follow_each_other_without_gap_or_overlap() =>
        Gen.Select(AnySchedule, Gen.Int[0, 60]).Sample((schedule, number) =>
        {
            var (cycle, next) = (schedule.At(number), schedule.At(number + 1));
            return cycle.FirstDay <= cycle.LastDay && cycle.LastDay.AddDays(1) == next.FirstDay;
        });

    [Fact]
    public void Every_day_from_the_start_lies_in_the_period_that_is_found_for_it() =>
        Gen.Select(AnySchedule, Gen.Int[0, 2000]).Sample((schedule, days) =>
        {
            var day = schedule.Start.AddDays(days);
            return schedule.On(day) is { } cycle && cycle.FirstDay <= day && day <= cycle.LastDay && cycle == schedule.At(cycle.Number);
        });

    [Fact]
    public void Anniversary_keeps_the_day_of_the_start_wherever_the_month_has_it() =>
        Gen.Select(AnySchedule.Where(schedule => schedule.Align == CycleAlignment.Anniversary), Gen.Int[1, 60]).Sample((schedule, number) =>
        {
            var first = schedule.At(number).FirstDay;
            return first.Day == Math.Min(schedule.Start.Day, DateTime.DaysInMonth(first.Year, first.Month));
        });

    [Fact]
    public void Term_that_ends_with_a_period_holds_as_many_charges_as_it_has_periods() =>
        Gen.Select(AnySchedule, Gen.Int[0, 40]).Sample((schedule, last) =>
        {
            var term = schedule with { End = schedule.At(last).LastDay };
            return term.EndsWithAPeriod && term.Count == last + 1 && term.After(term.At(last)) is null && term.On(term.End!.Value.AddDays(1)) is null
                && (last == 0 || term.After(term.At(last - 1)) == term.At(last));
        });

    [Theory]
    [InlineData("2026-12-30")]
    [InlineData("2027-01-01")]
    [InlineData("2026-11-30")]
    public void Term_that_cuts_a_period_short_is_none(string end) =>
        Assert.False(new RecurringSchedule(1, CycleAlignment.Calendar, Day("2026-12-01"), Day(end)).EndsWithAPeriod);

    [Fact]
    public void Day_before_the_start_lies_in_no_period() =>
        Assert.Null(new RecurringSchedule(1, CycleAlignment.Calendar, Day("2026-12-15"), End: null).On(Day("2026-12-14")));

    private static IEnumerable<string> FirstDays(RecurringSchedule schedule, int count) =>
        Enumerable.Range(0, count).Select(number => schedule.At(number).FirstDay.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
