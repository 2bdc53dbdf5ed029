using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Subscriptions;

/// <summary>What becomes of a renewal that cannot be charged; configuration section <c>Renewals</c>.</summary>
public sealed class RenewalRules
{
    public const string Section = "Renewals";

    /// <summary>How long after a failure the charge is tried again. Default 1 day, from 1 hour to 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00", ErrorMessage = "Renewals:RetryAfter must lie between one hour and seven days.")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long it is tried before the subscription ends by itself. Default 7 days, from 0 (at once) to 27 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "27.00:00:00", ErrorMessage = "Renewals:GiveUpAfter must lie between zero and 27 days.")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(7);
}
