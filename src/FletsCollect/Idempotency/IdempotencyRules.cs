using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Idempotency;

/// <summary>How repeats of requests are treated; configuration section <c>Idempotency</c>.</summary>
public sealed class IdempotencyRules
{
    public const string Section = "Idempotency";

    /// <summary>
    /// How long a request waits for another under its key, or for whatever else holds what it needs, before it is told to come back.
    /// Default 10 s, from 100 ms to 1 min: shorter than clients wait, so that they hear why.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00", ErrorMessage = "Idempotency:LongestWait must lie between 100 milliseconds and one minute.")]
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(10);
}
