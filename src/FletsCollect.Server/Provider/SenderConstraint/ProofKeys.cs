using Microsoft.Extensions.Caching.Memory;
using Microsoft.IdentityModel.Tokens;

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

    public static (JsonWebKey Key, string Thumbprint)? Find(string encodedHeader) =>
        Known.TryGetValue(encodedHeader, out (JsonWebKey, string) found) ? found : null;

    public static void Keep(string encodedHeader, JsonWebKey key, string thumbprint) =>
        Known.Set(encodedHeader, (key, thumbprint), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(10) });
}
