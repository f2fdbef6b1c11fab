using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>Proofs of Ethereum's Merkle-Patricia tries (Yellow Paper, appendix D), as <c>eth_getProof</c> gives them (EIP-1186).</summary>
public static class MerklePatricia
{
    /// <summary>Most nodes of a proof: one per nibble of a hashed key, and the last one.</summary>
    public const int MaximumNodes = 65;

    /// <summary>Largest node in bytes. A receipt with its logs stands in a leaf whole; nodes of other tries have at most a few hundred bytes.</summary>
    public const int MaximumNodeSize = 16_777_216;

    /// <summary>Lists within lists in one node: nodes below 32 bytes stand in their parents, so that no more than these fit.</summary>
    private const int MaximumDepth = 32;

    /// <summary>Root of the trie without keys: Keccak-256 of the RLP of no bytes.</summary>
    public static readonly Hash256 EmptyRoot = Keccak256.Hash([0x80]);

    /// <summary>What the proof says of the key under the root.</summary>
    /// <param name="root">Of the trie, from where it is believed.</param>
    /// <param name="key">As it stands in the trie: Keccak-256 of the address or slot in the state's tries.</param>
    /// <param name="proof">
    /// The nodes from the root down. Each must be on the key's way and hash to what the one before names; nodes below 32 bytes stand in their parents and not in the
    /// list. For an empty trie the list is empty or the one empty node.
    /// </param>
    /// <param name="name">What the proof is of, for refusals; at most 20 characters.</param>
    public static TrieOutcome Verify(Hash256 root, ReadOnlySpan<byte> key, IReadOnlyList<ReadOnlyMemory<byte>> proof, string name = "trie proof")
    {
        if (proof.Count > MaximumNodes) return Refuse(new ProofRefusal.UnusedNodes(name, MaximumNodes, proof.Count));
        if (root == EmptyRoot && (proof.Count == 0 || (proof.Count == 1 && proof[0].Span is [0x80]))) return new TrieOutcome.Absent();
        var (expected, depth, used) = (root, 0, 0);
        while (true)
        {
            if (TryOpen(proof, used, expected, name, out var node) is { } refusal) return Refuse(refusal);
            used++;
            var step = TrieNode.Take(node.Span, key, depth);
            while (step.Kind == TrieStepKind.Inline)
            {
                node = node.Slice(step.Start, step.Length);
                step = TrieNode.Take(node.Span, key, step.Depth);
            }

            if (step.Kind == TrieStepKind.Bad) return Refuse(new ProofRefusal.Malformed($"{name}, node {used - 1}", step.Start, step.Problem!));
            if (step.Kind != TrieStepKind.Hash)
            {
                if (used < proof.Count) return Refuse(new ProofRefusal.UnusedNodes(name, used, proof.Count));
                return step.Kind == TrieStepKind.Nothing ? new TrieOutcome.Absent() : new TrieOutcome.Present(node.Slice(step.Start, step.Length).ToArray());
            }

            (expected, depth) = (step.Hash, step.Depth);
        }
    }

    private static ProofRefusal? TryOpen(IReadOnlyList<ReadOnlyMemory<byte>> proof, int index, Hash256 expected, string name, out ReadOnlyMemory<byte> node)
    {
        node = default;
        if (index == proof.Count) return new ProofRefusal.MissingNode(name, index, expected);
        node = proof[index];
        if (node.Length > MaximumNodeSize) return new ProofRefusal.Oversized($"{name}, node {index}", node.Length, MaximumNodeSize);
        var found = Keccak256.Hash(node.Span);
        if (found != expected) return index == 0 ? new ProofRefusal.WrongRoot(name, found, expected) : new ProofRefusal.BrokenLink(name, index, found, expected);
        var fault = RlpForm.Check(node.Span, MaximumDepth);
        return fault.Code == RlpFaultCode.None ? null : new ProofRefusal.Malformed($"{name}, node {index}", fault.At, fault.Detail);
    }

    private static TrieOutcome.Refused Refuse(ProofRefusal refusal) => new(refusal);
}
