using FletsCollect.Server.Hosting;
using FletsCollect.Server.Jobs;
using FletsCollect.Server.Provider.BackChannel;
using FletsCollect.Server.Provider.ChargePath;
using FletsCollect.Server.Provider.Device;
using FletsCollect.Server.Provider.SenderConstraint;
using FletsCollect.Server.Provider.Storage;
using Microsoft.Extensions.Options;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using OpenIddict.Validation.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Provider;

/// <summary>
/// The OpenID Connect provider (provider.md): authorization code with PKCE S256, pushed requests, <c>private_key_jwt</c> or mutual TLS, and the
/// purchase as <c>authorization_details</c> (RFC 9396). What is not listed here is refused, and is not advertised.
/// </summary>
public static class ProviderSetup
{
    public static WebApplicationBuilder AddProvider(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<ProviderOptions>().Bind(builder.Configuration.GetSection(ProviderOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MutualTlsOptions>().Bind(builder.Configuration.GetSection(MutualTlsOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        // Which certificate is whose is said by the merchants' registrations, not by an authority that this machine happens to trust.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.AllowAnyClientCertificate()));
        services.AddSingleton(provider => new Issuer(provider.GetRequiredService<IOptions<ProviderOptions>>().Value.Issuer!));
        KeyProtection.Add(builder);
        ProviderKeysSetup.Add(builder);
        services.AddSingleton<PairwiseSubjects>();
        services.AddSingleton<DpopNonces>();
        services.AddSingleton<DpopHeader>();
        services.AddSingleton<RegisteredClients>();
        services.AddHostedService<FollowClients>();
        services.AddScoped<DpopRequest>();
        services.AddScoped<ConsentText>();
        services.AddScoped<RequestedDetails>();
        services.AddScoped<GrantedDetails>();
        services.AddScoped<MerchantSessions>();
        services.AddScoped<LogoutTokens>();
        services.AddJob<SendLogoutTokensJob>();

        services.AddOpenIddict()
            .AddCore(core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<FletsCollectDbContext>().ReplaceDefaultEntities<Guid>();
                core.ReplaceApplicationStore<OpenIddictEntityFrameworkCoreApplication<Guid>, ClientStore>();
                core.ReplaceTokenStore<OpenIddictEntityFrameworkCoreToken<Guid>, TokenStore>();
            })
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris("connect/authorize")
                    .SetPushedAuthorizationEndpointUris("connect/par")
                    .SetTokenEndpointUris("connect/token")
                    .SetIntrospectionEndpointUris("connect/introspect")
                    .SetRevocationEndpointUris("connect/revoke")
                    .SetEndSessionEndpointUris("connect/endsession")
                    .SetJsonWebKeySetEndpointUris(".well-known/jwks");
                server.AllowAuthorizationCodeFlow()
                    .RequireProofKeyForCodeExchange()
                    .RequirePushedAuthorizationRequests();
                server.RegisterScopes(Scopes.OpenId, ChargeToken.Scope);
                server.RegisterClaims(Claims.Issuer, Claims.Subject, Claims.Audience, Claims.ExpiresAt, Claims.IssuedAt, Claims.AuthenticationTime, Claims.AuthenticationContextReference, Claims.AuthenticationMethodReference, Claims.Nonce, "sid");
                server.SetAuthorizationCodeLifetime(TimeSpan.FromSeconds(60))
                    .SetAccessTokenLifetime(TimeSpan.FromSeconds(300))
                    .SetIdentityTokenLifetime(TimeSpan.FromSeconds(300));
                // A merchant may read its own access token as a signed JWT; everything else stays readable to the provider alone.
                server.DisableAccessTokenEncryption();
                RequestRules.Add(server);
                WaitingRequests.Add(server);
                ClientAssertionRules.Add(server);
                ChargeDetailsEvents.Add(server);
                DeviceAuthorization.Add(server);
                LogoutTokens.Add(server);
                MerchantTokens.Add(server);
                GrantManagement.Add(server);
                RefreshTokens.Add(server);
                ClientCertificateRules.Add(server);
                BindingAtProvider.Add(server);
                MerchantThrottle.Add(server);
                ProviderAudit.Add(server);
                SaveIssued.Add(server);
                RememberIssued.Add(server);
                KeyFollowing.Add(server);
                server.UseAspNetCore(host =>
                {
                    host.EnableAuthorizationEndpointPassthrough().EnableEndUserVerificationEndpointPassthrough().EnableEndSessionEndpointPassthrough().EnableStatusCodePagesIntegration();
                    if (builder.Environment.IsDevelopment())
                        host.DisableTransportSecurityRequirement();
                });
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                // A token in an address ends up in logs and histories.
                validation.UseAspNetCore().DisableAccessTokenExtractionFromQueryString().DisableAccessTokenExtractionFromBodyForm();
                // Both, because with the second alone a token of a revoked authorization is still taken (GHSA-cxgj-hwwh-855g).
                BindingAtApi.Add(validation);
                KeyFollowing.Add(validation);
                validation.EnableTokenEntryValidation();
                validation.EnableAuthorizationEntryValidation();
            });
        // After OpenIddict's own configuration, which adds defaults of its host.
        services.PostConfigure<OpenIddictServerOptions>(Narrow);
        services.AddOptions<OpenIddictServerOptions>().PostConfigure<IOptions<MutualTlsOptions>>((server, mutualTls) => ClientCertificateRules.Configure(server, mutualTls.Value));
        services.AddOptions<OpenIddictServerOptions>().Configure<IOptions<ProviderOptions>, TimeProvider>((server, provider, clock) =>
        {
            server.Issuer = provider.Value.Issuer;
            server.TimeProvider = clock;
        });
        services.AddOptions<OpenIddict.Validation.OpenIddictValidationOptions>().Configure<IOptions<ProviderOptions>, TimeProvider>((validation, provider, clock) =>
        {
            validation.Audiences.Add(provider.Value.ChargesResource.AbsoluteUri);
            validation.Audiences.Add(provider.Value.ApiResource.AbsoluteUri);
            validation.TimeProvider = clock;
        });
        TokenPolicies.Add(services);
        return builder;
    }

    /// <summary>Takes away what OpenIddict offers by default and this profile does not.</summary>
    private static void Narrow(OpenIddictServerOptions server)
    {
        server.RequestTokenLifetime = WaitingRequests.Longest;
        server.CodeChallengeMethods.RemoveWhere(method => method != CodeChallengeMethods.Sha256);
        server.ResponseModes.RemoveWhere(mode => mode != ResponseModes.Query);
        server.ResponseTypes.RemoveWhere(type => type != ResponseTypes.Code);
        server.ClientAuthenticationMethods.RemoveWhere(method => method != ClientAuthenticationMethods.PrivateKeyJwt);
        server.PromptValues.RemoveWhere(prompt => prompt is PromptValues.SelectAccount or "create");
        server.Scopes.Remove(Scopes.OfflineAccess);
        server.SubjectTypes.Clear();
        server.SubjectTypes.Add(SubjectTypes.Pairwise);
    }
}
