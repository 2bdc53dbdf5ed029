using System.Globalization;
using FletsCollect.Calendars;

namespace FletsCollect.Tests.Calendars;

/// <summary>When the desk answers (domain.md R21).</summary>
public sealed class DeskHoursTests
{
    [Theory]
    // A Friday, by the minute; then Saturday, the days before and after New Year, and a substitute holiday.
    [InlineData("2026-11-27 08:59:59", false, "2026-11-27")]
    [InlineData("2026-11-27 09:00:00", true, "2026-11-27")]
    [InlineData("2026-11-27 16:59:59", true, "2026-11-27")]
    [InlineData("2026-11-27 17:00:00", false, "2026-11-30")]
    [InlineData("2026-11-28 12:00:00", false, "2026-11-30")]
    [InlineData("2011-12-28 17:00:00", false, "2012-01-04")]
    [InlineData("2011-12-29 10:00:00", false, "2012-01-04")]
    [InlineData("2027-03-22 10:00:00", false, "2027-03-23")]
    public void Desk_is_open_on_weekdays_from_nine_to_five(string there, bool isOpen, string nextDay)
    {
        var utc = DateTime.SpecifyKind(DateTime.ParseExact(there, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) - BusinessDate.Offset, DateTimeKind.Utc);

        Assert.Equal((isOpen, DateOnly.ParseExact(nextDay, "yyyy-MM-dd", CultureInfo.InvariantCulture)), (DeskHours.IsOpenAt(utc), DeskHours.NextDay(utc)));
    }
}
