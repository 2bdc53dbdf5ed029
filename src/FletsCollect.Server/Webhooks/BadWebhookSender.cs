using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using FletsCollect.Calendars;
using FletsCollect.Onboarding;
using FletsCollect.Outbox;
using FletsCollect.Server.Hosting;
using Microsoft.Extensions.Options;

namespace FletsCollect.Server.Webhooks;

/// <summary>Sends test events that a receiver has to refuse, by the same client and to the same addresses as the real ones.</summary>
internal sealed class BadWebhookSender(IHttpClientFactory clients, WebhookSecrets secrets, Issuer issuer, IOptions<WebhookOptions> options, TimeProvider clock) : IBadWebhookSender
{
    /// <summary>Twice what Standard Webhooks lets a receiver take.</summary>
    private static readonly TimeSpan Old = TimeSpan.FromMinutes(10);

    public async Task<int?> SendAsync(WebhookEndpoint endpoint, BadWebhook kind, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.Timeout, clock);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = RequestOf(endpoint, kind);
            using var response = await clients.CreateClient(WebhookSender.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ends.Token);
            return (int)response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private HttpRequestMessage RequestOf(WebhookEndpoint endpoint, BadWebhook kind)
    {
        var now = clock.Instant();
        var message = OutboxMessage.Of(endpoint.MerchantId, EventTypes.WebhookTested, endpoint.PublicId, now, new { id = endpoint.PublicId });
        var body = CloudEvent.Write(message, issuer.Address);
        var timestamp = new DateTimeOffset(kind == BadWebhook.OldTimestamp ? now - Old : now).ToUnixTimeSeconds();
        var secret = kind == BadWebhook.WrongSignature
            ? WebhookSignature.SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))
            : secrets.Read(endpoint.SecretsAt(now)[0].ProtectedValue);
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEvent.ContentType, "utf-8");
        request.Headers.Add("webhook-id", message.PublicId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign([secret], message.PublicId, timestamp, body));
        return request;
    }
}
