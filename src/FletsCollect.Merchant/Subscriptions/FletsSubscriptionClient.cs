using System.Net.Http.Headers;
using System.Net.Http.Json;
using FletsCollect.Merchant.Protocol;

namespace FletsCollect.Merchant;

/// <summary>
/// Starts approved monthly purchases and cancels them. Resolve it from services. Network errors, 5xx, 429 and "in progress" are retried
/// with the same key before a method gives up with <see cref="FletsPayUnavailableException"/>.
/// </summary>
public sealed class FletsSubscriptionClient
{
    private readonly HttpClient _http;
    private readonly MerchantToken _merchantToken;
    private readonly Uri _address;

    internal FletsSubscriptionClient(HttpClient http, MerchantToken merchantToken, Uri address) =>
        (_http, _merchantToken, _address) = (http, merchantToken, address);

    /// <summary>
    /// Starts the subscription, exactly once however often it is called, and charges its first month if that has begun. All further
    /// charges the provider makes by itself and tells of by webhook.
    /// </summary>
    /// <param name="approved">What the subscriber approved; a purchase that is <see cref="Purchase.Monthly"/>.</param>
    /// <param name="idempotencyKey">1-255 printable ASCII characters; default: the grant's id, since an approval starts one subscription.</param>
    /// <param name="cancellationToken">Ends the waiting, not a request that was already sent.</param>
    /// <exception cref="FletsPayUnavailableException">Whether it was started is not known. Keep the purchase and call again.</exception>
    public async Task<FletsSubscriptionResult> StartAsync(
        ApprovedPurchase approved, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        using var request = Post(_address, idempotencyKey ?? approved.GrantId, approved.AccessToken);
        request.Content = JsonContent.Create(new SubscriptionRequest(approved.GrantId), ApiJson.Default.SubscriptionRequest);
        var result = await SendAsync(request, cancellationToken);
        return result is not FletsSubscriptionResult.Done { Subscription: var started }
            || (started.GrantId == approved.GrantId && started.MerchantReference == approved.Purchase.MerchantReference)
            ? result
            : throw new FletsPayUnavailableException("The provider's answer is about another subscription; ask its merchant desk.");
    }

    /// <summary>
    /// Cancels a subscription: it runs to the end of the month that was paid, <see cref="FletsSubscription.EndsOn"/>, and is not charged
    /// again. One that is suspended ends at once. Needs no subscriber; your contract needs <c>subscriptions:read</c> and <c>subscriptions:manage</c>.
    /// </summary>
    /// <param name="subscriptionId"><see cref="FletsSubscription.Id"/>.</param>
    /// <param name="idempotencyKey">
    /// 1-255 printable ASCII characters; default: a new one for each call. One that was cancelled before is refused as
    /// <c>subscription_already_cancelled</c> or <c>subscription_over</c>.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting, not a request that was already sent.</param>
    /// <exception cref="FletsPayUnavailableException">Whether it was cancelled is not known. Call again.</exception>
    public async Task<FletsSubscriptionResult> CancelAsync(
        string subscriptionId, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var address = new Uri($"{_address}/{Uri.EscapeDataString(subscriptionId)}/cancel");
        using var request = Post(address, idempotencyKey ?? Guid.CreateVersion7().ToString(), await _merchantToken.ReadAsync(cancellationToken));
        return await SendAsync(request, cancellationToken);
    }

    private static HttpRequestMessage Post(Uri address, string idempotencyKey, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Headers.Authorization = new AuthenticationHeaderValue(DpopHandler.Scheme, token);
        return request;
    }

    private async Task<FletsSubscriptionResult> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (subscription, replayed, refusal) = await ProviderCall.SendAsync(_http, request, ApiJson.Default.FletsSubscription, cancellationToken);
        return refusal is not null ? new FletsSubscriptionResult.Refused(refusal) : new FletsSubscriptionResult.Done(subscription!, replayed);
    }
}
