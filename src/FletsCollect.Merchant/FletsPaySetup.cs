using System.Security.Cryptography;
using FletsCollect.Merchant.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Client;
using OpenIddict.Client.AspNetCore;
using Polly;

namespace FletsCollect.Merchant;

/// <summary>The lines that a merchant adds to its Program.cs.</summary>
public static class FletsPaySetup
{
    /// <summary>
    /// Adds "pay with FLET'S". The settings come from the configuration section <c>FletsPay</c>, then from <paramref name="configure"/>.
    /// Register an <see cref="IFletsPurchaseHandler"/> beside it.
    /// </summary>
    public static IServiceCollection AddFletsPay(this IServiceCollection services, Action<FletsPayOptions>? configure = null)
    {
        services.AddOptionsWithValidateOnStart<FletsPayOptions, FletsPayOptionsValidator>()
            .BindConfiguration(FletsPayOptions.Section)
            .Configure(options => configure?.Invoke(options));
        services.TryAddSingleton(TimeProvider.System);

        services.AddOpenIddict().AddClient(client =>
        {
            client.AllowAuthorizationCodeFlow().AllowClientCredentialsFlow();
            // State tokens are protected by Data Protection, so they survive a restart and are read by every server that shares its
            // key ring. OpenIddict asks for a key pair even so; nothing is ever signed or encrypted with this one.
            client.AddEncryptionKey(UnusedKey()).AddSigningKey(UnusedKey());
            client.UseDataProtection();
            // A merchant needs no database for this package. That a callback works once is kept by the correlation cookie, which the
            // first use deletes, and by the provider, which redeems a code once.
            client.DisableTokenStorage();
            client.UseAspNetCore().EnableRedirectionEndpointPassthrough().EnableErrorPassthrough();
            // Client assertions and codes work once, so only discovery is worth repeating.
            client.UseSystemNetHttp().SetHttpResiliencePipeline(pipeline => pipeline
                .AddRetry(OnlySafeMethods(new HttpRetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(200) }))
                .AddTimeout(TimeSpan.FromSeconds(10)));
            ProtocolChecks.Add(client);
            DpopKey.Add(client);
        });
        services.AddSingleton<IConfigureOptions<OpenIddictClientOptions>, ProviderRegistration>();
        services.AddSingleton<IPostConfigureOptions<OpenIddictClientAspNetCoreOptions>, CookieAndTransport>();

        services.AddSingleton<LogoutTokenRules>();
        services.AddTransient<DpopHandler>();
        services.AddSingleton<MerchantToken>();
        CallApi(services.AddHttpClient<FletsChargeClient>());
        CallApi(services.AddHttpClient<FletsSubscriptionClient, FletsSubscriptionClient>((http, provider) => new FletsSubscriptionClient(
            http, provider.GetRequiredService<MerchantToken>(), provider.GetRequiredService<IOptions<FletsPayOptions>>().Value.SubscriptionsAddress)));
        return services;
    }

    /// <summary>Maps the callback at the path of <see cref="FletsPayOptions.RedirectUri"/>.</summary>
    public static IEndpointConventionBuilder MapFletsPay(this IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<FletsPayOptions>>().Value;
        // A RequestDelegate on purpose: a rejected answer arrives with status 400 already set, and typed handlers with filters do not
        // run then.
        return endpoints.MapGet(options.RedirectAddress.AbsolutePath, (RequestDelegate)PurchaseCallback.HandleAsync)
            .AllowAnonymous()
            .WithDisplayName("Pay with FLET'S callback");
    }

    /// <summary>
    /// Maps the endpoint that the provider tells of sign-outs, for a registered <see cref="IFletsSignOutHandler"/>. Give its https address
    /// to the provider's merchant desk as your <c>backchannel_logout_uri</c>.
    /// </summary>
    public static IEndpointConventionBuilder MapFletsSignOut(this IEndpointRouteBuilder endpoints, string path = "/flets/sign-out") =>
        endpoints.MapPost(path, (RequestDelegate)SignOutEndpoint.HandleAsync)
            .AllowAnonymous()
            .WithDisplayName("Pay with FLET'S sign-out");

    private static void CallApi(IHttpClientBuilder client)
    {
        client.AddResilienceHandler("charge", (pipeline, context) => ChargeResilience.Configure(
            pipeline, context.ServiceProvider.GetRequiredService<IOptions<FletsPayOptions>>().Value));
        // After the retries, so inside them.
        client.AddHttpMessageHandler<DpopHandler>();
    }

    private static SymmetricSecurityKey UnusedKey() => new(RandomNumberGenerator.GetBytes(32));

    private static HttpRetryStrategyOptions OnlySafeMethods(HttpRetryStrategyOptions retry)
    {
        retry.DisableForUnsafeHttpMethods();
        return retry;
    }
}
