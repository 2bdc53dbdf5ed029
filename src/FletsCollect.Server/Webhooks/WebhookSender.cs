using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using FletsCollect.Calendars;
using FletsCollect.CarrierBilling;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Webhooks;

/// <summary>Makes one attempt: a signed POST of the event. 2xx within the time is success, and everything else is not.</summary>
internal sealed partial class WebhookSender(
    IHttpClientFactory clients, WebhookSecrets secrets, EventSinks sinks, Issuer issuer, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookSender> log)
{
    public const string Client = "webhooks";

    /// <exception cref="OperationCanceledException">The server stops; what became of the attempt is not known.</exception>
    public async Task<WebhookOutcome> SendAsync(WebhookSend send, CancellationToken stopping)
    {
        var attempt = Guid.CreateVersion7();
        var started = clock.Instant();
        var begin = clock.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Value.Timeout, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        int? status = null;
        string? error;
        TimeSpan? retryAfter = null;
        try
        {
            using var request = RequestOf(send, attempt, started);
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ends.Token);
            status = (int)response.StatusCode;
            error = response.IsSuccessStatusCode ? null : $"The endpoint answered {status}{(status is >= 300 and < 400 ? "; redirects are not followed" : "")}.";
            retryAfter = RetryAfterOf(response.Headers.RetryAfter, started);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            error = ErrorOf(exception, timeout.IsCancellationRequested);
        }
        if (error is not null)
            LogFailure(send.Delivery.PublicId, send.Endpoint.PublicId, error);
        return new WebhookOutcome(attempt, send.Delivery.Id, send.Delivery.Claim, started, clock.GetElapsedTime(begin), status, error, retryAfter);
    }

    private HttpRequestMessage RequestOf(WebhookSend send, Guid attempt, DateTime now)
    {
        return send.Endpoint.Subject is null ? SignedRequestOf(send, attempt, now) : SinkRequestOf(send, attempt);
    }

    private HttpRequestMessage SignedRequestOf(WebhookSend send, Guid attempt, DateTime now)
    {
        var body = CloudEvent.Write(send.Message, issuer.Address);
        var timestamp = new DateTimeOffset(now).ToUnixTimeSeconds();
        var valid = send.Endpoint.SecretsAt(now).Select(secret => secrets.Read(secret.ProtectedValue));
        var request = PostOf(send, attempt, body);
        request.Headers.Add("webhook-id", send.Message.PublicId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(valid, send.Message.PublicId, timestamp, body));
        return request;
    }

    /// <summary>What CAMARA's sink wants: its own event, the bearer token that it gave, and what it knows the request by.</summary>
    private HttpRequestMessage SinkRequestOf(WebhookSend send, Guid attempt)
    {
        var request = PostOf(send, attempt, CarrierBillingEvent.Write(send.Message, issuer.Address));
        request.Headers.Add("x-correlator", send.Endpoint.Correlator);
        if (send.Endpoint.ProtectedToken is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sinks.Read(token));
        return request;
    }

    private static HttpRequestMessage PostOf(WebhookSend send, Guid attempt, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, send.Endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvent.ContentType, "utf-8");
        request.Headers.Add("Request-Id", PublicId.Format(PublicId.WebhookAttempt, attempt));
        if (send.Message.TraceParent is { } traceParent)
            request.Headers.Add("traceparent", traceParent);
        return request;
    }

    /// <summary>Why the attempt failed, in words that the merchant can act on and that say nothing of our own network.</summary>
    private string ErrorOf(Exception exception, bool timedOut) => exception switch
    {
        _ when timedOut => string.Create(CultureInfo.InvariantCulture, $"The endpoint did not answer within {options.Value.Timeout.TotalSeconds} seconds."),
        ForbiddenAddressException => "The endpoint's name leads to an address that is not on the public Internet. Nothing was sent.",
        HttpRequestException { InnerException: AuthenticationException } => "The endpoint's TLS certificate is not valid.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "The endpoint's name does not resolve.",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "The endpoint's name does not resolve.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "No connection to the endpoint came about.",
        HttpRequestException or IOException or OperationCanceledException => "The connection broke before the endpoint had answered.",
        // One endpoint whose secret cannot be read any more must not stop the others.
        CryptographicException => "The endpoint's secret cannot be read any more. Rotate it.",
        _ => $"The attempt failed here ({exception.GetType().Name}).",
    };

    private static TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header, DateTime now) =>
        header?.Delta ?? (header?.Date is { } date ? date.UtcDateTime - now : null);

    [LoggerMessage(Level = LogLevel.Information, Message = "The delivery {Delivery} did not get through to {Endpoint}: {Error}")]
    private partial void LogFailure(string delivery, string endpoint, string error);
}
