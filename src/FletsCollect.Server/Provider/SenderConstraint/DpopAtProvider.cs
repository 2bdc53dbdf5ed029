using System.Security.Claims;
using System.Text.Json;
using FletsCollect.Server.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// DPoP in OpenIddict's server (RFC 9449): the code is bound to the key that the request was pushed with (§10), the access token to the
/// key that redeems it (§5). A token that is bound to nothing is not issued (FAPI 2.0 §5.3.2.1).
/// </summary>
internal static class DpopAtProvider
{
    /// <summary>The request parameter, and the claim of the code, that name the key.</summary>
    public const string ThumbprintParameter = "dpop_jkt";

    public const string InvalidProof = "invalid_dpop_proof";

    private const string Thumbprint = "FletsCollect.DpopThumbprint";

    public static void Add(OpenIddictServerBuilder server)
    {
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseScopedHandler<BindPushedRequest>()
            .SetOrder(int.MaxValue - 100_000));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseScopedHandler<CheckRedeemer>()
            .SetOrder(int.MaxValue - 100_000));
        server.AddEventHandler<ProcessSignInContext>(handler => handler
            .UseInlineHandler(BindAccessToken)
            .SetOrder(PrepareAccessTokenPrincipal.Descriptor.Order + 400));
        server.AddEventHandler<ProcessSignInContext>(handler => handler
            .UseInlineHandler(BindRefreshToken)
            .SetOrder(PrepareRefreshTokenPrincipal.Descriptor.Order + 400));
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler
            .UseInlineHandler(NameTokenType)
            .SetOrder(int.MinValue + 40_000));
        server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler
            .UseInlineHandler(static context =>
            {
                context.Metadata["dpop_signing_alg_values_supported"] = JsonSerializer.SerializeToElement(ChargeToken.ProofAlgorithms);
                return ValueTask.CompletedTask;
            })
            .SetOrder(int.MaxValue - 90_000));
        // OpenIddict's own check knows certificates only and throws at a key; whoever introspects or revokes a token shows no proof.
        server.RemoveEventHandler(Protection.ValidateProofOfPossession.Descriptor);
    }

    private static ValueTask BindAccessToken(ProcessSignInContext context)
    {
        if (context.AccessTokenPrincipal is { Identity: ClaimsIdentity identity } && context.Transaction.Properties.TryGetValue(Thumbprint, out var thumbprint))
            identity.AddClaim(new Claim("cnf", JsonSerializer.Serialize(new { jkt = (string)thumbprint! }), "JSON"));
        return ValueTask.CompletedTask;
    }

    /// <summary>What goes on for years is bound to the key that began it, as its access tokens are.</summary>
    private static ValueTask BindRefreshToken(ProcessSignInContext context)
    {
        if (context.RefreshTokenPrincipal is { } principal && context.Transaction.Properties.TryGetValue(Thumbprint, out var thumbprint))
            principal.SetClaim(ThumbprintParameter, (string)thumbprint!);
        return ValueTask.CompletedTask;
    }

    private static ValueTask NameTokenType(ApplyTokenResponseContext context)
    {
        if (context.Response.AccessToken is not null && context.Transaction.Properties.ContainsKey(Thumbprint))
            context.Response.TokenType = "DPoP";
        return ValueTask.CompletedTask;
    }

    /// <summary>Remembers with which key the request was pushed, whether by a proof or by its thumbprint alone.</summary>
    private sealed class BindPushedRequest(DpopRequest request) : IOpenIddictServerHandler<ValidatePushedAuthorizationRequestContext>
    {
        public async ValueTask HandleAsync(ValidatePushedAuthorizationRequestContext context)
        {
            var (thumbprint, problem) = await request.ReadAsync(context.Transaction, context.CancellationToken);
            var named = (string?)context.Request[ThumbprintParameter];
            if (problem.Length > 0)
                context.Reject(InvalidProof, problem);
            else if (thumbprint is not null && named is not null && named != thumbprint)
                context.Reject(InvalidProof, "dpop_jkt is not the thumbprint of the DPoP proof's key.");
            else if (thumbprint is not null)
                context.Request[ThumbprintParameter] = thumbprint;
        }
    }

    /// <summary>Asks whoever redeems for a proof, by the same key if the code is bound to one.</summary>
    private sealed class CheckRedeemer(DpopRequest request) : IOpenIddictServerHandler<ValidateTokenRequestContext>
    {
        public async ValueTask HandleAsync(ValidateTokenRequestContext context)
        {
            var (thumbprint, problem) = await request.ReadAsync(context.Transaction, context.CancellationToken);
            if (thumbprint is null)
            {
                context.Reject(InvalidProof, problem.Length > 0 ? problem : "The token request needs a DPoP proof: access tokens are bound to a key.");
                return;
            }
            if ((context.AuthorizationCodePrincipal ?? context.RefreshTokenPrincipal)?.GetClaim(ThumbprintParameter) is { } bound && bound != thumbprint)
            {
                context.Reject(Errors.InvalidGrant, "The code or refresh token is bound to another DPoP key.");
                return;
            }
            context.Transaction.Properties[Thumbprint] = thumbprint;
        }
    }
}
