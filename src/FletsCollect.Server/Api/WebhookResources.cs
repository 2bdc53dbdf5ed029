using System.Text.Json;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;

namespace FletsCollect.Server.Api;

/// <summary>An address to which events are sent.</summary>
/// <param name="Id"><c>we_…</c>.</param>
/// <param name="Url">Where to.</param>
/// <param name="Description">The merchant's own words.</param>
/// <param name="EventTypes">The events that it takes; <c>["*"]</c> for all, those added later too.</param>
/// <param name="Status"><c>enabled</c> or <c>disabled</c>.</param>
/// <param name="DisabledReason"><c>by_merchant</c>, <c>gone</c> (it answered 410) or <c>failing</c> (nothing got through for days).</param>
/// <param name="FailingSince">Since when nothing got through.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Secret">The signing secret, <c>whsec_…</c>; only in the answer that makes it.</param>
/// <param name="PreviousSecretValidUntil">Until when the secret before signs too.</param>
public sealed record WebhookEndpointResource(
    string Id, string Url, string Description, IReadOnlyList<string> EventTypes, string Status, string? DisabledReason, DateTime? FailingSince, DateTime CreatedAt,
    string? Secret = null, DateTime? PreviousSecretValidUntil = null)
{
    public static WebhookEndpointResource Of(WebhookEndpoint endpoint) => new(
        endpoint.PublicId, endpoint.Url, endpoint.Description, endpoint.EventTypes, WireWord.Of(endpoint.Status),
        endpoint.DisabledReason is { } reason ? WireWord.Of(reason) : null, endpoint.FailingSince, endpoint.CreatedAt);
}

/// <summary>An event: the same JSON that endpoints are sent (CloudEvents 1.0).</summary>
/// <param name="Specversion">Always <c>1.0</c>.</param>
/// <param name="Id"><c>evt_…</c>, also the <c>webhook-id</c> of every delivery.</param>
/// <param name="Source">The issuer.</param>
/// <param name="Type">What happened.</param>
/// <param name="Subject">The id of the thing.</param>
/// <param name="Time">UTC.</param>
/// <param name="Datacontenttype">Always <c>application/json</c>.</param>
/// <param name="Traceparent">The request in which it happened.</param>
/// <param name="Data">The thing as it was then.</param>
public sealed record EventResource(
    string Specversion, string Id, string Source, string Type, string Subject, string Time, string Datacontenttype, string? Traceparent, JsonElement Data)
{
    public static EventResource Of(OutboxMessage message, Issuer issuer) =>
        JsonSerializer.Deserialize<EventResource>(CloudEvent.Write(message, issuer.Address), Problems.Json) ?? throw new InvalidOperationException("An event was written as null.");
}

/// <summary>One event on its way to one endpoint.</summary>
/// <param name="Id"><c>wd_…</c>.</param>
/// <param name="EventId">The event.</param>
/// <param name="EventType">What happened.</param>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="Status"><c>pending</c>, <c>delivered</c>, <c>failed</c> (given up) or <c>cancelled</c> (the endpoint was disabled or removed).</param>
/// <param name="Attempts">Attempts so far.</param>
/// <param name="NextAttemptAt">When it is tried next.</param>
/// <param name="LastStatusCode">What the endpoint last answered.</param>
/// <param name="LastError">Why the last attempt failed.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="FinishedAt">UTC.</param>
/// <param name="AttemptLog">Each attempt, the newest first; only where one delivery is shown.</param>
public sealed record WebhookDeliveryResource(
    string Id, string EventId, string EventType, string EndpointId, string Status, int Attempts, DateTime? NextAttemptAt, int? LastStatusCode, string? LastError,
    DateTime CreatedAt, DateTime? FinishedAt, IReadOnlyList<WebhookAttemptResource>? AttemptLog = null)
{
    public static WebhookDeliveryResource Of(WebhookDelivery delivery) => new(
        delivery.PublicId, PublicId.Format(PublicId.Event, delivery.MessageId), delivery.EventType, PublicId.Format(PublicId.WebhookEndpoint, delivery.EndpointId),
        WireWord.Of(delivery.Status), delivery.Attempts, delivery.NextAttemptAt, delivery.LastStatusCode, delivery.LastError, delivery.CreatedAt, delivery.FinishedAt);
}

/// <summary>One attempt.</summary>
/// <param name="Id"><c>wa_…</c>, the <c>Request-Id</c> that the endpoint was sent.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="StatusCode">What the endpoint answered.</param>
/// <param name="Error">Why it failed; absent when it did not.</param>
public sealed record WebhookAttemptResource(string Id, DateTime StartedAt, int Milliseconds, int? StatusCode, string? Error)
{
    public static WebhookAttemptResource Of(WebhookAttempt attempt) => new(attempt.PublicId, attempt.StartedAt, attempt.Milliseconds, attempt.StatusCode, attempt.Error);
}

/// <summary>How many events are sent again.</summary>
public sealed record WebhookRepeatResource(string EndpointId, int Events);
