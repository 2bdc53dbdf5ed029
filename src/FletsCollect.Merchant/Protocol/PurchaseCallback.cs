using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Client;
using OpenIddict.Client.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Client.OpenIddictClientEvents;

namespace FletsCollect.Merchant.Protocol;

/// <summary>Turns what OpenIddict found out about the provider's answer into one of the merchant's three outcomes.</summary>
internal static class PurchaseCallback
{
    public const string PurchaseProperty = "fletspay.purchase";

    public static async Task HandleAsync(HttpContext context)
    {
        var handler = context.RequestServices.GetRequiredService<IFletsPurchaseHandler>();
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("FletsCollect.Merchant.Callback");
        var options = context.RequestServices.GetRequiredService<IOptions<FletsPayOptions>>().Value;

        // OpenIddict has set 400 for a rejected answer; the merchant's page decides now.
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";

        var outcome = Read(context, options);
        if (outcome is FailedPurchase failure)
            logger.LogWarning("Purchase {Reference} failed: {Reason} {Code} {Description}",
                failure.Purchase?.MerchantReference, failure.Reason, failure.Code, failure.Description);

        var answer = outcome switch
        {
            ApprovedPurchase approved => await handler.ApprovedAsync(approved, context, context.RequestAborted),
            Purchase refused => await handler.RefusedAsync(refused, context, context.RequestAborted),
            FailedPurchase failed => await handler.FailedAsync(failed, context, context.RequestAborted),
            _ => throw new InvalidOperationException($"An outcome of type {outcome.GetType().Name} has no handler."),
        };
        await answer.ExecuteAsync(context);
    }

    private static object Read(HttpContext context, FletsPayOptions options)
    {
        var answer = context.Features.Get<OpenIddictClientAspNetCoreFeature>()?.Transaction
            ?.GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!);
        if (answer is null)
            return NotTrusted(Errors.InvalidRequest, "The request carries no answer of the provider.");
        if (answer.Transaction.GetProperty<string>(ProtocolChecks.TrustedAnswer) is null)
            return NotTrusted(answer.Error ?? Errors.InvalidRequest, answer.ErrorDescription);
        if (!answer.Properties.TryGetValue(PurchaseProperty, out var json) || JsonSerializer.Deserialize<Purchase>(json!) is not { } purchase)
            return NotTrusted(Errors.InvalidRequest, "The state belongs to no purchase.");

        // The provider's own error code, because OpenIddict folds the ones that it does not know into invalid_request.
        if (answer.IsRejected && (string?)answer.Request?["error"] is { Length: > 0 } error)
        {
            return error switch
            {
                Errors.AccessDenied => purchase,
                Errors.ServerError or Errors.TemporarilyUnavailable =>
                    new FailedPurchase(purchase, FletsPayFailure.ProviderUnavailable, error, (string?)answer.Request["error_description"]),
                _ => new FailedPurchase(purchase, FletsPayFailure.RequestRefused, error, (string?)answer.Request["error_description"]),
            };
        }

        if (answer.IsRejected)
        {
            var reason = answer.Error switch
            {
                Errors.ServerError or Errors.TemporarilyUnavailable => FletsPayFailure.ProviderUnavailable,
                Errors.InvalidToken or Errors.InvalidRequest => FletsPayFailure.AnswerNotTrusted,
                _ => FletsPayFailure.RequestRefused,
            };
            return new FailedPurchase(purchase, reason, answer.Error ?? Errors.ServerError, answer.ErrorDescription);
        }

        return Approved(answer, purchase, options);
    }

    private static object Approved(ProcessAuthenticationContext answer, Purchase purchase, FletsPayOptions options)
    {
        var granted = (JsonElement?)answer.TokenResponse?[ChargeDetails.Parameter];
        if (ChargeDetails.ReadGrantId(granted, purchase, options.ChargeAddress, out var difference) is not { } grantId)
            return new FailedPurchase(purchase, FletsPayFailure.ApprovalDiffers, "approval_differs", difference);
        if (answer.BackchannelAccessToken is not { Length: > 0 } token
            || answer.BackchannelIdentityTokenPrincipal?.GetClaim(Claims.Subject) is not { Length: > 0 } subject)
        {
            return new FailedPurchase(purchase, FletsPayFailure.ApprovalDiffers, "approval_incomplete", "The access token or the subject is missing.");
        }

        return new ApprovedPurchase(purchase, grantId, subject, token, answer.BackchannelAccessTokenExpirationDate, answer.BackchannelIdentityTokenPrincipal.GetClaim("sid"));
    }

    private static FailedPurchase NotTrusted(string code, string? description) =>
        new(Purchase: null, FletsPayFailure.AnswerNotTrusted, code, description);
}
