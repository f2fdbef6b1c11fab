using System.Buffers;
using System.Buffers.Binary;

namespace CrossChainOracle.Encoding.Protobuf;

/// <summary>Protobuf (proto3 wire format) in the deterministic form that Go's generated code gives and that CometBFT hashes: what is zero or empty is left out.</summary>
/// <remarks>The caller writes fields in ascending order. A generated library is not used: it promises no bytes, and the messages here have few fields.</remarks>
public sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ProtoWriter Varint(int field, ulong value)
    {
        if (value != 0) Tag(field, WireType.Varint).Raw(value);
        return this;
    }

    /// <summary>An int64: negative numbers have ten bytes.</summary>
    public ProtoWriter Int64(int field, long value) => Varint(field, value >= 0 ? (ulong)value : ulong.MaxValue - (ulong)-(value + 1));

    /// <summary>An sfixed64: eight bytes, little-endian.</summary>
    public ProtoWriter SFixed64(int field, long value)
    {
        if (value == 0) return this;
        Tag(field, WireType.Fixed64);
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(sizeof(long)), value);
        _buffer.Advance(sizeof(long));
        return this;
    }

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value) => value.IsEmpty ? this : Message(field, value);

    public ProtoWriter Text(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes or a message that is written also when it is empty, as fields are that cannot be null.</summary>
    public ProtoWriter Message(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.Bytes).Raw((ulong)value.Length);
        _buffer.Write(value);
        return this;
    }

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    /// <summary>With its own length before it.</summary>
    public byte[] ToDelimited() => [.. Number((ulong)_buffer.WrittenCount), .. _buffer.WrittenSpan];

    /// <summary>A number alone, without a field: seven bits a byte, the lowest first.</summary>
    public static byte[] Number(ulong value)
    {
        var writer = new ProtoWriter();
        writer.Raw(value);
        return writer.ToArray();
    }

    private ProtoWriter Tag(int field, WireType type)
    {
        Raw(((ulong)field << 3) | (byte)type);
        return this;
    }

    private void Raw(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)((value & 0x7f) | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }
}

/// <summary>How a field's value is laid out; the low three bits of its tag.</summary>
public enum WireType : byte
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
