namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>How a tree's nodes are laid out (ICS-23 <c>InnerSpec</c>).</summary>
/// <param name="Children">Of every node, at least 2. They stand in the order of their keys, as in every tree in use (ICS-23 could say otherwise by <c>child_order</c>).</param>
/// <param name="ChildSize">Bytes of a child, at least 1.</param>
/// <param name="MinimumPrefix">Fewest bytes before the first child.</param>
/// <param name="MaximumPrefix">Most bytes before the first child; less than a child more than the fewest, or places would be ambiguous.</param>
/// <param name="EmptyChild">What stands where there is no child; empty where all children are always there.</param>
/// <param name="Hash">Of every node.</param>
public sealed record InnerSpec(int Children, int ChildSize, int MinimumPrefix, int MaximumPrefix, ReadOnlyMemory<byte> EmptyChild, HashOp Hash);

/// <summary>One kind of tree (ICS-23 <c>ProofSpec</c>). A proof that is not checked against the specification of the tree it is about proves nothing.</summary>
/// <param name="Name">In refusals, and after <c>ics23:</c> in the types of proof steps.</param>
/// <param name="Leaf">Every leaf's operation; leaves may have more after the prefix.</param>
/// <param name="Inner">Every node's.</param>
/// <param name="MinimumDepth">Fewest steps above a leaf.</param>
/// <param name="MaximumDepth">Most steps above a leaf; ICS-23's default is 128, which no balanced tree can reach.</param>
/// <param name="ComparesHashes">Whether leaves are in the order of their keys' hashes.</param>
public sealed record ProofSpec(string Name, LeafOp Leaf, InnerSpec Inner, int MinimumDepth = 0, int MaximumDepth = 128, bool ComparesHashes = false)
{
    /// <summary>A module's store (<c>cosmos/iavl</c>).</summary>
    public static readonly ProofSpec Iavl = new(
        "iavl",
        new(HashOp.Sha256, HashOp.None, HashOp.Sha256, LengthOp.Varint, new byte[1]),
        new(2, 33, 4, 12, default, HashOp.Sha256));

    /// <summary>The roots of all stores under the app hash (CometBFT <c>crypto/merkle</c>).</summary>
    public static readonly ProofSpec Simple = new(
        "simple",
        new(HashOp.Sha256, HashOp.None, HashOp.Sha256, LengthOp.Varint, new byte[1]),
        new(2, 32, 1, 1, default, HashOp.Sha256));

    /// <summary>A sparse Merkle tree (<c>celestiaorg/smt</c>).</summary>
    public static readonly ProofSpec Smt = new(
        "smt",
        new(HashOp.Sha256, HashOp.Sha256, HashOp.Sha256, LengthOp.None, new byte[1]),
        new(2, 32, 1, 1, new byte[32], HashOp.Sha256),
        MaximumDepth: 256,
        ComparesHashes: true);

    /// <summary>IAVL puts numbers into its prefixes, which are checked beyond what the other parts can say.</summary>
    internal bool IsIavl =>
        Leaf.Hash == HashOp.Sha256 && Leaf.PrehashKey == HashOp.None && Leaf.PrehashValue == HashOp.Sha256 && Leaf.Length == LengthOp.Varint
        && Inner is { Hash: HashOp.Sha256, MinimumPrefix: 4, MaximumPrefix: 12, ChildSize: 33, Children: 2 };

    /// <summary>What leaves are ordered by.</summary>
    internal byte[] Comparable(ReadOnlySpan<byte> key) => ComparesHashes ? Leaf.PrehashKey.Hash(key) ?? [] : key.ToArray();
}
