using System.Buffers;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Crypto;

/// <summary>
/// The Merkle tree of OpenZeppelin's <c>SimpleMerkleTree</c> with <c>sortLeaves: false</c>: an array of 2n - 1 nodes, leaf i at 2n - 2 - i,
/// node i = keccak256(min | max) of its children at 2i + 1 and 2i + 2, root at 0; of one leaf the root is that leaf.
/// <c>MerkleProof.sol</c> verifies its proofs.
/// </summary>
/// <remarks>
/// Kept here in the opposite order (entry j is their node 2n - 2 - j), which is the order of computation: leaves first, each following
/// entry the hash of the next two entries, root last. Then entry j has the sibling j ^ 1 and the parent n + j / 2.
/// </remarks>
public sealed class MerkleTree
{
    private const int StackLimit = 128;

    /// <summary>Nodes that are handed to the hash function at a time.</summary>
    private const int Together = 8;

    private const int NodeSize = 2 * Hash256.Size;

    private readonly Hash256[] _nodes;

    private MerkleTree(Hash256[] nodes, int leafCount) => (_nodes, LeafCount) = (nodes, leafCount);

    public int LeafCount { get; }

    public Hash256 Root => _nodes[^1];

    /// <exception cref="ArgumentException">No leaves.</exception>
    public static MerkleTree Build(ReadOnlySpan<Hash256> leaves)
    {
        RequireLeaves(leaves);
        var nodes = new Hash256[2 * leaves.Length - 1];
        leaves.CopyTo(nodes);
        FillInner(nodes.AsSpan(0, leaves.Length), nodes.AsSpan(leaves.Length));
        return new(nodes, leaves.Length);
    }

    /// <summary>The siblings from the leaf up to below the root: empty for a single leaf.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such leaf.</exception>
    public Hash256[] Proof(int leafIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leafIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leafIndex, LeafCount);
        var proof = new List<Hash256>();
        for (var node = leafIndex; node < _nodes.Length - 1; node = LeafCount + node / 2) proof.Add(_nodes[node ^ 1]);
        return [.. proof];
    }

    /// <summary>The root of the tree over these leaves, without keeping the tree.</summary>
    /// <exception cref="ArgumentException">No leaves.</exception>
    public static Hash256 RootOf(ReadOnlySpan<Hash256> leaves)
    {
        RequireLeaves(leaves);
        var count = leaves.Length - 1;
        if (count == 0) return leaves[0];
        var rented = count <= StackLimit ? null : ArrayPool<Hash256>.Shared.Rent(count);
        var inner = rented is null ? stackalloc Hash256[StackLimit] : rented;
        FillInner(leaves, inner[..count]);
        var root = inner[count - 1];
        if (rented is not null) ArrayPool<Hash256>.Shared.Return(rented);
        return root;
    }

    /// <summary>The root that the proof leads to; it is for the caller to compare.</summary>
    public static Hash256 RootFromProof(Hash256 leaf, ReadOnlySpan<Hash256> proof)
    {
        var node = leaf;
        foreach (var sibling in proof) node = HashNode(node, sibling);
        return node;
    }

    /// <summary>keccak256(keccak256(statement)): twice, so that no leaf can be read as an inner node, which hashes 64 bytes once.</summary>
    public static Hash256 LeafHash(ReadOnlySpan<byte> statement)
    {
        Span<byte> once = stackalloc byte[Hash256.Size];
        Keccak256.Hash(statement).CopyTo(once);
        return Keccak256.Hash(once);
    }

    /// <summary><see cref="LeafHash"/> of each of several statements, which stand one after the other.</summary>
    /// <param name="statements">All of them.</param>
    /// <param name="lengths">Bytes of each.</param>
    /// <param name="hashes">As many as there are lengths.</param>
    public static void LeafHashes(ReadOnlySpan<byte> statements, ReadOnlySpan<int> lengths, Span<Hash256> hashes)
    {
        Keccak256.HashEach(statements, lengths, hashes);
        Span<byte> once = stackalloc byte[Together * Hash256.Size];
        for (; !hashes.IsEmpty; hashes = hashes[Math.Min(Together, hashes.Length)..])
        {
            var some = hashes[..Math.Min(Together, hashes.Length)];
            for (var i = 0; i < some.Length; i++) some[i].CopyTo(once[(i * Hash256.Size)..]);
            Keccak256.HashEach(once[..(some.Length * Hash256.Size)], Hash256.Size, some);
        }
    }

    /// <summary>Entries as described above, the leaves where they are and the others in <paramref name="inner"/> from its start.</summary>
    private static void FillInner(ReadOnlySpan<Hash256> leaves, Span<Hash256> inner)
    {
        Span<byte> pairs = stackalloc byte[Together * NodeSize];
        var pair = 0;

        // Together, as long as none of them is a child of another.
        for (; pair + Together <= inner.Length && 2 * (pair + Together) <= leaves.Length + pair; pair += Together)
        {
            for (var i = 0; i < Together; i++)
            {
                var (a, b) = (Entry(leaves, inner, 2 * (pair + i)), Entry(leaves, inner, 2 * (pair + i) + 1));
                (a < b ? a : b).CopyTo(pairs[(i * NodeSize)..]);
                (a < b ? b : a).CopyTo(pairs[(i * NodeSize + Hash256.Size)..]);
            }

            Keccak256.HashEach(pairs, NodeSize, inner.Slice(pair, Together));
        }

        for (; pair < inner.Length; pair++)
        {
            inner[pair] = HashNode(Entry(leaves, inner, 2 * pair), Entry(leaves, inner, 2 * pair + 1));
        }
    }

    private static Hash256 Entry(ReadOnlySpan<Hash256> leaves, ReadOnlySpan<Hash256> inner, int index) =>
        index < leaves.Length ? leaves[index] : inner[index - leaves.Length];

    private static Hash256 HashNode(Hash256 a, Hash256 b) => a < b ? Keccak256.HashPair(a, b) : Keccak256.HashPair(b, a);

    private static void RequireLeaves(ReadOnlySpan<Hash256> leaves)
    {
        if (leaves.IsEmpty) throw new ArgumentException("A Merkle tree has at least one leaf.", nameof(leaves));
    }
}
