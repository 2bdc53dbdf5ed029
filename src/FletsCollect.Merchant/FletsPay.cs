using System.Text.Json;
using FletsCollect.Merchant.Protocol;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenIddict.Client.AspNetCore;

namespace FletsCollect.Merchant;

/// <summary>Starts a purchase.</summary>
public static class FletsPay
{
    /// <summary>
    /// Sends the browser to the provider to approve the purchase. Return it from a POST handler (with antiforgery), in minimal APIs,
    /// controllers and Razor Pages alike. The outcome arrives at <see cref="IFletsPurchaseHandler"/>.
    /// </summary>
    public static FletsPayRedirect Start(Purchase purchase) => new(purchase);

    /// <summary>
    /// Sends the browser to the provider to agree to another price of a subscription that is active. Return it like <see cref="Start"/>.
    /// Once it is approved the subscription goes on under the new grant, at the new price from its next month on, and nothing is left to
    /// do but to keep <see cref="ApprovedPurchase.GrantId"/>. If it is refused nothing changes.
    /// </summary>
    /// <param name="purchase">The purchase with its new price, and with the merchant reference and the start that it has had from the beginning.</param>
    /// <param name="grantId">The grant that the subscription lives on, <see cref="FletsSubscription.GrantId"/>.</param>
    public static FletsPayRedirect ChangePrice(Purchase purchase, string grantId) => purchase.Monthly is { } monthly
        ? new(purchase with { Monthly = monthly with { ReplacesGrant = grantId } })
        : throw new ArgumentException("Only a monthly purchase can get another price.", nameof(purchase));
}

/// <summary>The answer that takes the browser to the provider.</summary>
public sealed class FletsPayRedirect : IResult, IActionResult
{
    internal FletsPayRedirect(Purchase purchase) => Purchase = purchase;

    /// <summary>What the subscriber will be asked to approve.</summary>
    public Purchase Purchase { get; }

    /// <summary>The error that kept the purchase from starting; set by <see cref="ProtocolChecks"/>.</summary>
    internal FailedPurchase? Failed { get; set; }

    /// <summary>Pushes the purchase to the provider and redirects; if that fails, the merchant's handler answers instead.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<FletsPayOptions>>().Value;
        var properties = new AuthenticationProperties(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [OpenIddictClientAspNetCoreConstants.Properties.ProviderName] = ProviderRegistration.Name,
            // The purchase travels inside the protected state, so the callback knows what was asked without asking a database.
            [PurchaseCallback.PurchaseProperty] = JsonSerializer.Serialize(Purchase),
        });
        // As a string and not as JSON: a form post would spread the elements of an array over several parameters.
        properties.Parameters[ChargeDetails.Parameter] = ChargeDetails.Write(Purchase, options.ChargeAddress);
        // Grant Management for OAuth 2.0: the purchase takes the place of the one that was approved before.
        if (Purchase.Monthly?.ReplacesGrant is { } replaced)
            (properties.Parameters["grant_management_action"], properties.Parameters["grant_id"]) = ("replace", replaced);

        httpContext.Items[typeof(FletsPayRedirect)] = this;
        httpContext.Response.Headers.CacheControl = "no-store";
        await httpContext.ChallengeAsync(OpenIddictClientAspNetCoreDefaults.AuthenticationScheme, properties);

        if (Failed is null)
            return;
        var handler = httpContext.RequestServices.GetRequiredService<IFletsPurchaseHandler>();
        var answer = await handler.FailedAsync(Failed, httpContext, httpContext.RequestAborted);
        await answer.ExecuteAsync(httpContext);
    }

    Task IActionResult.ExecuteResultAsync(ActionContext context) => ExecuteAsync(context.HttpContext);
}
