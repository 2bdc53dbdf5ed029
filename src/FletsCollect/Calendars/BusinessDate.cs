namespace FletsCollect.Calendars;

/// <summary>
/// The business date is the Japanese calendar day of an instant (domain.md §7): 2011-08-31T14:59:59Z is still August in Japan,
/// one second later it is September.
/// </summary>
public static class BusinessDate
{
    /// <summary>
    /// Japan Standard Time. A fixed offset, not the zone Asia/Tokyo, whose history claims daylight saving around 1950.
    /// </summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(9);

    /// <summary>The Japanese calendar day of a UTC instant.</summary>
    public static DateOnly At(DateTime utc) => DateOnly.FromDateTime(ToJapanTime(utc));

    /// <summary>Wall-clock time in Japan of a UTC instant, for display.</summary>
    public static DateTime ToJapanTime(DateTime utc) =>
        utc.Kind == DateTimeKind.Utc
            ? DateTime.SpecifyKind(utc + Offset, DateTimeKind.Unspecified)
            : throw new ArgumentException("An instant is given in UTC.", nameof(utc));

    /// <summary>The UTC instant at which a Japanese calendar day begins.</summary>
    public static DateTime StartOf(DateOnly day) => DateTime.SpecifyKind(day.ToDateTime(TimeOnly.MinValue) - Offset, DateTimeKind.Utc);

    /// <summary>
    /// The present instant in UTC, cut to whole milliseconds. Every database keeps that much, so what is hashed before it is
    /// stored hashes the same when it is read back.
    /// </summary>
    public static DateTime Instant(this TimeProvider clock)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
