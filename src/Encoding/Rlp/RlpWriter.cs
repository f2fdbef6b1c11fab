using System.Buffers;
using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Rlp;

/// <summary>Writes canonical RLP; the inverse of <see cref="RlpReader"/>. Lists are writers of their own.</summary>
public sealed class RlpWriter
{
    private const int LongestShort = 55;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public RlpWriter Bytes(ReadOnlySpan<byte> value)
    {
        if (value.Length != 1 || value[0] >= 0x80) Prefix(0x80, value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>A number: its big-endian bytes without leading zeros, none for zero.</summary>
    public RlpWriter Number(UInt128 value)
    {
        Span<byte> word = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(word, value);
        return Bytes(word.TrimStart((byte)0));
    }

    public RlpWriter Hash(Hash256 value)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        value.CopyTo(bytes);
        return Bytes(bytes);
    }

    public RlpWriter Address(EvmAddress value)
    {
        Span<byte> bytes = stackalloc byte[EvmAddress.Size];
        value.CopyTo(bytes);
        return Bytes(bytes);
    }

    /// <summary>The items of another writer as one list.</summary>
    public RlpWriter List(RlpWriter items)
    {
        Prefix(0xc0, items._bytes.WrittenCount);
        _bytes.Write(items._bytes.WrittenSpan);
        return this;
    }

    /// <summary>An item that is encoded already.</summary>
    public RlpWriter Encoded(ReadOnlySpan<byte> item)
    {
        _bytes.Write(item);
        return this;
    }

    /// <summary>The items one after the other.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>The items as one list.</summary>
    public byte[] ToList() => new RlpWriter().List(this).ToArray();

    private void Prefix(int kind, int length)
    {
        Span<byte> prefix = stackalloc byte[1 + sizeof(int)];
        if (length <= LongestShort)
        {
            prefix[0] = (byte)(kind + length);
            _bytes.Write(prefix[..1]);
            return;
        }

        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        var digits = prefix[1..].TrimStart((byte)0);
        _bytes.Write([(byte)(kind + LongestShort + digits.Length)]);
        _bytes.Write(digits);
    }
}
