namespace FletsCollect.Calendars;

/// <summary>
/// The days on which something is open (domain.md §7): never on Saturday, Sunday, a holiday or around New Year. The bank and the desk
/// differ around New Year only: on 2011-12-29 the bank is open and the desk is closed.
/// </summary>
public sealed class WorkingDays
{
    private readonly Holidays holidays;
    private readonly int yearEndFrom;

    private WorkingDays(Holidays holidays, int yearEndFrom)
    {
        this.holidays = holidays;
        this.yearEndFrom = yearEndFrom;
    }

    /// <summary>Days on which banks transfer money; closed from 12-31 to 01-03 (Order for Enforcement of the Banking Act, Article 5).</summary>
    public static WorkingDays Bank { get; } = new(Holidays.Known, yearEndFrom: 31);

    /// <summary>Days on which the merchants' desk answers; closed from 12-29 to 01-03.</summary>
    public static WorkingDays Desk { get; } = new(Holidays.Known, yearEndFrom: 29);

    public bool IsOpen(DateOnly day)
    {
        // Asked first, so that a Saturday beyond the known holidays throws like any other day there.
        var holiday = holidays.NameOf(day) is not null;
        return !holiday && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsNewYear(day);
    }

    /// <summary>The day itself, or the last open one before it: what is due on a closed day is paid early, never late.</summary>
    public DateOnly OnOrBefore(DateOnly day)
    {
        while (!IsOpen(day))
            day = day.AddDays(-1);
        return day;
    }

    /// <summary>The day itself, or the first open one after it.</summary>
    public DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsOpen(day))
            day = day.AddDays(1);
        return day;
    }

    private bool IsNewYear(DateOnly day) => (day.Month == 12 && day.Day >= yearEndFrom) || (day.Month == 1 && day.Day <= 3);
}
