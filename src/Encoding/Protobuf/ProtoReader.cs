namespace CrossChainOracle.Encoding.Protobuf;

/// <summary>Reads one protobuf message from untrusted bytes, strictly: known fields only, ascending, each once unless it repeats, numbers in their shortest form.</summary>
/// <remarks>
/// <para>Nothing throws: what is wrong is kept in <see cref="Problem"/>, after which every value is empty or zero. So a parser reads all fields and asks once.</para>
/// <para>An unknown field is refused, not skipped: in proven state it may be a debt that a newer version of the chain keeps there.</para>
/// </remarks>
public struct ProtoReader(ReadOnlyMemory<byte> bytes)
{
    private const int LongestVarint = 10;

    private int _position;
    private WireType _type;

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>What is wrong; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Offset of the next byte, or of what is wrong.</summary>
    public readonly int Position => _position;

    /// <summary>False at the end, and once something is wrong.</summary>
    /// <param name="repeated">Bit n is set where field n may stand several times.</param>
    public bool Next(ulong repeated = 0)
    {
        if (Problem is not null || _position == bytes.Length) return false;
        var start = _position;
        var tag = Raw();
        if (Problem is not null) return false;
        var field = tag >> 3;
        _type = (WireType)(byte)(tag & 7);
        if (field is 0 or > 63) return Fail(start, $"field {field}");
        if ((int)field < Field || ((int)field == Field && (repeated >> (int)field & 1) == 0)) return Fail(start, $"field {field} after field {Field}");
        Field = (int)field;
        return true;
    }

    public ulong Varint() => Is(WireType.Varint) ? Raw() : 0;

    /// <summary>An int64, of which negative numbers have ten bytes.</summary>
    public long Int64() => Varint() is var value && value <= long.MaxValue ? (long)value : -1 - (long)(ulong.MaxValue - value);

    /// <summary>An int32, uint32 or enum of at most 31 bits; negative numbers are refused.</summary>
    public int Int31()
    {
        var start = _position;
        var value = Varint();
        if (value <= int.MaxValue) return (int)value;
        Fail(start, $"field {Field} is {value}, more than 31 bits");
        return 0;
    }

    /// <summary>Bytes, text or a message.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        if (!Is(WireType.Bytes)) return default;
        var start = _position;
        var length = Raw();
        if (Problem is null && length > (ulong)(bytes.Length - _position)) Fail(start, $"field {Field} has {length} bytes, {bytes.Length - _position} are left");
        if (Problem is not null) return default;
        var value = bytes.Slice(_position, (int)length);
        _position += (int)length;
        return value;
    }

    /// <summary>Printable ASCII; other text is refused.</summary>
    public string Text()
    {
        var start = _position;
        var value = Bytes();
        if (!value.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return System.Text.Encoding.ASCII.GetString(value.Span);
        Fail(start, $"field {Field} is not printable ASCII");
        return string.Empty;
    }

    /// <summary>For a field that the message does not have.</summary>
    public void Unknown() => Fail(_position, $"unknown field {Field}");

    private bool Is(WireType type) => Problem is null && (_type == type || Fail(_position, $"field {Field} has wire type {(byte)_type}, not {(byte)type}"));

    private ulong Raw()
    {
        var start = _position;
        var span = bytes.Span;
        ulong value = 0;
        for (var i = 0; i < LongestVarint; i++)
        {
            if (_position == span.Length)
            {
                Fail(start, "cut short");
                return 0;
            }

            var next = span[_position++];

            // The tenth byte holds the last bit; a last byte of zero after others only makes the number longer.
            if ((i == LongestVarint - 1 && next > 1) || (i > 0 && next == 0)) break;
            value |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80) return value;
        }

        Fail(start, "a number that is not in its shortest form of at most 64 bits");
        return 0;
    }

    private bool Fail(int position, string problem)
    {
        Problem ??= problem;
        _position = position;
        return false;
    }
}
