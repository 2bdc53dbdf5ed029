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
}
