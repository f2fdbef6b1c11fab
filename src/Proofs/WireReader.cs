using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Proofs;

/// <summary>Big-endian fields out of bytes from outside.</summary>
/// <remarks>
/// Reading past the end gives zeros and sets <see cref="Failed"/> for good, so that a parser reads a whole section and asks once; nothing throws.
/// </remarks>
internal struct WireReader(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Offset of the next byte; of the field that was cut short once <see cref="Failed"/>.</summary>
    public int Position { get; private set; }

    public bool Failed { get; private set; }

    public readonly int Remaining => bytes.Length - Position;

    public ReadOnlyMemory<byte> Take(int count)
    {
        if (Failed || count > Remaining)
        {
            Failed = true;
            return default;
        }

        var taken = bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    public ReadOnlyMemory<byte> Rest() => Take(Remaining);

    public byte U8() => Take(1) is { IsEmpty: false } field ? field.Span[0] : (byte)0;

    public ushort U16() => Take(2) is { IsEmpty: false } field ? BinaryPrimitives.ReadUInt16BigEndian(field.Span) : (ushort)0;

    public uint U32() => Take(4) is { IsEmpty: false } field ? BinaryPrimitives.ReadUInt32BigEndian(field.Span) : 0;

    public int I32() => Take(4) is { IsEmpty: false } field ? BinaryPrimitives.ReadInt32BigEndian(field.Span) : 0;

    public ulong U64() => Take(8) is { IsEmpty: false } field ? BinaryPrimitives.ReadUInt64BigEndian(field.Span) : 0;

    public long I64() => Take(8) is { IsEmpty: false } field ? BinaryPrimitives.ReadInt64BigEndian(field.Span) : 0;

    public UInt128 U128() => Take(16) is { IsEmpty: false } field ? BinaryPrimitives.ReadUInt128BigEndian(field.Span) : 0;

    public Int128 I128() => Take(16) is { IsEmpty: false } field ? BinaryPrimitives.ReadInt128BigEndian(field.Span) : 0;

    public Hash256 Hash() => Take(Hash256.Size) is { IsEmpty: false } field ? Hash256.From(field.Span) : default;

    public EvmAddress Address() => Take(EvmAddress.Size) is { IsEmpty: false } field ? EvmAddress.From(field.Span) : default;
}
