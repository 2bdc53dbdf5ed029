using FletsCollect.Calendars;
using FletsCollect.Server.SignIn.Staff;
using FletsCollect.Staff;

namespace FletsCollect.Server.Sites.Desk;

/// <summary>On which days the desk answers (domain.md §7), and what visitors read when it does not.</summary>
[StaffMay(StaffPermission.ServeSubscribers)]
public sealed class HoursModel(FletsCollectDbContext db, TimeProvider clock) : DeskPage(db, clock)
{
    /// <summary>How far one looks ahead: past the next New Year from any day of autumn on.</summary>
    private const int DaysAhead = 120;

    /// <summary>Weeks of which every day is shown.</summary>
    private const int Weeks = 3;

    /// <param name="Date">The Japanese day.</param>
    /// <param name="IsOpen">Whether the desk answers.</param>
    /// <param name="Holiday">The holiday's Japanese name; null on any other day.</param>
    public sealed record Day(DateOnly Date, bool IsOpen, string? Holiday)
    {
        public bool IsWeekend => Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
    }

    public DateOnly Today => BusinessDate.At(Now);

    public bool IsOpen => DeskHours.IsOpenAt(Now);

    public DateOnly NextDay => DeskHours.NextDay(Now);

    /// <summary>An instant outside of the hours: now, or today's end while the desk is open.</summary>
    public DateTime NoticeAt => IsOpen ? BusinessDate.StartOf(Today.AddDays(1)).AddMinutes(-1) : Now;

    /// <summary>The last day whose holidays this version knows.</summary>
    public DateOnly KnownThrough => Holidays.Known.Through;

    /// <summary>Whole weeks from the Monday of this one on, as far as holidays are known.</summary>
    public IReadOnlyList<Day> Calendar { get; private set; } = [];

    /// <summary>The coming closed days that are no weekend.</summary>
    public IReadOnlyList<Day> Closed { get; private set; } = [];

    public void OnGet()
    {
        var monday = Today.AddDays(-(((int)Today.DayOfWeek + 6) % 7));
        Calendar = [.. Days(monday, Weeks * 7)];
        Closed = [.. Days(Today, DaysAhead).Where(day => !day.IsOpen && !day.IsWeekend)];
    }

    private IEnumerable<Day> Days(DateOnly from, int count) =>
        Enumerable.Range(0, count).Select(from.AddDays).TakeWhile(day => day <= KnownThrough).Select(day => new Day(day, WorkingDays.Desk.IsOpen(day), Holidays.Known.NameOf(day)));
}
