using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FletsCollect.Keys;
using FletsCollect.Server.Hosting;
using Microsoft.IdentityModel.Tokens;
using static FletsCollect.Server.Hosting.WireJson;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>A DPoP proof that was found good (RFC 9449 §4.3), but for its <c>jti</c>, which is still to be used up.</summary>
/// <param name="KeyThumbprint">The JWK thumbprint (RFC 7638) of the key that signed it.</param>
/// <param name="Id">Its <c>jti</c>.</param>
/// <param name="ExpiresAt">When it is too old to be shown again.</param>
/// <param name="Nonce">The nonce that it has from a server, if any; not checked here.</param>
public sealed record DpopProof(string KeyThumbprint, string Id, DateTime ExpiresAt, string? Nonce)
{
    /// <summary>How old a proof may be: time for a request under way, not for one that was kept.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromSeconds(60);

    /// <summary>How far a client's clock may run ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private const string NoProof = "The DPoP proof is not a JSON Web Token signed by the key in its header.";

    /// <summary>Reads a proof for one request; null, and the sentence that says what is wrong, when it is not good.</summary>
    /// <param name="text">The value of the <c>DPoP</c> header.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The request's address as the world sees it; query and fragment do not count.</param>
    /// <param name="accessToken">The token that is shown with it, or null at the token endpoint.</param>
    /// <param name="now">The present instant, UTC.</param>
    public static (DpopProof? Proof, string Problem) Read(string text, string method, Uri target, string? accessToken, DateTime now)
    {
        try
        {
            if (!CompactJws.TryParse(text, out var jws))
                return (null, NoProof);
            var known = ProofKeys.Find(jws.Header);
            var (key, headerProblem) = known is null ? ReadHeader(jws) : (known, "");
            if (key is null)
                return (null, headerProblem);
            using var claims = jws.ReadPayload();
            if (ClaimsProblem(claims.RootElement, method, target, accessToken, now) is { } claimsProblem)
                return (null, claimsProblem);
            if (!jws.IsSignedBy(key.Key))
                return (null, "The signature of the DPoP proof is not good.");
            if (known is null)
                ProofKeys.Keep(jws.Header, key);
            var issuedAt = DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat").GetInt64()).UtcDateTime;
            return (new DpopProof(key.Thumbprint, claims.RootElement.GetProperty("jti").GetString()!, issuedAt + Oldest + Ahead, Text(claims.RootElement, "nonce")), "");
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or FormatException or CryptographicException or InvalidOperationException)
        {
            return (null, NoProof);
        }
    }

    /// <summary>What is left of it for ever: the id that nobody may show again.</summary>
    public UsedTokenId Use => new("dpop:" + KeyThumbprint, Id, ExpiresAt);

    /// <summary>True for the first request that shows this proof; false for a replay.</summary>
    public Task<bool> TryUseAsync(UnitOfWork unitOfWork, CancellationToken cancellationToken) =>
        UsedTokenId.TryUseAsync(unitOfWork, "dpop:" + KeyThumbprint, Id, ExpiresAt, cancellationToken);

    private static (ProofKey? Key, string Problem) ReadHeader(CompactJws jws)
    {
        using var header = jws.ReadHeader();
        if (HeaderProblem(header.RootElement) is { } problem)
            return (null, problem);
        var key = new JsonWebKey(header.RootElement.GetProperty("jwk").GetRawText());
        return key.KeySize < (key.Kty == JsonWebAlgorithmsKeyTypes.RSA ? 2048 : 256)
            ? (null, "The key of the DPoP proof is too short.")
            : (new ProofKey(SignatureKey.Of(key), Base64UrlEncoder.Encode(key.ComputeJwkThumbprint())), "");
    }

    private static string? HeaderProblem(JsonElement header)
    {
        if (Text(header, "typ") is not "dpop+jwt")
            return "typ of the DPoP proof must be dpop+jwt.";
        if (!ChargeToken.ProofAlgorithms.Contains(Text(header, "alg"), StringComparer.Ordinal))
            return "alg of the DPoP proof must be ES256 or PS256.";
        // RFC 7515 §4.1.11: what must be understood and is not makes the whole invalid.
        if (header.TryGetProperty("crit", out _))
            return "The header of the DPoP proof has crit, of which nothing is understood here.";
        if (!header.TryGetProperty("jwk", out var key) || key.ValueKind != JsonValueKind.Object)
            return "The DPoP proof has no jwk.";
        foreach (var secret in (ReadOnlySpan<string>)["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
        {
            if (key.TryGetProperty(secret, out _))
                return "The jwk of the DPoP proof holds a private key. Replace that key: it is not secret any more.";
        }
        return Text(key, "kty") == (Text(header, "alg") == "ES256" ? "EC" : "RSA") ? null : "The jwk of the DPoP proof does not fit its alg.";
    }

    private static string? ClaimsProblem(JsonElement claims, string method, Uri target, string? accessToken, DateTime now)
    {
        if (Text(claims, "jti") is not { Length: >= 1 and <= UsedTokenId.LongestId })
            return "jti of the DPoP proof must have 1 to 255 characters.";
        if (Text(claims, "htm") != method)
            return "htm of the DPoP proof is not this request's method.";
        if (!IsAddress(Text(claims, "htu"), target))
            return "htu of the DPoP proof is not this request's address.";
        if (!claims.TryGetProperty("iat", out var issued) || issued.ValueKind != JsonValueKind.Number || !issued.TryGetInt64(out var seconds))
            return "iat of the DPoP proof is missing.";
        var at = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, 253402300799)).UtcDateTime;
        if (at > now + Ahead || at < now - Oldest)
            return "iat of the DPoP proof is not now.";
        if (accessToken is null)
            return null;
        var hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        return Text(claims, "ath") == hash ? null : "ath of the DPoP proof is not the hash of the access token.";
    }

    /// <summary>Compared as addresses (RFC 9449 §4.3); most clients write them as we do.</summary>
    private static bool IsAddress(string? shown, Uri target) =>
        shown == target.AbsoluteUri
        || (Uri.TryCreate(shown, UriKind.Absolute, out var address) && address.GetLeftPart(UriPartial.Path) == target.GetLeftPart(UriPartial.Path));
}
