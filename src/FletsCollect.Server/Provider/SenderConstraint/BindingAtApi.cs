using System.Text.Json;
using FletsCollect.Server.Hosting;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Validation;
using OpenIddict.Validation.AspNetCore;
using static FletsCollect.Server.Hosting.WireJson;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Validation.OpenIddictValidationEvents;
using static OpenIddict.Validation.OpenIddictValidationHandlers;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// Asks whoever shows a token at the API for what it is bound to. Bound to a DPoP key, it comes under the scheme <c>DPoP</c> with a proof by
/// that key (RFC 9449 §7); bound to a certificate, under <c>Bearer</c> over a connection with that certificate (RFC 8705 §3). A token that
/// somebody else shows is worth nothing.
/// </summary>
internal static class BindingAtApi
{
    private const string Scheme = "DPoP ";

    public static void Add(OpenIddictValidationBuilder validation)
    {
        validation.AddEventHandler<ProcessAuthenticationContext>(handler => handler
            .UseInlineHandler(Extract)
            .SetOrder(OpenIddictValidationAspNetCoreHandlers.ExtractAccessTokenFromAuthorizationHeader.Descriptor.Order - 500));
        validation.RemoveEventHandler(Protection.ValidateProofOfPossession.Descriptor);
        validation.AddEventHandler<ValidateTokenContext>(handler => handler
            .UseScopedHandler<CheckHolder>()
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

    private sealed class CheckHolder(DpopRequest request, TimeProvider clock) : IOpenIddictValidationHandler<ValidateTokenContext>
    {
        public async ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (context.Principal is null || context.Transaction.GetHttpRequest() is not { } http)
                return;
            using var confirmation = JsonDocument.Parse(context.Principal.GetClaim("cnf") ?? "{}");
            var shownAsDpop = http.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
            if (Text(confirmation.RootElement, "x5t#S256") is { } certificate)
                CheckCertificate(context, certificate, shownAsDpop);
            else if (Text(confirmation.RootElement, "jkt") is { } key && shownAsDpop)
                await CheckProofAsync(context, key, http);
            else
                context.Reject(Errors.InvalidToken, "The access token must be shown under the scheme DPoP by the key that it is bound to.");
        }

        private void CheckCertificate(ValidateTokenContext context, string bound, bool shownAsDpop)
        {
            if (shownAsDpop)
                context.Reject(Errors.InvalidToken, "The access token is bound to a TLS certificate; show it under the scheme Bearer.");
            else if (!ClientCertificateRules.IsTheOne(context.Transaction.RemoteCertificate, bound, clock.GetUtcNow()))
                context.Reject(Errors.InvalidToken, "The access token must be shown over a connection with the TLS certificate that it is bound to.");
        }

        private async Task CheckProofAsync(ValidateTokenContext context, string bound, HttpRequest http)
        {
            var (thumbprint, problem) = await request.ReadAsync(http, context.Token, context.CancellationToken);
            if (thumbprint is null)
            {
                // OpenIddict takes an error that it does not know for a fault of the request as a whole, so the answer to the world is kept apart.
                problem ??= DpopProblem.Invalid("The DPoP header is missing.");
                http.HttpContext.Items[ChargeToken.ErrorItem] = problem.Error;
                context.Reject(Errors.InvalidToken, problem.Sentence);
            }
            else if (thumbprint != bound)
            {
                context.Reject(Errors.InvalidToken, "The access token is bound to another key.");
            }
        }
    }
}
