namespace FletsCollect.Outbox;

/// <summary>
/// When a delivery that failed is tried again: soon at first, then ever more seldom, over about three days (Standard Webhooks,
/// "Deliverability"). A little chance spreads what failed together.
/// </summary>
public static class WebhookRetries
{
    /// <summary>The waits after the first, second … attempt; together about 65 hours.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.FromHours(12),
    ];

    /// <summary>Longer than this no endpoint is left alone, whatever it says.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>Attempts before a delivery is given up.</summary>
    public static int Attempts => Waits.Length + 1;

    /// <summary>The next attempt, or null when there were enough.</summary>
    /// <param name="tries">Attempts so far.</param>
    /// <param name="now">The end of the last one.</param>
    /// <param name="retryAfter">What the endpoint asked for; it may lengthen the wait and not shorten it.</param>
    /// <param name="jitter">0 to 1, by chance: adds up to a tenth to the wait.</param>
    public static DateTime? Next(int tries, DateTime now, TimeSpan? retryAfter, double jitter)
    {
        if (tries > Waits.Length)
            return null;
        var wait = Waits[tries - 1] * (1 + jitter / 10);
        var asked = retryAfter is { } time && time > LongestRetryAfter ? LongestRetryAfter : retryAfter ?? TimeSpan.Zero;
        // Whole milliseconds, as every instant that is stored.
        return now + TimeSpan.FromMilliseconds((long)(asked > wait ? asked : wait).TotalMilliseconds);
    }
}
