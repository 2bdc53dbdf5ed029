using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Client;
using OpenIddict.Client.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Merchant.Protocol;

/// <summary>The provider as OpenIddict knows it: one way to authenticate, one flow for purchases, one challenge method, nothing to negotiate down.</summary>
internal sealed class ProviderRegistration(IOptions<FletsPayOptions> options) : IConfigureOptions<OpenIddictClientOptions>
{
    public const string Name = "FletsPay";

    public void Configure(OpenIddictClientOptions client)
    {
        var settings = options.Value;
        var key = ECDsa.Create();
        key.ImportFromPem(settings.ReadSigningKey());

        client.Registrations.Add(new OpenIddictClientRegistration
        {
            ProviderName = Name,
            ProviderDisplayName = "FLET'S",
            Issuer = settings.IssuerUri,
            ClientId = settings.ClientId,
            ClientType = ClientTypes.Confidential,
            RedirectUri = settings.RedirectAddress,
            Scopes = { Scopes.OpenId, "charge" },
            ClientAuthenticationMethods = { ClientAuthenticationMethods.PrivateKeyJwt },
            CodeChallengeMethods = { CodeChallengeMethods.Sha256 },
            GrantTypes = { GrantTypes.AuthorizationCode, GrantTypes.ClientCredentials },
            ResponseTypes = { ResponseTypes.Code },
            ResponseModes = { ResponseModes.Query },
            SigningCredentials =
            {
                new SigningCredentials(new ECDsaSecurityKey(key) { KeyId = settings.SigningKeyId }, SecurityAlgorithms.EcdsaSha256),
            },
        });
    }
}

internal sealed class CookieAndTransport(IOptions<FletsPayOptions> options) : IPostConfigureOptions<OpenIddictClientAspNetCoreOptions>
{
    public void PostConfigure(string? name, OpenIddictClientAspNetCoreOptions client)
    {
        // The answer is a top-level GET, so Lax carries the correlation cookie; OpenIddict's own default is None, for form posts.
        client.CookieBuilder.Name = "fletspay";
        client.CookieBuilder.SameSite = SameSiteMode.Lax;
        client.CookieBuilder.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // The validator lets plain http through for loopback only.
        if (options.Value.RedirectAddress.Scheme is "http")
            client.DisableTransportSecurityRequirement = true;
    }
}
