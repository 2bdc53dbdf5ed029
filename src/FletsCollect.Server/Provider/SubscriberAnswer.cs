using System.Globalization;
using System.Security.Claims;
using FletsCollect.Charges;
using FletsCollect.Server.Hosting;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Provider;

/// <summary>What a subscriber's yes says to the merchant, on whichever screen it was said.</summary>
/// <param name="Subject">The pairwise subject.</param>
/// <param name="SignedInAt">When the password was given.</param>
/// <param name="Context">How surely it is known who said it.</param>
/// <param name="Scopes">What was asked for.</param>
/// <param name="Session">The <c>sid</c> of the browser's sign-in; null when it was said for another device, which has none.</param>
internal sealed record SubscriberAnswer(string Subject, DateTimeOffset SignedInAt, AuthenticationContext Context, IReadOnlyList<string> Scopes, string? Session = null)
{
    /// <summary>The answer as OpenIddict issues it, with the grant of a purchase if there is one.</summary>
    public ClaimsPrincipal Principal(ChargeGrant? grant, ProviderOptions provider)
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, Subject);
        identity.AddClaim(new Claim(Claims.AuthenticationTime, SignedInAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        identity.SetClaim(Claims.AuthenticationContextReference, Context.Acr);
        identity.SetClaims(Claims.AuthenticationMethodReference, [.. Context.Amr]);
        identity.SetClaim("sid", Session);
        identity.SetScopes([.. Scopes]);
        if (grant is not null)
        {
            identity.SetClaim(ChargeToken.GrantClaim, grant.PublicId);
            identity.SetAuthorizationId(grant.Id.ToString());
            identity.SetResources(provider.ChargesResource.AbsoluteUri);
        }
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
            Claims.AuthenticationMethodReference or "sid" => [Destinations.IdentityToken],
            // The API asks for these too (RFC 9470).
            Claims.AuthenticationTime or Claims.AuthenticationContextReference => [Destinations.AccessToken, Destinations.IdentityToken],
            ChargeToken.GrantClaim => [Destinations.AccessToken],
            _ => [],
        });
        return new ClaimsPrincipal(identity);
    }
}
