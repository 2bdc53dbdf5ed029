using System.Security.Claims;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.ChargePath;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;

namespace FletsCollect.Server.Provider;

/// <summary>One authorization policy for each scope, of its name: the token must hold the scope and be meant for that part of the API.</summary>
internal static class TokenPolicies
{
    public static void Add(IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddSingleton<IssuedTokens>();
        services.AddSingleton<LocalTokens>();
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<ProviderOptions>>((authorization, provider) =>
        {
            AddPolicy(authorization, ChargeToken.Policy, token => Holds(token, ChargeToken.Scope, provider.Value.ChargesResource));
            foreach (var scope in ApiScopes.All)
            {
                var orSubscribers = ApiScopes.OrSubscribers.Contains(scope, StringComparer.Ordinal);
                AddPolicy(
                    authorization, scope,
                    token => Holds(token, scope, provider.Value.ApiResource) || (orSubscribers && Holds(token, ChargeToken.Scope, provider.Value.ChargesResource)));
            }
        });
    }

    private static bool Holds(ClaimsPrincipal token, string scope, Uri audience) => token.HasScope(scope) && token.HasAudience(audience.AbsoluteUri);

    private static void AddPolicy(AuthorizationOptions authorization, string name, Func<ClaimsPrincipal, bool> suffices) =>
        authorization.AddPolicy(name, policy => policy
            .AddAuthenticationSchemes(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => suffices(context.User)));
}
