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
