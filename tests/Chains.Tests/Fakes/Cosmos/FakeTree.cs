using System.Numerics;
using System.Security.Cryptography;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Chains.Tests.Fakes.Cosmos;

/// <summary>A Merkle tree as a chain keeps it: IAVL for a module's store, RFC 6962 for the stores' roots. Gives proofs as ICS-23 in protobuf.</summary>
public sealed class FakeTree
{
    private readonly bool _iavl;
    private readonly List<(byte[] Key, byte[] Value)> _leaves;

    public FakeTree(bool iavl, IEnumerable<KeyValuePair<string, byte[]>> hexKeys)
    {
        _iavl = iavl;
        _leaves = [.. hexKeys.Select(pair => (Convert.FromHexString(pair.Key), pair.Value)).OrderBy(pair => Convert.ToHexString(pair.Item1), StringComparer.Ordinal)];
        Root = Build(0, _leaves.Count, -1, []).Hash;
    }

    public byte[] Root { get; }

    public int Count => _leaves.Count;

    public byte[] KeyAt(int index) => _leaves[index].Key;

    public byte[]? ValueOf(byte[] key) => _leaves.FirstOrDefault(leaf => leaf.Key.AsSpan().SequenceEqual(key)).Value;

    /// <summary>A CommitmentProof: of the value, or of absence by the neighbours.</summary>
    public byte[] Prove(byte[] key)
    {
        var right = _leaves.FindIndex(leaf => leaf.Key.AsSpan().SequenceCompareTo(key) >= 0);
        if (right >= 0 && _leaves[right].Key.AsSpan().SequenceEqual(key)) return new ProtoWriter().Message(1, Existence(right)).ToArray();
        var left = right < 0 ? _leaves.Count - 1 : right - 1;
        return new ProtoWriter().Message(2, Absence(key, left, right)).ToArray();
    }

    /// <summary>Two leaves shown around a key, whether they leave a gap for it or not; -1 is none.</summary>
    public byte[] Absence(byte[] key, int left, int right)
    {
        var absence = new ProtoWriter().Bytes(1, key);
        if (left >= 0) absence.Message(2, Existence(left));
        if (right >= 0) absence.Message(3, Existence(right));
        return absence.ToArray();
    }

    private byte[] Existence(int index)
    {
        var path = new List<byte[]>();
        Build(0, _leaves.Count, index, path);
        var proof = new ProtoWriter().Bytes(1, _leaves[index].Key).Bytes(2, _leaves[index].Value)
            .Message(3, new ProtoWriter().Varint(1, 1).Varint(3, 1).Varint(4, 1).Bytes(5, LeafPrefix).ToArray());
        foreach (var step in path) proof.Message(4, step);
        return proof.ToArray();
    }

    private byte[] LeafPrefix => _iavl ? [0, 2, 14] : [0];

    private (byte[] Hash, int Height) Build(int from, int to, int target, List<byte[]> path)
    {
        if (to == from) return (SHA256.HashData([]), 0);
        if (to - from == 1)
        {
            var (key, value) = _leaves[from];
            return (SHA256.HashData([.. LeafPrefix, .. ProtoWriter.Number((ulong)key.Length), .. key, 32, .. SHA256.HashData(value)]), 0);
        }

        var middle = _iavl ? from + ((to - from) / 2) : from + (1 << BitOperations.Log2((uint)(to - from) - 1));
        var left = Build(from, middle, target, path);
        var right = Build(middle, to, target, path);
        var height = Math.Max(left.Height, right.Height) + 1;
        byte[] start = _iavl ? [.. ZigZag(height), .. ZigZag(to - from), .. ZigZag(7), 32] : [1];
        byte[] between = _iavl ? [32] : [];
        if (target >= from && target < middle) path.Add(Step(start, [.. between, .. right.Hash]));
        else if (target >= middle && target < to) path.Add(Step([.. start, .. left.Hash, .. between], []));
        return (SHA256.HashData([.. start, .. left.Hash, .. between, .. right.Hash]), height);
    }

    private static byte[] Step(byte[] prefix, byte[] suffix) => new ProtoWriter().Varint(1, 1).Bytes(2, prefix).Bytes(3, suffix).ToArray();

    private static byte[] ZigZag(int number) => ProtoWriter.Number((ulong)number * 2);
}
