using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Keys;

/// <summary>When the provider's keys follow one another; configuration section <c>KeyRotation</c>.</summary>
public sealed class KeyRotationOptions : IValidatableObject
{
    public const string Section = "KeyRotation";

    /// <summary>How long a key makes tokens. Default 30 days, from 1 day to 1 year.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "366.00:00:00", ErrorMessage = "KeyRotation:Every must lie between 1 day and 366 days.")]
    public TimeSpan Every { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a key can be seen before it makes tokens, so that merchants who keep the key set for a day know it in time. Default 24 h,
    /// from 5 minutes to 7 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00", ErrorMessage = "KeyRotation:PublishedBefore must lie between 5 minutes and 7 days.")]
    public TimeSpan PublishedBefore { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a key can be seen after its last token. Longer than any token that merchants check lives; a key that a valid token of the
    /// provider itself still needs is kept for as long as it needs it. Default 24 h, from 1 h to 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "30.00:00:00", ErrorMessage = "KeyRotation:KeptAfter must lie between 1 hour and 30 days.")]
    public TimeSpan KeptAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often a server looks for what other servers or the operator did to the keys. Default 1 minute, up to 5.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:05:00", ErrorMessage = "KeyRotation:ReadEvery must lie between 5 seconds and 5 minutes.")]
    public TimeSpan ReadEvery { get; init; } = TimeSpan.FromMinutes(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublishedBefore >= Every)
            yield return new ValidationResult("KeyRotation:PublishedBefore must be shorter than KeyRotation:Every, or no key would ever be the only one.");
    }
}
