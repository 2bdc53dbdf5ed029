using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Hosting;

/// <summary>What every merchant's client may do: the profile of provider.md, whoever registers it. Keys and redirect addresses are its own.</summary>
public static class MerchantRegistration
{
    /// <summary>A client without keys and addresses.</summary>
    /// <param name="code">The merchant's code, which is its client id.</param>
    /// <param name="displayName">The service as its customers know it.</param>
    public static OpenIddictApplicationDescriptor Of(string code, string displayName)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = code,
            ClientType = ClientTypes.Confidential,
            ConsentType = ConsentTypes.Explicit,
            DisplayName = displayName,
            Permissions =
            {
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.PushedAuthorization,
                Permissions.Endpoints.Token,
                Permissions.Endpoints.Introspection,
                Permissions.Endpoints.Revocation,
                Permissions.Endpoints.DeviceAuthorization,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.DeviceCode,
                Permissions.GrantTypes.RefreshToken,
                Permissions.GrantTypes.ClientCredentials,
                Permissions.ResponseTypes.Code,
                Permissions.Prefixes.Scope + Scopes.OpenId,
                Permissions.Prefixes.Scope + ChargeToken.Scope,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange, Requirements.Features.PushedAuthorizationRequests },
        };
        descriptor.Permissions.UnionWith(ApiScopes.All.Select(scope => Permissions.Prefixes.Scope + scope));
        return descriptor;
    }
}
