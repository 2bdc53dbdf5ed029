using FletsCollect.Calendars;
using FletsCollect.Server.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Refresh tokens for purchases that go on, and for no others (provider.md, "Storage"): one for each grant, as long-lived as the grant,
/// never replaced by another (FAPI 2.0 §5.3.2.1) and good only while the grant is. What it gives is read from the grant each time.
/// </summary>
internal static class RefreshTokens
{
    public static void Add(OpenIddictServerBuilder server)
    {
        server.AllowRefreshTokenFlow()
            .DisableRollingRefreshTokens()
            .DisableSlidingRefreshTokenExpiration()
            .SetRefreshTokenReuseLeeway(null)
            .SetRefreshTokenLifetime(null);
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseInlineHandler(CheckScope)
            .SetOrder(Exchange.ValidateGrantedScopes.Descriptor.Order - 500));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseScopedHandler<CheckGrant>()
            .SetOrder(Exchange.ValidateGrantedScopes.Descriptor.Order + 500));
        server.AddEventHandler<ProcessSignInContext>(handler => handler
            .UseScopedHandler<Decide>()
            .SetOrder(EvaluateGeneratedTokens.Descriptor.Order + 500));
        server.AddEventHandler<HandleRevocationRequestContext>(handler => handler
            .UseScopedHandler<RevokeWhatItGave>()
            .SetOrder(Revocation.RevokeToken.Descriptor.Order + 500));
    }

    /// <summary>A scope beyond what was granted is <c>invalid_scope</c> (RFC 6749 §5.2, §6); OpenIddict calls the token invalid.</summary>
    private static ValueTask CheckScope(ValidateTokenRequestContext context)
    {
        if (context.Request.IsRefreshTokenGrantType() && context.RefreshTokenPrincipal is { } granted
            && context.Request.GetScopes().FirstOrDefault(scope => !granted.HasScope(scope)) is { } wider)
            context.Reject(Errors.InvalidScope, $"The scope '{wider}' was not granted.");
        return ValueTask.CompletedTask;
    }

    /// <summary>Access tokens end with the refresh token that they came from (RFC 7009 §2.1). The grant does not: that is revoked by itself.</summary>
    private sealed class RevokeWhatItGave(IOpenIddictTokenManager tokens) : IOpenIddictServerHandler<HandleRevocationRequestContext>
    {
        public async ValueTask HandleAsync(HandleRevocationRequestContext context)
        {
            if (context.GenericTokenPrincipal is { } principal && principal.HasTokenType(TokenTypeIdentifiers.RefreshToken) && principal.GetAuthorizationId() is { } authorization)
                await tokens.RevokeByAuthorizationIdAsync(authorization, context.CancellationToken);
        }
    }

    /// <summary>A grant that was revoked or is over refreshes nothing, whatever the token itself says.</summary>
    private sealed class CheckGrant(GrantedDetails granted, TimeProvider clock) : IOpenIddictServerHandler<ValidateTokenRequestContext>
    {
        public async ValueTask HandleAsync(ValidateTokenRequestContext context)
        {
            if (!context.Request.IsRefreshTokenGrantType() || context.RefreshTokenPrincipal is not { } principal)
                return;
            if (await granted.FindAsync(principal.GetClaim(ChargeToken.GrantClaim), context.CancellationToken) is not { } grant || !grant.MayRefreshAt(clock.Instant()))
                context.Reject(Errors.InvalidGrant, "The grant that the refresh token belongs to was revoked or is over.");
        }
    }

    /// <summary>Gives the one refresh token when the code is redeemed; OpenIddict would decide by a scope that this provider has not.</summary>
    private sealed class Decide(GrantedDetails granted, TimeProvider clock) : IOpenIddictServerHandler<ProcessSignInContext>
    {
        public async ValueTask HandleAsync(ProcessSignInContext context)
        {
            if (context.EndpointType != OpenIddictServerEndpointType.Token)
                return;
            var grant = context.Request!.IsAuthorizationCodeGrantType() || context.Request!.IsDeviceCodeGrantType()
                ? await granted.FindAsync(context.Principal?.GetClaim(ChargeToken.GrantClaim), context.CancellationToken)
                : null;
            context.GenerateRefreshToken = context.IncludeRefreshToken = grant?.Details.GoesOn == true;
            if (context.GenerateRefreshToken && grant!.ExpiresAt is { } end)
                context.Principal!.SetRefreshTokenLifetime(end - clock.Instant());
        }
    }
}
