using System.Security.Cryptography;
using CsCheck;
using FletsCollect.Ledger;

namespace FletsCollect.Tests.Ledger;

/// <summary>RFC 9162 §2.1, by the test vectors that Certificate Transparency implementations share, and by a second way of computing.</summary>
public sealed class MerkleTreeTests
{
    private static readonly byte[][] Leaves =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(Convert.FromHexString)];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Root_of_the_published_leaves(int count, string root) =>
        Assert.Equal(root, Convert.ToHexStringLower(MerkleTree.Root(Leaves.AsSpan(0, count))));

    [Fact]
    public void Root_is_the_same_when_built_from_the_leaves_upwards() =>
        Gen.Byte.Array[0, 40].Array[1, 70].Sample(leaves => MerkleTree.Root(leaves).SequenceEqual(FromBelow(leaves)));

    [Fact]
    public void Any_changed_leaf_changes_the_root() =>
        Gen.Byte.Array[1, 40].Array[1, 40].SelectMany(leaves => Gen.Int[0, leaves.Length - 1], (leaves, index) => (leaves, index)).Sample(chosen =>
        {
            var altered = chosen.leaves.Select(leaf => leaf.ToArray()).ToArray();
            altered[chosen.index][0] ^= 1;
            return !MerkleTree.Root(chosen.leaves).SequenceEqual(MerkleTree.Root(altered));
        });

    /// <summary>Pairs neighbours level by level; the odd one at the end of a level moves up as it is.</summary>
    private static byte[] FromBelow(byte[][] leaves)
    {
        var level = leaves.Select(leaf => SHA256.HashData([0, .. leaf])).ToList();
        while (level.Count > 1)
            level = [.. level.Chunk(2).Select(pair => pair.Length == 2 ? SHA256.HashData([1, .. pair[0], .. pair[1]]) : pair[0])];
        return level[0];
    }
}
