using System.Buffers.Binary;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Proofs.Cosmos.Ics23;

/// <summary>What stands before a key or a value in a leaf (ICS-23 <c>LengthOp</c>). The RLP form is not used by any chain and is not one here.</summary>
public enum LengthOp
{
    None = 0,
    Varint = 1,
    Fixed32Big = 3,
    Fixed32Little = 4,
    Fixed64Big = 5,
    Fixed64Little = 6,

    /// <summary>Nothing; the data must have 32 bytes.</summary>
    Require32 = 7,

    /// <summary>Nothing; the data must have 64 bytes.</summary>
    Require64 = 8,
}

/// <summary>How a leaf is hashed: <c>Hash(Prefix ‖ length(h(key)) ‖ h(key) ‖ length(h(value)) ‖ h(value))</c> (ICS-23 <c>LeafOp</c>).</summary>
public sealed record LeafOp(HashOp Hash, HashOp PrehashKey, HashOp PrehashValue, LengthOp Length, ReadOnlyMemory<byte> Prefix)
{
    /// <summary>The leaf's hash; null, with the problem, where the operation cannot be done.</summary>
    public byte[]? Apply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, out string problem)
    {
        problem = key.IsEmpty ? "no key" : value.IsEmpty ? "no value" : string.Empty;
        if (problem.Length > 0) return null;
        problem = $"hash {Hash}, {PrehashKey}, {PrehashValue} or length {Length} cannot be applied";
        return Prepare(PrehashKey, key) is { } first && Prepare(PrehashValue, value) is { } second ? Hash.Hash([.. Prefix.Span, .. first, .. second]) : null;
    }

    /// <summary>Which rule of the specification the leaf breaks; null when none.</summary>
    public string? ProblemUnder(ProofSpec spec)
    {
        var leaf = spec.Leaf;
        if (spec.IsIavl && IavlPrefix.Problem(Prefix.Span, 0) is { } problem) return problem;
        if (Hash != leaf.Hash) return $"hash {Hash}, not {leaf.Hash}";
        if (PrehashKey != leaf.PrehashKey) return $"hash of the key {PrehashKey}, not {leaf.PrehashKey}";
        if (PrehashValue != leaf.PrehashValue) return $"hash of the value {PrehashValue}, not {leaf.PrehashValue}";
        if (Length != leaf.Length) return $"length {Length}, not {leaf.Length}";
        return Prefix.Span.StartsWith(leaf.Prefix.Span) ? null : $"prefix {CosmosRefusal.Show(Prefix.Span)} does not begin with {CosmosRefusal.Show(leaf.Prefix.Span)}";
    }

    private byte[]? Prepare(HashOp prehash, ReadOnlySpan<byte> data)
    {
        var hashed = prehash == HashOp.None ? data.ToArray() : prehash.Hash(data);
        if (hashed is null) return null;
        Span<byte> fixedSize = stackalloc byte[sizeof(ulong)];
        switch (Length)
        {
            case LengthOp.None:
            case LengthOp.Require32 when hashed.Length == 32:
            case LengthOp.Require64 when hashed.Length == 64:
                return hashed;
            case LengthOp.Varint:
                return [.. ProtoWriter.Number((ulong)hashed.Length), .. hashed];
            case LengthOp.Fixed32Big:
                BinaryPrimitives.WriteInt32BigEndian(fixedSize, hashed.Length);
                return [.. fixedSize[..sizeof(uint)], .. hashed];
            case LengthOp.Fixed32Little:
                BinaryPrimitives.WriteInt32LittleEndian(fixedSize, hashed.Length);
                return [.. fixedSize[..sizeof(uint)], .. hashed];
            case LengthOp.Fixed64Big:
                BinaryPrimitives.WriteInt64BigEndian(fixedSize, hashed.Length);
                return [.. fixedSize, .. hashed];
            case LengthOp.Fixed64Little:
                BinaryPrimitives.WriteInt64LittleEndian(fixedSize, hashed.Length);
                return [.. fixedSize, .. hashed];
            default:
                return null;
        }
    }
}
