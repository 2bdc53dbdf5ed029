using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using FletsCollect.Merchant.Protocol;
using Microsoft.Extensions.Options;

namespace FletsCollect.Merchant;

/// <summary>Charges approved purchases. Resolve it from services; it is safe to call again with the same purchase after any failure.</summary>
public sealed class FletsChargeClient(HttpClient http, IOptions<FletsPayOptions> options)
{
    /// <summary>
    /// Charges an approved purchase, exactly once however often it is called: the provider answers a repeated key with the first answer.
    /// Network errors, 5xx, 429 and "in progress" are retried with the same key before this method gives up.
    /// </summary>
    /// <param name="approved">What the subscriber approved; a purchase without <see cref="Purchase.Monthly"/>.</param>
    /// <param name="idempotencyKey">1-255 printable ASCII characters; default: the merchant reference.</param>
    /// <param name="cancellationToken">Ends the waiting, not a charge that was already sent.</param>
    /// <exception cref="FletsPayUnavailableException">
    /// Whether the charge took place is not known. Keep the purchase, call again with the same key, and tell the subscriber neither yes nor no.
    /// </exception>
    public async Task<FletsChargeResult> ChargeAsync(
        ApprovedPurchase approved, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        var purchase = approved.Purchase;
        var amount = new FletsAmount("JPY", purchase.AmountInYen.ToString(CultureInfo.InvariantCulture));

        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.ChargeAddress);
        request.Content = JsonContent.Create(
            new ChargeRequest(approved.GrantId, purchase.MerchantReference, amount), ApiJson.Default.ChargeRequest);
        request.Headers.Add("Idempotency-Key", idempotencyKey ?? purchase.MerchantReference);
        request.Headers.Authorization = new AuthenticationHeaderValue(DpopHandler.Scheme, approved.AccessToken);

        var (charge, replayed, refusal) = await ProviderCall.SendAsync(http, request, ApiJson.Default.FletsCharge, cancellationToken);
        if (refusal is not null)
            return new FletsChargeResult.Refused(refusal);
        if (charge is not { Status: "confirmed" } || charge.GrantId != approved.GrantId
            || charge.MerchantReference != purchase.MerchantReference || charge.Amount != amount)
        {
            throw new FletsPayUnavailableException("The provider's answer is about another charge; ask its merchant desk.");
        }
        return new FletsChargeResult.Confirmed(charge, replayed);
    }
}
