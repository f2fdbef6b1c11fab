namespace CrossChainOracle.Encoding.Abi;

/// <summary>Reads canonical ABI encoding (Solidity contract ABI specification, "Strict Encoding Mode") from untrusted bytes.</summary>
/// <remarks>
/// <para>Strict means that every offset points to the place where the value must stand: directly behind everything read before. So there are no gaps, no
/// overlaps and no sharing, reading is linear in the length of the data, and one value has one encoding. Solidity's and Vyper's encoders write it.</para>
/// <para>Nothing here throws for what the data holds: a method returns false and <see cref="Fault"/> says what, where and the operands. After a fault the
/// reader is not to be used further. Heads are read through frames: <see cref="TryOpen"/> the outermost, then each dynamic value through its frame.</para>
/// </remarks>
public ref partial struct AbiReader(ReadOnlySpan<byte> data)
{
    /// <summary>Bytes in a word; every head and tail is a whole number of them.</summary>
    public const int Word = 32;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _end;

    /// <summary>The first fault that was met.</summary>
    public AbiFault Fault { get; private set; }

    /// <summary>Opens the head of the outermost tuple: its values' static words, one for each dynamic value.</summary>
    public bool TryOpen(int words, out AbiFrame frame)
    {
        frame = default;
        if (words < 0 || words > (_data.Length - _end) / Word) return Fail(AbiFaultCode.Truncated, _end, $"{words} words expected, {_data.Length - _end} bytes left");
        frame = new(_end, words);
        _end = frame.End;
        return true;
    }

    /// <summary>Opens a dynamic tuple that the frame's next word points to.</summary>
    public bool TryOpenTuple(ref AbiFrame frame, int words, out AbiFrame tuple)
    {
        tuple = default;
        return TryFollow(ref frame) && TryOpen(words, out tuple);
    }

    /// <summary>Opens an array that the frame's next word points to.</summary>
    /// <param name="frame">The head to read from.</param>
    /// <param name="maximum">More elements than this are refused.</param>
    /// <param name="count">How many elements there are.</param>
    /// <param name="elements">The heads of the elements, one behind the other.</param>
    /// <param name="words">Head words of one element: one where it is dynamic, all of its words where it is static.</param>
    public bool TryOpenArray(ref AbiFrame frame, int maximum, out int count, out AbiFrame elements, int words = 1)
    {
        elements = default;
        return TryReadLength(ref frame, maximum, out count) && TryOpen(checked(count * words), out elements);
    }

    /// <summary>Reads the <c>bytes</c> that the frame's next word points to.</summary>
    public bool TryReadBytes(ref AbiFrame frame, int maximum, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadLength(ref frame, maximum, out var length)) return false;
        var at = _end;
        var padding = (Word - (length % Word)) % Word;
        if ((long)length + padding > _data.Length - at) return Fail(AbiFaultCode.Truncated, at, $"{length} bytes and {padding} of padding expected, {_data.Length - at} left");
        if (_data.Slice(at + length, padding).ContainsAnyExcept((byte)0)) return Fail(AbiFaultCode.Padding, at + length, "padding behind bytes is not zero");
        value = _data.Slice(at, length);
        _end = at + length + padding;
        return true;
    }

    /// <summary>Reads the <c>string</c> that the frame's next word points to.</summary>
    public bool TryReadString(ref AbiFrame frame, int maximumBytes, out string value)
    {
        value = string.Empty;
        if (!TryReadBytes(ref frame, maximumBytes, out var bytes)) return false;
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) return Fail(AbiFaultCode.Text, _end - bytes.Length, $"{bytes.Length} bytes of string are not UTF-8");
        value = System.Text.Encoding.UTF8.GetString(bytes);
        return true;
    }

    /// <summary>True when everything was read.</summary>
    public bool TryFinish() =>
        _end == _data.Length || Fail(AbiFaultCode.Trailing, _end, $"{_data.Length - _end} bytes behind the last value");

    private bool TryReadLength(ref AbiFrame frame, int maximum, out int length)
    {
        length = 0;
        if (!TryFollow(ref frame) || !TryOpen(1, out var head)) return false;
        var at = head.Start;
        if (!TryReadUInt64(ref head, 256, out var value))
        {
            return Fault.Code == AbiFaultCode.OutOfRange && Refine(AbiFaultCode.TooMany, at, $"length is more than {maximum}");
        }

        if (value > (ulong)maximum) return Fail(AbiFaultCode.TooMany, at, $"length {value} is more than {maximum}");
        length = (int)value;
        return true;
    }

    // Canonical: the next dynamic value stands directly behind everything read so far.
    private bool TryFollow(ref AbiFrame frame)
    {
        var at = frame.Next;
        var expected = (ulong)(_end - frame.Start);
        if (!TryReadUInt64(ref frame, 256, out var offset))
        {
            return Fault.Code == AbiFaultCode.OutOfRange && Refine(AbiFaultCode.Offset, at, $"offset is huge, {expected} expected");
        }

        return offset == expected || Fail(AbiFaultCode.Offset, at, $"offset {offset}, {expected} expected");
    }

    private ReadOnlySpan<byte> NextWord(ref AbiFrame frame)
    {
        if (frame.Next >= frame.End) throw new InvalidOperationException($"The frame at byte {frame.Start} has no further head word; it was opened for too few.");
        var word = _data.Slice(frame.Next, Word);
        frame.Next += Word;
        return word;
    }

    private bool Fail(AbiFaultCode code, int at, string detail)
    {
        if (Fault.Code == AbiFaultCode.None) Fault = new(code, at, detail);
        return false;
    }

    private bool Refine(AbiFaultCode code, int at, string detail)
    {
        Fault = new(code, at, detail);
        return false;
    }
}
