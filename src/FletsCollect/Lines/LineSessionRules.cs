using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Lines;

/// <summary>How long the session directory believes the AAA; configuration section <c>LineSessions</c>.</summary>
public sealed class LineSessionRules
{
    public const string Section = "LineSessions";

    /// <summary>
    /// How long a session owns its addresses after the last record of it. A few times the interval of the access servers' interim updates
    /// (RFC 2869 §2.1): an access server that fell silent vouches for nobody. An update that comes later gives the addresses back. Default
    /// 2 hours, from 5 minutes; very long only where nobody sends updates, as in a demonstration.
    /// </summary>
    [Range(typeof(TimeSpan), "00:05:00", "36500.00:00:00", ErrorMessage = "LineSessions:Silence must be at least five minutes; take three times the interval of the access servers' interim updates.")]
    public TimeSpan Silence { get; init; } = TimeSpan.FromHours(2);

    /// <summary>
    /// How long a session is kept after its last record when no proof rests on it. Default 90 days, from 1 day to 10 years. A session that
    /// proved a line is evidence and stays.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3653.00:00:00", ErrorMessage = "LineSessions:KeepFor must lie between one day and ten years.")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>A session of which nothing was heard since this instant owns nothing at the given one.</summary>
    public DateTime SilentBefore(DateTime now) => now.Ticks > Silence.Ticks ? now - Silence : DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);
}
