using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Abi;

public ref partial struct AbiReader
{
    /// <summary>Reads a <c>uint{bits}</c> that must fit 128 bits.</summary>
    /// <param name="frame">The head to read from.</param>
    /// <param name="bits">Width of the declared type, 8 to 256; bits above it must be zero.</param>
    /// <param name="value">The number.</param>
    public bool TryReadUInt128(ref AbiFrame frame, int bits, out UInt128 value)
    {
        value = 0;
        var at = frame.Next;
        var word = NextWord(ref frame);
        if (word[..^(bits / 8)].ContainsAnyExcept((byte)0)) return Fail(AbiFaultCode.Padding, at, $"bits above uint{bits} are not zero in {Hex.Encode(word)}");
        if (word[..16].ContainsAnyExcept((byte)0)) return Fail(AbiFaultCode.OutOfRange, at, $"uint{bits} {Hex.Encode(word)} needs more than 128 bits");
        value = BinaryPrimitives.ReadUInt128BigEndian(word[16..]);
        return true;
    }

    /// <summary>Reads a <c>uint{bits}</c> that must fit 64 bits.</summary>
    public bool TryReadUInt64(ref AbiFrame frame, int bits, out ulong value)
    {
        value = 0;
        var at = frame.Next;
        if (!TryReadUInt128(ref frame, bits, out var wide)) return false;
        if (wide > ulong.MaxValue) return Fail(AbiFaultCode.OutOfRange, at, $"uint{bits} {wide} needs more than 64 bits");
        value = (ulong)wide;
        return true;
    }

    /// <summary>Reads an <c>int{bits}</c> that must fit 128 bits.</summary>
    /// <param name="frame">The head to read from.</param>
    /// <param name="bits">Width of the declared type, 8 to 256; bits above it must repeat the sign.</param>
    /// <param name="value">The number.</param>
    public bool TryReadInt128(ref AbiFrame frame, int bits, out Int128 value)
    {
        value = 0;
        var at = frame.Next;
        var word = NextWord(ref frame);
        var declared = Word - (bits / 8);
        if (word[..declared].ContainsAnyExcept(Sign(word[declared]))) return Fail(AbiFaultCode.Padding, at, $"bits above int{bits} do not repeat the sign in {Hex.Encode(word)}");
        if (word[..16].ContainsAnyExcept(Sign(word[16]))) return Fail(AbiFaultCode.OutOfRange, at, $"int{bits} {Hex.Encode(word)} needs more than 128 bits");
        value = BinaryPrimitives.ReadInt128BigEndian(word[16..]);
        return true;

        static byte Sign(byte top) => top >= 0x80 ? (byte)0xff : (byte)0;
    }

    /// <summary>Reads a <c>bool</c>: 0 or 1 and nothing else.</summary>
    public bool TryReadBool(ref AbiFrame frame, out bool value)
    {
        var at = frame.Next;
        var word = NextWord(ref frame);
        value = word[^1] == 1;
        return (word[^1] <= 1 && !word[..^1].ContainsAnyExcept((byte)0)) || Fail(AbiFaultCode.Padding, at, $"bool is {Hex.Encode(word)}");
    }

    public bool TryReadAddress(ref AbiFrame frame, out EvmAddress value)
    {
        var at = frame.Next;
        var word = NextWord(ref frame);
        value = EvmAddress.From(word[^EvmAddress.Size..]);
        return !word[..^EvmAddress.Size].ContainsAnyExcept((byte)0) || Fail(AbiFaultCode.Padding, at, $"bits above address are not zero in {Hex.Encode(word)}");
    }

    /// <summary>Reads a <c>bytes32</c>; every value is one.</summary>
    public void ReadBytes32(ref AbiFrame frame, out Hash256 value) => value = Hash256.From(NextWord(ref frame));
}
