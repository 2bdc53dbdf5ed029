namespace FletsCollect.Outbox;

/// <summary>One message on its way to one endpoint.</summary>
public sealed class WebhookDelivery : IMerchantOwned
{
    public const int LongestError = 200;

    private WebhookDelivery() { }

    internal WebhookDelivery(OutboxMessage message, WebhookEndpoint endpoint, DateTime now)
    {
        Id = Guid.CreateVersion7();
        MessageId = message.Id;
        EventType = message.Type;
        EndpointId = endpoint.Id;
        MerchantId = endpoint.MerchantId;
        CreatedAt = now;
        NextAttemptAt = now;
    }

    public Guid Id { get; private set; }

    public Guid MessageId { get; private set; }

    public string EventType { get; private set; } = "";

    public Guid EndpointId { get; private set; }

    public Guid MerchantId { get; private set; }

    public WebhookDeliveryStatus Status { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>All attempts ever.</summary>
    public int Attempts { get; private set; }

    /// <summary>Attempts since the message was last sent anew: they tell how long to wait for the next.</summary>
    public int Tries { get; private set; }

    /// <summary>
    /// When it is sent next; null when it is not. While an attempt is under way, the time at which it is taken for lost with its server.
    /// </summary>
    public DateTime? NextAttemptAt { get; private set; }

    /// <summary>Moves with everything that happens to it. A sender whose claim has passed may not say what became of it.</summary>
    public int Claim { get; private set; }

    /// <summary>What the endpoint last answered; null when it did not.</summary>
    public int? LastStatusCode { get; private set; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastError { get; private set; }

    /// <summary>When it came to its end.</summary>
    public DateTime? FinishedAt { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.WebhookDelivery, Id);

    /// <summary>Takes it for one attempt.</summary>
    internal void ClaimUntil(DateTime lost)
    {
        Claim++;
        NextAttemptAt = lost;
    }

    /// <summary>Notes how an attempt ended, and when the next one is.</summary>
    internal void Record(WebhookOutcome outcome, DateTime now, double jitter)
    {
        Claim++;
        Attempts++;
        Tries++;
        LastStatusCode = outcome.StatusCode;
        LastError = outcome.Error;
        if (outcome.Error is null)
            Finish(WebhookDeliveryStatus.Delivered, now);
        else if (WebhookRetries.Next(Tries, now, outcome.RetryAfter, jitter) is { } next)
            NextAttemptAt = next;
        else
            Finish(WebhookDeliveryStatus.Failed, now);
    }

    /// <summary>Sends it anew, from now on.</summary>
    internal void SendAgain(DateTime now)
    {
        Claim++;
        Tries = 0;
        Status = WebhookDeliveryStatus.Pending;
        NextAttemptAt = now;
        FinishedAt = null;
    }

    private void Finish(WebhookDeliveryStatus status, DateTime now)
    {
        Status = status;
        NextAttemptAt = null;
        FinishedAt = now;
    }
}

public enum WebhookDeliveryStatus
{
    /// <summary>To be sent, again or for the first time.</summary>
    Pending,

    /// <summary>The endpoint answered 2xx.</summary>
    Delivered,

    /// <summary>Given up after the last attempt.</summary>
    Failed,

    /// <summary>The endpoint was disabled or removed meanwhile.</summary>
    Cancelled,
}

/// <summary>One attempt, as the merchant can read it. Written once; pruned with its message.</summary>
public sealed class WebhookAttempt
{
    private WebhookAttempt() { }

    internal WebhookAttempt(WebhookOutcome outcome)
    {
        Id = outcome.AttemptId;
        DeliveryId = outcome.DeliveryId;
        StartedAt = outcome.StartedAt;
        Milliseconds = (int)outcome.Took.TotalMilliseconds;
        StatusCode = outcome.StatusCode;
        Error = outcome.Error;
    }

    /// <summary>Also in the header <c>Request-Id</c> of the attempt.</summary>
    public Guid Id { get; private set; }

    public Guid DeliveryId { get; private set; }

    public DateTime StartedAt { get; private set; }

    public int Milliseconds { get; private set; }

    public int? StatusCode { get; private set; }

    public string? Error { get; private set; }

    public string PublicId => FletsCollect.PublicId.Format(FletsCollect.PublicId.WebhookAttempt, Id);
}

/// <summary>How an attempt ended.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="DeliveryId">What was sent.</param>
/// <param name="Claim">The claim under which it was sent.</param>
/// <param name="StartedAt">When.</param>
/// <param name="Took">How long it took.</param>
/// <param name="StatusCode">The answer's status code; null when there was none.</param>
/// <param name="Error">Null when it got through, otherwise why it did not, in one sentence.</param>
/// <param name="RetryAfter">How long the endpoint wants to be left alone.</param>
public sealed record WebhookOutcome(Guid AttemptId, Guid DeliveryId, int Claim, DateTime StartedAt, TimeSpan Took, int? StatusCode, string? Error, TimeSpan? RetryAfter);
