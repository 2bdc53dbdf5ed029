using Microsoft.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Client;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Client.OpenIddictClientEvents;
using static OpenIddict.Client.OpenIddictClientHandlers;

namespace FletsCollect.Merchant.Protocol;

/// <summary>
/// What this package asks beyond OpenIddict's own checks of state, nonce, issuer, signature and audience.
/// </summary>
internal static class ProtocolChecks
{
    public const string TrustedAnswer = "fletspay.trusted_answer";

    public static void Add(OpenIddictClientBuilder client)
    {
        client.AddEventHandler<ProcessChallengeContext>(handler => handler
            .UseInlineHandler(RequireProviderProfile)
            .SetOrder(EvaluatePushedAuthorizationRequest.Descriptor.Order + 1));
        client.AddEventHandler<HandlePushedAuthorizationResponseContext>(handler => handler
            .UseInlineHandler(KeepErrorCode)
            .SetOrder(Authentication.HandlePushedAuthorizationErrorResponse.Descriptor.Order - 1));
        client.AddEventHandler<ProcessAuthenticationContext>(handler => handler
            .UseInlineHandler(NoteTrustedAnswer)
            .SetOrder(ValidateIssuerParameter.Descriptor.Order + 1));
        client.AddEventHandler<ProcessErrorContext>(handler => handler
            .UseInlineHandler(HandToMerchant)
            .SetOrder(int.MinValue));
    }

    /// <summary>
    /// A discovery document without PAR would send the purchase through the address bar, one without <c>iss</c> would switch the
    /// mix-up defence (RFC 9207) off: OpenIddict adapts to both, this package does not.
    /// </summary>
    private static ValueTask RequireProviderProfile(ProcessChallengeContext context)
    {
        if (context.Registration.ProviderName is not ProviderRegistration.Name)
            return default;

        if (!context.SendPushedAuthorizationRequest)
            context.Reject(Errors.ServerError, "The provider's discovery document names no pushed_authorization_request_endpoint.");
        else if (context.Configuration.AuthorizationResponseIssParameterSupported is not true)
            context.Reject(Errors.ServerError, "The provider's discovery document lacks authorization_response_iss_parameter_supported.");
        else if (!context.Configuration.CodeChallengeMethodsSupported.Contains(CodeChallengeMethods.Sha256))
            context.Reject(Errors.ServerError, "The provider's discovery document lacks the code challenge method S256.");
        return default;
    }

    /// <summary>OpenIddict folds error codes that it does not know into <c>server_error</c>; RFC 9396's own says what to correct.</summary>
    private static ValueTask KeepErrorCode(HandlePushedAuthorizationResponseContext context)
    {
        if (context.Response.Error is ChargeDetails.InvalidDetails)
            context.Reject(ChargeDetails.InvalidDetails, context.Response.ErrorDescription, context.Response.ErrorUri);
        return default;
    }

    /// <summary>
    /// Runs once state, browser and issuer are checked, before an error in the answer is looked at. What fails earlier belongs to no
    /// request of this browser, and must not change an order.
    /// </summary>
    private static ValueTask NoteTrustedAnswer(ProcessAuthenticationContext context)
    {
        context.Transaction.SetProperty(TrustedAnswer, TrustedAnswer);
        // The subject in the ID token is all that a merchant learns.
        context.DisableUserInfoRetrieval = true;
        return default;
    }

    /// <summary>A purchase that cannot be started ends at the merchant's own page, not at OpenIddict's plain-text error.</summary>
    private static ValueTask HandToMerchant(ProcessErrorContext context)
    {
        if (context.Transaction.GetHttpRequest()?.HttpContext.Items[typeof(FletsPayRedirect)] is not FletsPayRedirect redirect)
            return default;

        var reason = context.Error is Errors.ServerError or Errors.TemporarilyUnavailable
            ? FletsPayFailure.ProviderUnavailable
            : FletsPayFailure.RequestRefused;
        redirect.Failed = new(redirect.Purchase, reason, context.Error ?? Errors.ServerError, context.ErrorDescription);
        context.HandleRequest();
        return default;
    }
}
