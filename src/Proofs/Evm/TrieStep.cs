using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Where a node leads.</summary>
/// <param name="Kind">Which of the other fields are set.</param>
/// <param name="Depth">Nibbles of the key that lead to the child.</param>
/// <param name="Start">Where the value or the node within this one starts; where the fault is.</param>
/// <param name="Length">Bytes of it.</param>
/// <param name="Hash">The child's.</param>
/// <param name="Problem">What is wrong with the node.</param>
internal readonly record struct TrieStep(TrieStepKind Kind, int Depth, int Start, int Length, Hash256 Hash, string? Problem)
{
    /// <summary>No such key.</summary>
    public static TrieStep Nothing => default;

    public static TrieStep Found(RlpItem value) => new(TrieStepKind.Value, 0, value.At, value.Payload.Length, default, null);

    public static TrieStep Inline(RlpItem node, int depth) =>
        new(TrieStepKind.Inline, depth, node.At - (node.Encoded.Length - node.Payload.Length), node.Encoded.Length, default, null);

    public static TrieStep Below(Hash256 hash, int depth) => new(TrieStepKind.Hash, depth, 0, 0, hash, null);

    public static TrieStep Bad(int at, string problem) => new(TrieStepKind.Bad, 0, at, 0, default, problem);
}

internal enum TrieStepKind
{
    Nothing = 0,
    Value,
    Inline,
    Hash,
    Bad,
}
