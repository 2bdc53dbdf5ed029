using FletsCollect.Settlement;

namespace FletsCollect.Tests.Settlement;

public sealed class PayoutScheduleTests
{
    [Theory]
    [InlineData(31, "2011-09-01", "2011-09-30")]
    [InlineData(31, "2011-12-01", "2011-12-30")]
    [InlineData(31, "2012-02-01", "2012-02-29")]
    [InlineData(25, "2026-12-01", "2026-12-25")]
    [InlineData(22, "2026-09-01", "2026-09-18")]
    [InlineData(3, "2019-04-26", "2019-06-03")]
    [InlineData(1, "2026-12-15", "2026-12-30")]
    public void Payout_falls_on_the_day_of_the_month_or_the_bank_day_before(int dayOfMonth, string closed, string paid) =>
        Assert.Equal(DateOnly.Parse(paid), new PayoutSchedule { DayOfMonth = dayOfMonth }.FirstAfter(DateOnly.Parse(closed)));

    [Theory]
    [InlineData("2026-12-29", "2026-12-30")]
    [InlineData("2026-12-30", "2027-01-29")]
    public void Statement_that_is_closed_on_the_payout_date_or_later_waits_for_the_next(string closed, string paid) =>
        Assert.Equal(DateOnly.Parse(paid), new PayoutSchedule().FirstAfter(DateOnly.Parse(closed)));
}
