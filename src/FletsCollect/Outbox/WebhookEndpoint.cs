namespace FletsCollect.Outbox;

/// <summary>An address of a merchant to which its events are sent.</summary>
public sealed class WebhookEndpoint : IMerchantOwned
{
    /// <summary>How many a merchant may have: each costs a delivery for each event.</summary>
    public const int MostPerMerchant = 16;

    public const int LongestUrl = 1000;
    public const int LongestDescription = 200;

    private readonly List<WebhookSecret> secrets = [];

    private WebhookEndpoint() { }

    internal WebhookEndpoint(Guid merchantId, WebhookSettings settings, string protectedSecret, DateTime now)
    {
        Id = Guid.CreateVersion7();
        MerchantId = merchantId;
        CreatedAt = now;
        Change(settings);
        secrets.Add(new WebhookSecret(Id, protectedSecret, now));
    }

    /// <summary>An address that is told of one thing, as the request that made the thing asked.</summary>
    public static WebhookEndpoint ForOne(Guid merchantId, EventSink sink, string subject, IReadOnlyList<string> types, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(),
        MerchantId = merchantId,
        Url = sink.Url,
        Types = string.Join(' ', types),
        CreatedAt = now,
        Subject = subject,
        ProtectedToken = sink.ProtectedToken,
        EndsAt = sink.EndsAt,
        Correlator = sink.Correlator,
    };

    public Guid Id { get; private set; }

    public Guid MerchantId { get; private set; }

    /// <summary>Absolute, https. May hold a secret of the merchant's, so it is written to no log.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The merchant's own words for it; may be empty.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Names of <see cref="Outbox.EventTypes"/> with a space between each two, or <c>*</c>.</summary>
    public string Types { get; private set; } = "";

    public WebhookEndpointStatus Status { get; private set; }

    /// <summary>The public id of the one thing that it is told of; null for the endpoints that a merchant registers, which are told of all.</summary>
    public string? Subject { get; private set; }

    /// <summary>The bearer token to show, protected; only where it is told of one thing.</summary>
    public string? ProtectedToken { get; private set; }

    /// <summary>When it is told nothing more; null for never.</summary>
    public DateTime? EndsAt { get; private set; }

    /// <summary>What the receiver knows the messages by; only where it is told of one thing.</summary>
    public string? Correlator { get; private set; }

    /// <summary>Why it is disabled; null while it is not.</summary>
    public WebhookDisabledReason? DisabledReason { get; private set; }

    /// <summary>When the first of the attempts failed of which none has got through since; null when the last one did.</summary>
    public DateTime? FailingSince { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>The secret that signs, and those before that still sign for a while.</summary>
    public IReadOnlyCollection<WebhookSecret> Secrets => secrets;

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.WebhookEndpoint, Id);

    public IReadOnlyList<string> EventTypes => Types.Split(' ');

    public bool Takes(string type) => Status == WebhookEndpointStatus.Enabled && (Types == Outbox.EventTypes.Any || EventTypes.Contains(type, StringComparer.Ordinal));

    /// <summary>The secrets that sign now, the newest first.</summary>
    public IReadOnlyList<WebhookSecret> SecretsAt(DateTime now) =>
        [.. secrets.Where(secret => secret.ValidUntil is not { } end || now < end).OrderByDescending(secret => secret.CreatedAt).ThenByDescending(secret => secret.Id)];

    internal void Change(WebhookSettings settings)
    {
        Url = settings.Url;
        Description = settings.Description;
        Types = string.Join(' ', settings.EventTypes);
        if (settings.Enabled)
            Enable();
        else
            Disable(WebhookDisabledReason.ByMerchant);
    }

    /// <summary>A new secret signs from now on; the one before signs beside it for a while, and those that are over are forgotten.</summary>
    internal WebhookSecret Rotate(string protectedSecret, DateTime now, TimeSpan overlap)
    {
        var present = SecretsAt(now);
        present[0].EndAt(now + overlap);
        // Two at most: a receiver that looks at every signature must not be made to look at many.
        secrets.RemoveAll(secret => secret != present[0]);
        var next = new WebhookSecret(Id, protectedSecret, now);
        secrets.Add(next);
        return next;
    }

    internal void Disable(WebhookDisabledReason reason)
    {
        if (Status == WebhookEndpointStatus.Disabled)
            return;
        Status = WebhookEndpointStatus.Disabled;
        DisabledReason = reason;
    }

    internal void Succeed() => FailingSince = null;

    /// <summary>Notes that an attempt failed; true when that has gone on for too long.</summary>
    internal bool Fail(DateTime now, TimeSpan disabledAfter)
    {
        FailingSince ??= now;
        return FailingSince + disabledAfter <= now;
    }

    private void Enable()
    {
        if (Status == WebhookEndpointStatus.Enabled)
            return;
        Status = WebhookEndpointStatus.Enabled;
        DisabledReason = null;
        FailingSince = null;
    }
}

/// <summary>What a merchant decides about an endpoint; checked before it gets here.</summary>
public sealed record WebhookSettings(string Url, string Description, IReadOnlyList<string> EventTypes, bool Enabled = true);

public enum WebhookEndpointStatus
{
    Enabled,

    /// <summary>Is sent nothing.</summary>
    Disabled,
}

/// <summary>Why an endpoint is sent nothing.</summary>
public enum WebhookDisabledReason
{
    ByMerchant,

    /// <summary>It answered 410.</summary>
    Gone,

    /// <summary>Nothing got through for days.</summary>
    Failing,
}
