using System.Numerics;
using System.Security.Cryptography;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto;

/// <summary>The Merkle tree of RFC 6962 over SHA-256, which CometBFT takes for headers and validator sets (<c>crypto/merkle</c>).</summary>
public static class Sha256Tree
{
    /// <summary>Leaves are hashed with a zero byte before them, nodes with a one; the left side of n leaves has the largest power of two below n.</summary>
    public static Hash256 Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.IsEmpty) return Hash256.From(SHA256.HashData([]));
        if (leaves.Length == 1) return Hash256.From(SHA256.HashData([0, .. leaves[0]]));
        var left = 1 << BitOperations.Log2((uint)leaves.Length - 1);
        Span<byte> node = stackalloc byte[1 + (2 * Hash256.Size)];
        node[0] = 1;
        Root(leaves[..left]).CopyTo(node[1..]);
        Root(leaves[left..]).CopyTo(node[(1 + Hash256.Size)..]);
        return Hash256.From(SHA256.HashData(node));
    }
}
