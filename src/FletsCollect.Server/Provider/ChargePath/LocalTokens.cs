using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using FletsCollect.Charges;
using FletsCollect.Keys;
using FletsCollect.Server.Hosting;
using FletsCollect.Server.Provider.SenderConstraint;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using static FletsCollect.Server.Hosting.WireJson;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace FletsCollect.Server.Provider.ChargePath;

/// <summary>
/// Verifies the token of one immediate charge without the database, for the endpoint that looks up the rest in the charge's own transaction
/// (<see cref="LocallyVerifiedToken"/>). It says yes or nothing: any other token, and any that is not good in every way, is left to
/// OpenIddict's validation, which alone refuses and says why.
/// </summary>
internal sealed class LocalTokens(ProviderKeys keys, IssuedTokens issued, DpopHeader dpop, IOptions<ProviderOptions> provider, TimeProvider clock)
{
    private const string DpopScheme = "DPoP ";
    private const string BearerScheme = "Bearer ";

    private readonly string issuer = provider.Value.Issuer!.AbsoluteUri;
    private readonly string audience = provider.Value.ChargesResource.AbsoluteUri;

    /// <summary>The token that a request shows, with the one who may show it; null when it is not for here.</summary>
    public (LocallyVerifiedToken Token, ClaimsPrincipal Holder)? Verify(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header])
            return null;
        var scheme = header.StartsWith(DpopScheme, StringComparison.OrdinalIgnoreCase) ? DpopScheme : BearerScheme;
        if (!header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var text = header[scheme.Length..].Trim();
        try
        {
            if (!CompactJws.TryParse(text, out var jws))
                return null;
            using var payload = jws.ReadPayload();
            var claims = payload.RootElement;
            return IsForHere(claims) && IsForOneImmediateCharge(claims) && IdsOf(claims) is var (tokenId, grantId, clientId)
                && SigningKey(jws) is { } key && (issued.Contains(text) || jws.IsSignedBy(key))
                && (scheme == DpopScheme ? IsProved(request, text, claims, out var proof) : IsShownWithCertificate(request, claims, out proof))
                ? (new LocallyVerifiedToken(tokenId, grantId, clientId, proof), HolderOf(claims, clientId))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // Not a token; the check that follows says so.
            return null;
        }
    }

    /// <summary>The provider's key that the header names; null for another header than the provider's own.</summary>
    private SignatureKey? SigningKey(CompactJws jws)
    {
        using var header = jws.ReadHeader();
        return Text(header.RootElement, "alg") == SecurityAlgorithms.EcdsaSha256 && Text(header.RootElement, "typ") == JsonWebTokenTypes.AccessToken && Text(header.RootElement, "kid") is { } keyId
            ? keys.Ring.Verifying(keyId)
            : null;
    }

    private bool IsForHere(JsonElement claims)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return Text(claims, Claims.Issuer) == issuer
            && claims.TryGetProperty(Claims.Audience, out var audiences) && (IsAudience(audiences) || (audiences.ValueKind == JsonValueKind.Array && audiences.EnumerateArray().Any(IsAudience)))
            && Seconds(claims, Claims.ExpiresAt) is { } expires && now < expires
            && !(Seconds(claims, Claims.NotBefore) > now)
            && Text(claims, Claims.Scope) is { } scopes && scopes.Split(' ').Contains(ChargeToken.Scope, StringComparer.Ordinal);
    }

    private bool IsAudience(JsonElement value) => value.ValueKind == JsonValueKind.String && value.ValueEquals(audience);

    private static bool IsForOneImmediateCharge(JsonElement claims) =>
        claims.TryGetProperty(ChargeToken.DetailsClaim, out var details) && details.ValueKind == JsonValueKind.Array && details.GetArrayLength() == 1
        && Text(details[0], "type") == OnceDetails.TypeName
        && details[0].TryGetProperty("capture", out var capture) && Text(capture, "mode") == "immediate";

    /// <summary>Whether the token is shown by the DPoP key that it is bound to (RFC 9449 §7).</summary>
    private bool IsProved(HttpRequest request, string token, JsonElement claims, out UsedTokenId? proof)
    {
        proof = Bound(claims, "jkt") is { } key && Bound(claims, "x5t#S256") is null && dpop.Check(request, token) is ({ } shown, null) && shown.KeyThumbprint == key ? shown.Use : null;
        return proof is not null;
    }

    /// <summary>Whether the token is shown over a connection with the certificate that it is bound to (RFC 8705 §3); that uses nothing up.</summary>
    private bool IsShownWithCertificate(HttpRequest request, JsonElement claims, out UsedTokenId? proof)
    {
        proof = null;
        return Bound(claims, "x5t#S256") is { } bound && ClientCertificateRules.IsTheOne(request.HttpContext.Connection.ClientCertificate, bound, clock.GetUtcNow());
    }

    /// <summary>What the token is bound to, by one of the confirmation methods; null when it is bound by another.</summary>
    private static string? Bound(JsonElement claims, string method) => claims.TryGetProperty("cnf", out var confirmation) ? Text(confirmation, method) : null;

    private static (Guid TokenId, Guid GrantId, string ClientId)? IdsOf(JsonElement claims) =>
        Guid.TryParse(Text(claims, Claims.Private.TokenId), out var tokenId)
        && PublicId.TryParse(PublicId.Grant, Text(claims, ChargeToken.GrantClaim), out var grantId)
        && Text(claims, Claims.ClientId) is { } clientId
            ? (tokenId, grantId, clientId)
            : null;

    /// <summary>The claims that are read after this.</summary>
    private static ClaimsPrincipal HolderOf(JsonElement claims, string clientId)
    {
        var identity = new ClaimsIdentity(LocallyVerifiedToken.Scheme, Claims.Name, Claims.Role);
        identity.AddClaim(new Claim(Claims.ClientId, clientId));
        if (Text(claims, Claims.AuthenticationContextReference) is { } reference)
            identity.AddClaim(new Claim(Claims.AuthenticationContextReference, reference));
        if (Seconds(claims, Claims.AuthenticationTime) is { } signedInAt)
            identity.AddClaim(new Claim(Claims.AuthenticationTime, signedInAt.ToString(CultureInfo.InvariantCulture), ClaimValueTypes.Integer64));
        return new ClaimsPrincipal(identity);
    }

    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seconds) ? seconds : null;
}

/// <summary>Puts what <see cref="LocalTokens"/> verified where the charge path finds it.</summary>
internal static class LocalTokensSetup
{
    /// <summary>Before routing and authentication, which such a request does without.</summary>
    public static IApplicationBuilder UseLocalTokens(this IApplicationBuilder app)
    {
        var tokens = app.ApplicationServices.GetRequiredService<LocalTokens>();
        return app.Use((http, next) =>
        {
            if (ChargeToken.IsShownAt(http.Request) && tokens.Verify(http.Request) is var (token, holder))
            {
                http.Features.Set(token);
                http.User = holder;
            }
            return next(http);
        });
    }
}
