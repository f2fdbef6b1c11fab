using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace CrossChainOracle.Storage;

/// <summary>Reads big-endian fields front to back. The first fault sticks: what is read after it is zero or empty, so that a parser checks once, at its end.</summary>
public ref struct FieldReader(ReadOnlyMemory<byte> bytes)
{
    private readonly ReadOnlyMemory<byte> _bytes = bytes;

    /// <summary>Byte offset of the next field.</summary>
    public int Position { get; private set; }

    /// <summary>What is wrong; null while everything was there.</summary>
    public string? Fault { get; private set; }

    public byte U8() => Take(1) is [var value] ? value : default;

    public ushort U16() => Take(2) is { Length: 2 } field ? BinaryPrimitives.ReadUInt16BigEndian(field) : default;

    public uint U32() => Take(4) is { Length: 4 } field ? BinaryPrimitives.ReadUInt32BigEndian(field) : default;

    public ulong U64() => Take(8) is { Length: 8 } field ? BinaryPrimitives.ReadUInt64BigEndian(field) : default;

    /// <summary>A slice of the input, not a copy; empty after a fault.</summary>
    public ReadOnlyMemory<byte> Bytes(long count)
    {
        var start = Position;
        return Take(count).Length == count ? _bytes.Slice(start, (int)count) : default;
    }

    /// <summary>Strict UTF-8.</summary>
    public string Text(int byteCount)
    {
        var start = Position;
        var field = Take(byteCount);
        if (Utf8.IsValid(field)) return Encoding.UTF8.GetString(field);
        Refuse($"bytes {start} to {start + byteCount} are not UTF-8");
        return "";
    }

    /// <summary>Records a fault that the caller found, unless there was one before.</summary>
    public void Refuse(string fault) => Fault ??= fault;

    /// <summary>Nothing may follow.</summary>
    public void End()
    {
        if (Position < _bytes.Length) Refuse($"{_bytes.Length - Position} bytes too many");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _bytes.Length - Position) Refuse($"{count} bytes wanted at {Position}, {_bytes.Length - Position} there");
        if (Fault is not null) return default;
        var field = _bytes.Span.Slice(Position, (int)count);
        Position += (int)count;
        return field;
    }
}
