using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>One step of a key's path through a node of a Merkle-Patricia trie (Ethereum Yellow Paper, appendix D).</summary>
internal static class TrieNode
{
    /// <summary>Items of a branch: one for each nibble, and the value of the key that ends there.</summary>
    private const int Branch = 17;

    /// <summary>Goes from a node towards a key.</summary>
    /// <param name="node">Canonical RLP.</param>
    /// <param name="key">The whole key.</param>
    /// <param name="depth">Nibbles of the key that lead to the node.</param>
    public static TrieStep Take(ReadOnlySpan<byte> node, ReadOnlySpan<byte> key, int depth)
    {
        var list = new RlpReader(node).List();
        var count = 0;
        for (var items = list; !items.IsAtEnd; count++) items.Item();
        return count switch
        {
            Branch => TakeBranch(list, key, depth),
            2 => TakeShort(list, key, depth),
            _ => TrieStep.Bad(0, $"a node of {count} items, neither 2 nor {Branch}"),
        };
    }

    private static TrieStep TakeBranch(RlpReader items, ReadOnlySpan<byte> key, int depth)
    {
        var isEnd = depth == 2 * key.Length;
        for (var skipped = isEnd ? Branch - 1 : TriePath.Nibble(key, depth); skipped > 0; skipped--) items.Item();
        var item = items.Item();
        if (!isEnd) return Child(item, depth + 1, mayBeEmpty: true);
        if (item.IsList) return TrieStep.Bad(item.At, "a list where a branch's value must stand");
        return item.Payload.IsEmpty ? TrieStep.Nothing : TrieStep.Found(item);
    }

    private static TrieStep TakeShort(RlpReader items, ReadOnlySpan<byte> key, int depth)
    {
        var path = items.Item();
        var item = items.Item();
        if (path.IsList || !TriePath.TryRead(path.Payload, out var isLeaf, out var nibbles)) return TrieStep.Bad(path.At, "a path that is no hex-prefix encoding");
        var fits = TriePath.Common(path.Payload, nibbles, key, depth) == nibbles;
        if (!isLeaf)
        {
            if (nibbles == 0) return TrieStep.Bad(path.At, "an extension without a path");
            return fits ? Child(item, depth + nibbles, mayBeEmpty: false) : TrieStep.Nothing;
        }

        if (item.IsList || item.Payload.IsEmpty) return TrieStep.Bad(item.At, "a leaf without a value");
        return fits && depth + nibbles == 2 * key.Length ? TrieStep.Found(item) : TrieStep.Nothing;
    }

    private static TrieStep Child(RlpItem item, int depth, bool mayBeEmpty)
    {
        if (item.IsList)
        {
            return item.Encoded.Length < Hash256.Size
                ? TrieStep.Inline(item, depth)
                : TrieStep.Bad(item.At, $"a node of {item.Encoded.Length} bytes that stands in its parent, not below it");
        }

        if (item.Payload.Length == Hash256.Size) return TrieStep.Below(Hash256.From(item.Payload), depth);
        if (item.Payload.IsEmpty && mayBeEmpty) return TrieStep.Nothing;
        return TrieStep.Bad(item.At, $"a child of {item.Payload.Length} bytes, neither a hash nor a node");
    }
}
