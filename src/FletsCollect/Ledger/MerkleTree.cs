using System.Security.Cryptography;

namespace FletsCollect.Ledger;

/// <summary>
/// The Merkle tree of RFC 9162 §2.1 (Certificate Transparency): leaves and inner nodes are hashed under different first bytes, so that
/// neither can be passed off as the other.
/// </summary>
public static class MerkleTree
{
    /// <summary>The root over the leaves in their order; the hash of nothing for no leaves.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        switch (leaves.Length)
        {
            case 0:
                return SHA256.HashData([]);
            case 1:
                return SHA256.HashData([0, .. leaves[0]]);
            default:
                var split = 1;
                while (split * 2 < leaves.Length)
                    split *= 2;
                return SHA256.HashData([1, .. Root(leaves[..split]), .. Root(leaves[split..])]);
        }
    }
}
