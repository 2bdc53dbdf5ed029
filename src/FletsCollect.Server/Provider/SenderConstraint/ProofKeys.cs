using Microsoft.Extensions.Caching.Memory;

namespace FletsCollect.Server.Provider.SenderConstraint;

/// <summary>
/// Keys of proofs that were verified before. A back end keeps its key for long and sends the same header with every proof, so the header is
/// read, and the point on the curve checked, once. Only what follows from the header is kept; each proof's signature is still verified.
/// </summary>
internal static class ProofKeys
{
    /// <summary>Enough for the merchants that are busy at once; a stranger who makes keys up pushes others out, which only costs time.</summary>
    private const int Most = 4_096;

    private static readonly MemoryCache Known = new(new MemoryCacheOptions { SizeLimit = Most });

    public static ProofKey? Find(string encodedHeader) => Known.Get<ProofKey>(encodedHeader);

    public static void Keep(string encodedHeader, ProofKey key) =>
        Known.Set(encodedHeader, key, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
}

/// <summary>The key of a proof.</summary>
/// <param name="Key">What its signature is verified with.</param>
/// <param name="Thumbprint">Its JWK thumbprint (RFC 7638).</param>
internal sealed record ProofKey(SignatureKey Key, string Thumbprint);
