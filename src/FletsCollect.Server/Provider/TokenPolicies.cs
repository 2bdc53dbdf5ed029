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
        services.AddSingleton<LocalTokens>();
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<ProviderOptions>>((authorization, provider) =>
        {
            AddPolicy(authorization, ChargeToken.Policy, ChargeToken.Scope, provider.Value.ChargesResource);
            foreach (var scope in ApiScopes.All)
                AddPolicy(authorization, scope, scope, provider.Value.ApiResource);
        });
    }

    private static void AddPolicy(AuthorizationOptions authorization, string name, string scope, Uri audience) =>
        authorization.AddPolicy(name, policy => policy
            .AddAuthenticationSchemes(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.HasScope(scope) && context.User.HasAudience(audience.AbsoluteUri)));
}
