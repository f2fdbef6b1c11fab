using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>Pyth's Merkle tree: the first 20 bytes of Keccak-256; a leaf hashes 0x00 ‖ message, a node 0x01 ‖ the smaller child ‖ the larger.</summary>
/// <remarks>Source: pyth-crosschain, <c>pythnet_sdk/src/accumulators/merkle.rs</c>. The prefixes keep a node from passing as a leaf.</remarks>
internal static class Keccak160Tree
{
    public const int Size = 20;

    private static readonly byte[] Absent = Truncate(Keccak256.Hash([2]));

    public static byte[] Leaf(ReadOnlySpan<byte> message) => Truncate(Keccak256.Hash([0], message));

    /// <summary>Where a proof leads.</summary>
    /// <param name="message">The leaf's message.</param>
    /// <param name="proof">Siblings from the leaf upwards, <see cref="Size"/> bytes each.</param>
    public static byte[] RootFromProof(ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof)
    {
        var node = Leaf(message);
        for (; !proof.IsEmpty; proof = proof[Size..]) node = Node(node, proof[..Size]);
        return node;
    }

    /// <summary>The tree over the messages as a heap: the root at 1, the children of i at 2i and 2i + 1, leaves padded to a power of two.</summary>
    public static byte[][] Build(IReadOnlyList<byte[]> messages)
    {
        var width = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(messages.Count, 1));
        var tree = new byte[2 * width][];
        for (var i = 0; i < width; i++) tree[width + i] = i < messages.Count ? Leaf(messages[i]) : Absent;
        for (var i = width - 1; i > 0; i--) tree[i] = Node(tree[2 * i], tree[(2 * i) + 1]);
        return tree;
    }

    private static byte[] Node(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Size)];
        bytes[0] = 1;
        var ordered = a.SequenceCompareTo(b) <= 0;
        (ordered ? a : b).CopyTo(bytes[1..]);
        (ordered ? b : a).CopyTo(bytes[(1 + Size)..]);
        return Truncate(Keccak256.Hash(bytes));
    }

    private static byte[] Truncate(Hash256 hash) => hash.ToArray()[..Size];
}
