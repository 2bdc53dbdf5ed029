using System.Text.Json;
using FletsCollect.Keys;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Which client assertions are taken (RFC 7523, FAPI 2.0 §5.3.2.1): ES256 or PS256, and the type <c>JWT</c> that most client libraries
/// send besides the <c>client-authentication+jwt</c> that OpenIddict knows.
/// </summary>
internal static class ClientAssertionRules
{
    public static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidateTokenContext>(handler => handler
            .UseInlineHandler(Widen)
            .SetOrder(Protection.ResolveTokenValidationParameters.Descriptor.Order + 500));
        server.AddEventHandler<ValidateTokenContext>(handler => handler
            .UseInlineHandler(Name)
            .SetOrder(Protection.ValidateIdentityModelToken.Descriptor.Order + 500));
        server.AddEventHandler<ProcessAuthenticationContext>(handler => handler
            .UseSingletonHandler<CheckClaims>()
            .SetOrder(ValidateClientAssertion.Descriptor.Order - 500));
        server.AddEventHandler<ProcessAuthenticationContext>(handler => handler
            .UseScopedHandler<UseUp>()
            .SetOrder(ValidateClientAssertion.Descriptor.Order + 500));
    }

    private static bool IsAssertion(ValidateTokenContext context) =>
        context.ValidTokenTypes.Count == 1 && context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion);

    private static ValueTask Widen(ValidateTokenContext context)
    {
        if (IsAssertion(context) && context.TokenValidationParameters is { } parameters)
        {
            parameters.ValidTypes = ["JWT", "client-authentication+jwt"];
            // An assertion without a type is what RFC 7523 itself describes; the validator would refuse its absence.
            parameters.TypeValidator = static (type, _, validation) =>
                string.IsNullOrEmpty(type) || validation.ValidTypes.Contains(type, StringComparer.OrdinalIgnoreCase)
                    ? "JWT"
                    : throw new SecurityTokenInvalidTypeException("The assertion's type is neither JWT nor client-authentication+jwt.");
            parameters.ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];
            parameters.ClockSkew = TimeSpan.FromSeconds(10);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>OpenIddict infers what a token is from its type, and takes one of type JWT for an identity token; here it must be told.</summary>
    private static ValueTask Name(ValidateTokenContext context)
    {
        if (IsAssertion(context) && context.Principal is { } principal)
            OpenIddict.Abstractions.OpenIddictExtensions.SetTokenType(principal, TokenTypeIdentifiers.Private.ClientAssertion);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Checks what an assertion claims, before its signature is checked. Stricter than OpenIddict: the audience is the issuer alone
    /// (FAPI 2.0 §5.3.2.1), and every failure is <c>invalid_client</c>.
    /// </summary>
    private sealed class CheckClaims(TimeProvider clock) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        /// <summary>How far a client's clock may run ahead: FAPI 2.0 asks to accept 10 seconds and to refuse more than 60.</summary>
        private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

        private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

        public ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context.ClientAssertion is { Length: > 0 } text
                && Problem(text, context.Request?.ClientId, context.Options.Issuer!.AbsoluteUri, clock.GetUtcNow().UtcDateTime) is { } problem)
                context.Reject(Errors.InvalidClient, problem);
            return ValueTask.CompletedTask;
        }

        private static string? Problem(string text, string? clientId, string issuer, DateTime now)
        {
            try
            {
                return Problem(new JsonWebToken(text), clientId, issuer, now);
            }
            catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or JsonException or FormatException)
            {
                return "The client assertion is not a JSON Web Token.";
            }
        }

        private static string? Problem(JsonWebToken assertion, string? clientId, string issuer, DateTime now)
        {
            if (assertion.Issuer.Length == 0 || assertion.Issuer != assertion.Subject)
                return "iss and sub of the client assertion must both be the client id.";
            if (clientId is not null && clientId != assertion.Issuer)
                return "The client assertion belongs to another client.";
            if (!IsFor(issuer, assertion))
                return $"aud of the client assertion must be the string '{issuer}'.";
            if (assertion.Id is not { Length: >= 1 and <= UsedTokenId.LongestId })
                return "jti of the client assertion must have 1 to 255 characters.";
            if (assertion.ValidTo == DateTime.MinValue || assertion.ValidTo <= now - Ahead)
                return "The client assertion has expired or says not when it does.";
            if (assertion.ValidTo > now + LongestLife + Ahead)
                return "exp of the client assertion is more than five minutes ahead.";
            return assertion.IssuedAt > now + Ahead || assertion.ValidFrom > now + Ahead ? "The client assertion is not valid yet." : null;
        }

        /// <summary>The audience as it was sent: read as a claim, one string and an array of one look the same.</summary>
        private static bool IsFor(string issuer, JsonWebToken assertion)
        {
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(assertion.EncodedPayload));
            return payload.RootElement.TryGetProperty(Claims.Audience, out var audience) && audience.ValueKind == JsonValueKind.String && audience.ValueEquals(issuer);
        }
    }

    /// <summary>Uses the <c>jti</c> of an assertion up, once its signature is known to be good.</summary>
    private sealed class UseUp(UnitOfWork unitOfWork) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        public async ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context.ClientAssertion is not { Length: > 0 } text || context.ClientAssertionPrincipal is null)
                return;
            var assertion = new JsonWebToken(text);
            if (!await UsedTokenId.TryUseAsync(unitOfWork, "client:" + assertion.Issuer, assertion.Id, assertion.ValidTo, context.CancellationToken))
                context.Reject(Errors.InvalidClient, "The client assertion was used already.");
        }
    }
}
