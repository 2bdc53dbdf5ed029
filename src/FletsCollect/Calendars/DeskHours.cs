namespace FletsCollect.Calendars;

/// <summary>When the desk answers (domain.md R21): 9:00 to 17:00 Japanese time on desk days. Messages are taken at any time.</summary>
public static class DeskHours
{
    public static readonly TimeOnly Opens = new(9, 0);

    public static readonly TimeOnly Closes = new(17, 0);

    /// <summary>True while somebody answers.</summary>
    public static bool IsOpenAt(DateTime utc)
    {
        var there = BusinessDate.ToJapanTime(utc);
        var time = TimeOnly.FromDateTime(there);
        return time >= Opens && time < Closes && WorkingDays.Desk.IsOpen(DateOnly.FromDateTime(there));
    }

    /// <summary>The Japanese day on which it opens next; today when it opens later today or is open.</summary>
    public static DateOnly NextDay(DateTime utc)
    {
        var there = BusinessDate.ToJapanTime(utc);
        var today = DateOnly.FromDateTime(there);
        return WorkingDays.Desk.OnOrAfter(TimeOnly.FromDateTime(there) < Closes ? today : today.AddDays(1));
    }
}
