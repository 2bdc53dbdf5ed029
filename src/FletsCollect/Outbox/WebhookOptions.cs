using System.ComponentModel.DataAnnotations;

namespace FletsCollect.Outbox;

/// <summary>How events are sent to merchants; configuration section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>How long one attempt may take, from the start of the connection to the answer's headers. Default 20 s, from 15 s to 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:15", "00:00:30", ErrorMessage = "Webhooks:Timeout must lie between 15 and 30 seconds.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>An endpoint to which nothing got through for this long is disabled. Default 3 days, from 1 to 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "30.00:00:00", ErrorMessage = "Webhooks:DisabledAfter must lie between 1 and 30 days.")]
    public TimeSpan DisabledAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long the secret before still signs after a rotation. Default 24 h, from 1 h to 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "7.00:00:00", ErrorMessage = "Webhooks:SecretOverlap must lie between 1 hour and 7 days.")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long events and what became of them are kept. Default 90 days, from 7 to 400 days.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "400.00:00:00", ErrorMessage = "Webhooks:KeptFor must lie between 7 and 400 days.")]
    public TimeSpan KeptFor { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The most attempts under way at once. Default 256, from 8 to 4096.</summary>
    [Range(8, 4096, ErrorMessage = "Webhooks:MostAtOnce must lie between 8 and 4096.")]
    public int MostAtOnce { get; set; } = 256;

    /// <summary>The most attempts under way at once to one endpoint; one that fails gets one at a time. Default 4, from 1 to 32.</summary>
    [Range(1, 32, ErrorMessage = "Webhooks:MostAtOncePerEndpoint must lie between 1 and 32.")]
    public int MostAtOncePerEndpoint { get; set; } = 4;
}
