using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Proofs.Pyth;

/// <summary>A PNAU accumulator update, parsed and not yet verified.</summary>
/// <remarks>
/// <code>
/// "PNAU" | major u8 = 1 | minor u8 | header length u8 | header | update type u8 = 0 | VAA length u16 | VAA
/// n u8 | n × { message length u16 | message | proof length u8 | proof length × node 20 }
/// </code>
/// Any minor version is read, and a longer header passed over, as the contracts do. Nothing may follow the last message.
/// Source: pyth-crosschain, <c>PythAccumulator.sol</c>.
/// </remarks>
internal sealed record Accumulator(byte Minor, ReadOnlyMemory<byte> Vaa, IReadOnlyList<Accumulator.Entry> Entries)
{
    internal const uint Magic = 0x504e4155;
    internal const byte Major = 1;
    internal const byte WormholeMerkle = 0;

    /// <param name="Message">As signed.</param>
    /// <param name="Proof">Whole nodes of <see cref="Keccak160Tree.Size"/> bytes.</param>
    internal readonly record struct Entry(ReadOnlyMemory<byte> Message, ReadOnlyMemory<byte> Proof);

    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Accumulator? update, [NotNullWhen(false)] out ProofRefusal? refusal)
    {
        update = null;
        refusal = null;
        if (bytes.Length > PythUpdate.MaximumSize)
        {
            refusal = new ProofRefusal.Oversized("update", bytes.Length, PythUpdate.MaximumSize);
            return false;
        }

        var reader = new WireReader(bytes);
        var (magic, major, minor) = (reader.U32(), reader.U8(), reader.U8());
        if (magic != Magic) return Refuse(0, $"begins with {magic:x8}, not PNAU", out refusal);
        if (major != Major) return Refuse(4, $"major version {major}, not {Major}", out refusal);
        reader.Take(reader.U8());
        var typeAt = reader.Position;
        var type = reader.U8();
        if (type != WormholeMerkle) return Refuse(typeAt, $"update type {type}, not {WormholeMerkle}", out refusal);
        var vaa = reader.Take(reader.U16());
        var entries = ReadEntries(ref reader);
        if (reader.Failed) return Refuse(reader.Position, "cut short", out refusal);
        if (reader.Remaining != 0) return Refuse(reader.Position, $"{reader.Remaining} bytes after the last message", out refusal);
        update = new(minor, vaa, entries);
        return true;
    }

    private static Entry[] ReadEntries(ref WireReader reader)
    {
        var entries = new Entry[reader.U8()];
        for (var i = 0; i < entries.Length && !reader.Failed; i++)
        {
            entries[i] = new(reader.Take(reader.U16()), reader.Take(reader.U8() * Keccak160Tree.Size));
        }

        return entries;
    }

    private static bool Refuse(int offset, string problem, out ProofRefusal refusal)
    {
        refusal = new ProofRefusal.Malformed("update", offset, problem);
        return false;
    }
}
