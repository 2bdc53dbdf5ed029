using System.Security.Claims;
using FletsCollect.Server.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace FletsCollect.Server.Provider;

/// <summary>
/// Access tokens that a merchant's back end gets in its own name (RFC 6749 §4.4): for the scopes of <see cref="ApiScopes"/> and no other,
/// each permitted to the application by itself. Scopes that need a subscriber are not to be had this way, nor these with a subscriber.
/// </summary>
internal static class MerchantTokens
{
    public static void Add(OpenIddictServerBuilder server)
    {
        server.AllowClientCredentialsFlow();
        server.RegisterScopes([.. ApiScopes.All]);
        server.AddEventHandler<ValidatePushedAuthorizationRequestContext>(handler => handler
            .UseInlineHandler(static context => RefuseWithSubscriber(context, context.Request))
            .SetOrder(Authentication.ValidatePushedScopes.Descriptor.Order + 500));
        server.AddEventHandler<ValidateDeviceAuthorizationRequestContext>(handler => handler
            .UseInlineHandler(static context => RefuseWithSubscriber(context, context.Request))
            .SetOrder(OpenIddictServerHandlers.Device.ValidateScopes.Descriptor.Order + 500));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseInlineHandler(CheckScopes)
            .SetOrder(Exchange.ValidateGrantType.Descriptor.Order + 500));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler
            .UseScopedHandler<CheckPermissions>()
            .SetOrder(Exchange.ValidateScopePermissions.Descriptor.Order - 500));
        server.AddEventHandler<HandleTokenRequestContext>(handler => handler
            .UseScopedHandler<Issue>()
            .SetOrder(Exchange.AttachPrincipal.Descriptor.Order + 500));
    }

    private static ValueTask RefuseWithSubscriber(BaseValidatingContext context, OpenIddictRequest request)
    {
        if (request.GetScopes().FirstOrDefault(scope => ApiScopes.All.Contains(scope, StringComparer.Ordinal)) is { } scope)
            context.Reject(Errors.InvalidScope, $"The scope '{scope}' is the merchant's own; ask for it with grant_type=client_credentials.");
        return ValueTask.CompletedTask;
    }

    private static ValueTask CheckScopes(ValidateTokenRequestContext context)
    {
        if (!context.Request.IsClientCredentialsGrantType())
            return ValueTask.CompletedTask;
        if (context.Request.GetScopes().IsEmpty)
            context.Reject(Errors.InvalidScope, $"Name the scopes that the token is for: {string.Join(' ', ApiScopes.All)}.");
        else if (context.Request.GetScopes().FirstOrDefault(scope => !ApiScopes.All.Contains(scope, StringComparer.Ordinal)) is { } scope)
            context.Reject(Errors.InvalidScope, $"The scope '{scope}' cannot be had by client credentials.");
        return ValueTask.CompletedTask;
    }

    /// <summary>Says <c>invalid_scope</c> of what RFC 6749 §5.2 calls so; OpenIddict calls a scope that is not permitted an invalid request.</summary>
    private sealed class CheckPermissions(IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ValidateTokenRequestContext>
    {
        public async ValueTask HandleAsync(ValidateTokenRequestContext context)
        {
            if (!context.Request.IsClientCredentialsGrantType())
                return;
            var application = await applications.FindByClientIdAsync(context.ClientId!, context.CancellationToken)
                ?? throw new InvalidOperationException("The client was authenticated and is not registered.");
            foreach (var scope in context.Request.GetScopes())
            {
                if (await applications.HasPermissionAsync(application, Permissions.Prefixes.Scope + scope, context.CancellationToken))
                    continue;
                context.Reject(Errors.InvalidScope, $"The scope '{scope}' is not permitted to this application.");
                return;
            }
        }
    }

    private sealed class Issue(IOptions<ProviderOptions> provider) : IOpenIddictServerHandler<HandleTokenRequestContext>
    {
        public ValueTask HandleAsync(HandleTokenRequestContext context)
        {
            if (!context.Request.IsClientCredentialsGrantType())
                return ValueTask.CompletedTask;
            var identity = new ClaimsIdentity(GrantTypes.ClientCredentials, Claims.Name, Claims.Role);
            // Nobody but the client itself is meant (RFC 9068 §2.2).
            identity.SetClaim(Claims.Subject, context.ClientId);
            identity.SetScopes(context.Request.GetScopes());
            identity.SetResources(provider.Value.ApiResource.AbsoluteUri);
            identity.SetDestinations(static claim => claim.Type == Claims.Subject ? [Destinations.AccessToken] : []);
            context.SignIn(new ClaimsPrincipal(identity));
            return ValueTask.CompletedTask;
        }
    }
}
