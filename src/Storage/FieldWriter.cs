using System.Buffers.Binary;
using System.Text;

namespace CrossChainOracle.Storage;

/// <summary>Writes big-endian fields into an array of exactly the size they need; see <see cref="FieldReader"/>.</summary>
public ref struct FieldWriter(int size)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes = new byte[size];
    private int _position;

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    /// <summary>The space of a field that the caller fills.</summary>
    public Span<byte> Take(int count)
    {
        var field = _bytes.AsSpan(_position, count);
        _position += count;
        return field;
    }

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Take(value.Length));

    public void Text(string value) => _position += Strict.GetBytes(value, _bytes.AsSpan(_position));

    /// <exception cref="InvalidOperationException">The size given does not match what was written.</exception>
    public readonly byte[] Finish() =>
        _position == _bytes.Length ? _bytes : throw new InvalidOperationException($"{_position} of {_bytes.Length} bytes written.");

    /// <summary>Bytes of UTF-8; null when the text has half a surrogate pair and cannot be written.</summary>
    public static int? TextSize(string value)
    {
        try
        {
            return Strict.GetByteCount(value);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }
}
