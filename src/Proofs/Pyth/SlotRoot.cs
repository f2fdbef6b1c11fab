using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>The payload of Pyth's VAA: the root over all messages of one Pythnet slot.</summary>
/// <remarks>
/// <code>"AUWV" | type u8 = 0 | slot u64 | ring size u32 | root 20</code>
/// Bytes after the root are passed over, as the contracts do: they are signed, and later versions may add fields.
/// </remarks>
internal sealed record SlotRoot(ulong Slot, uint RingSize, ReadOnlyMemory<byte> Root)
{
    internal const uint Magic = 0x41555756;
    internal const int Size = 37;

    public static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out SlotRoot? root, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        root = null;
        var reader = new WireReader(payload);
        var (magic, type) = (reader.U32(), reader.U8());
        var read = new SlotRoot(reader.U64(), reader.U32(), reader.Take(Keccak160Tree.Size));
        refusal = null;
        if (magic != Magic) refusal = new ProofRefusal.Malformed("payload", 0, $"begins with {magic:x8}, not AUWV");
        else if (type != Accumulator.WormholeMerkle) refusal = new ProofRefusal.Malformed("payload", 4, $"update type {type}, not {Accumulator.WormholeMerkle}");
        else if (reader.Failed) refusal = new ProofRefusal.Malformed("payload", reader.Position, "cut short");
        else root = read;
        return refusal is null;
    }
}
