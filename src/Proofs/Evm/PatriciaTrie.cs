using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Rlp;

namespace CrossChainOracle.Proofs.Evm;

/// <summary>A Merkle-Patricia trie (Ethereum Yellow Paper, appendix D) of keys and values that are all at hand, such as the receipts of a block.</summary>
/// <remarks>For up to some thousand keys: a proof is made by hashing the whole trie once more.</remarks>
public sealed class PatriciaTrie
{
    private readonly (byte[] Key, byte[] Value)[] _entries;

    /// <param name="entries">Each key once; no value is empty, because an empty value is no entry.</param>
    /// <exception cref="ArgumentException">An empty value, or a key twice.</exception>
    public PatriciaTrie(IEnumerable<(byte[] Key, byte[] Value)> entries)
    {
        _entries = [.. entries.OrderBy(entry => entry.Key, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)))];
        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Value.Length == 0) throw new ArgumentException($"The value of key {Hex.Encode(_entries[i].Key)} is empty.", nameof(entries));
            if (i > 0 && _entries[i].Key.AsSpan().SequenceEqual(_entries[i - 1].Key)) throw new ArgumentException($"Key {Hex.Encode(_entries[i].Key)} is there twice.", nameof(entries));
        }

        Root = _entries.Length == 0 ? MerklePatricia.EmptyRoot : Keccak256.Hash(Node(_entries, 0, null));
    }

    public Hash256 Root { get; }

    /// <summary>The nodes that <see cref="MerklePatricia.Verify"/> takes: of the key, or of its absence.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Prove(ReadOnlySpan<byte> key)
    {
        if (_entries.Length == 0) return [];
        var way = new Way(key.ToArray());
        way.Nodes.Add(Node(_entries, 0, way));
        way.Nodes.Reverse();
        return way.Nodes;
    }

    /// <summary>The node over entries that share the first <paramref name="depth"/> nibbles; nodes below it on the way are added to the way.</summary>
    private static byte[] Node(ReadOnlySpan<(byte[] Key, byte[] Value)> entries, int depth, Way? way)
    {
        var (first, value) = entries[0];
        var writer = new RlpWriter();
        if (entries.Length == 1)
        {
            TriePath.Write(writer, first, depth, 2 * first.Length, isLeaf: true);
            return writer.Bytes(value).ToList();
        }

        // Entries are sorted: what the first and the last share, all share.
        var shared = depth;
        var last = entries[^1].Key;
        while (shared < 2 * first.Length && TriePath.Nibble(first, shared) == TriePath.Nibble(last, shared)) shared++;
        if (shared == depth) return Branch(entries, depth, way);
        TriePath.Write(writer, first, depth, shared, isLeaf: false);
        Refer(writer, Branch(entries, shared, way?.Through(first, shared)), way?.Through(first, shared));
        return writer.ToList();
    }

    private static byte[] Branch(ReadOnlySpan<(byte[] Key, byte[] Value)> entries, int depth, Way? way)
    {
        var writer = new RlpWriter();
        var ending = entries[0].Key.Length * 2 == depth ? entries[0].Value : null;
        if (ending is not null) entries = entries[1..];
        for (var nibble = 0; nibble < 16; nibble++)
        {
            var count = 0;
            while (count < entries.Length && TriePath.Nibble(entries[count].Key, depth) == nibble) count++;
            if (count == 0)
            {
                writer.Bytes([]);
                continue;
            }

            var below = way?.Through(entries[0].Key, depth + 1);
            Refer(writer, Node(entries[..count], depth + 1, below), below);
            entries = entries[count..];
        }

        return writer.Bytes(ending).ToList();
    }

    /// <summary>A small node stands in its parent; of others the hash does, and the node is part of a proof.</summary>
    private static void Refer(RlpWriter parent, byte[] node, Way? way)
    {
        if (node.Length < Hash256.Size)
        {
            parent.Encoded(node);
            return;
        }

        parent.Hash(Keccak256.Hash(node));
        way?.Nodes.Add(node);
    }

    /// <summary>The key that a proof is made for, and its nodes so far, the lowest first.</summary>
    private sealed class Way(byte[] key)
    {
        public List<ReadOnlyMemory<byte>> Nodes { get; } = [];

        /// <summary>Itself if the key begins with these nibbles of another, else null.</summary>
        public Way? Through(byte[] other, int nibbles)
        {
            if (2 * key.Length < nibbles) return null;
            for (var i = 0; i < nibbles; i++)
            {
                if (TriePath.Nibble(key, i) != TriePath.Nibble(other, i)) return null;
            }

            return this;
        }
    }
}
