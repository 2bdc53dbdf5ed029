using System.Text.Json;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using OpenIddict.Validation.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Validation.OpenIddictValidationEvents;
using static OpenIddict.Validation.OpenIddictValidationHandlers;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// DPoP at the charge API (RFC 9449 §7): the token comes under the scheme <c>DPoP</c> with a proof by the key that it is bound to. As a
/// bearer token it is worth nothing.
/// </summary>
internal static class DpopAtApi
{
    private const string Scheme = "DPoP ";

    public static void Add(OpenIddictValidationBuilder validation)
    {
        validation.AddEventHandler<ProcessAuthenticationContext>(handler => handler
            .UseInlineHandler(Extract)
            .SetOrder(OpenIddictValidationAspNetCoreHandlers.ExtractAccessTokenFromAuthorizationHeader.Descriptor.Order - 500));
        validation.RemoveEventHandler(Protection.ValidateProofOfPossession.Descriptor);
        validation.AddEventHandler<ValidateTokenContext>(handler => handler
            .UseScopedHandler<CheckProof>()
            .SetOrder(Protection.ValidateProofOfPossession.Descriptor.Order));
    }

    private static ValueTask Extract(ProcessAuthenticationContext context)
    {
        if (context.AccessToken is null
            && context.Transaction.GetHttpRequest()?.Headers.Authorization is [{ } header]
            && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            context.AccessToken = header[Scheme.Length..].Trim();
        return ValueTask.CompletedTask;
    }

    private sealed class CheckProof(DpopRequest request) : IOpenIddictValidationHandler<ValidateTokenContext>
    {
        public async ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (context.Principal is null || context.Transaction.GetHttpRequest() is not { } http)
                return;
            var bound = Thumbprint(context.Principal.GetClaim("cnf"));
            var shownAsDpop = http.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
            if (bound is null || !shownAsDpop)
            {
                context.Reject(Errors.InvalidToken, "The access token must be shown under the scheme DPoP by the key that it is bound to.");
                return;
            }
            var (thumbprint, problem) = await request.ReadAsync(http, context.Token, context.CancellationToken);
            if (thumbprint is null)
            {
                // OpenIddict takes an error that it does not know for a fault of the request as a whole, so the answer to the world is kept apart.
                http.HttpContext.Items[ChargeToken.ErrorItem] = DpopAtProvider.InvalidProof;
                context.Reject(Errors.InvalidToken, problem.Length > 0 ? problem : "The DPoP header is missing.");
            }
            else if (thumbprint != bound)
            {
                context.Reject(Errors.InvalidToken, "The access token is bound to another key.");
            }
        }

        private static string? Thumbprint(string? confirmation)
        {
            if (confirmation is null)
                return null;
            using var document = JsonDocument.Parse(confirmation);
            return document.RootElement.TryGetProperty("jkt", out var thumbprint) ? thumbprint.GetString() : null;
        }
    }
}
