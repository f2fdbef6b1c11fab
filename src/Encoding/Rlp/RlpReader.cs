using System.Buffers.Binary;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding.Rlp;

/// <summary>Reads canonical RLP (Ethereum Yellow Paper, appendix B) from untrusted bytes.</summary>
/// <remarks>
/// Only the shortest form of every length passes, so that a value has one encoding. The first thing wrong sticks as <see cref="Fault"/> and every later read gives
/// a default value: a codec reads all its fields and asks once. Nothing that outside bytes can contain makes it throw.
/// </remarks>
/// <param name="data">Items one after the other.</param>
/// <param name="origin">Where the data stands in the whole, for positions in faults.</param>
public ref struct RlpReader(ReadOnlySpan<byte> data, int origin = 0)
{
    private const int LongestShort = 55;

    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;

    /// <summary>The first fault that was met; of code <see cref="RlpFaultCode.None"/> while there is none.</summary>
    public RlpFault Fault { get; private set; }

    public readonly bool Ok => Fault.Code == RlpFaultCode.None;

    /// <summary>True behind the last item, and after a fault, so that a loop over items ends either way.</summary>
    public readonly bool IsAtEnd => !Ok || _at == _data.Length;

    /// <summary>Where the next item starts, from the start of the data.</summary>
    public readonly int Position => origin + _at;

    /// <summary>The next item of either kind; a list's items are not looked at.</summary>
    public RlpItem Item()
    {
        if (!Ok || !TryReadPrefix(out var isList, out var prefix, out var length)) return default;
        var start = _at;
        _at += prefix + length;
        return new(isList, _data.Slice(start + prefix, length), _data[start.._at], origin + start + prefix);
    }

    /// <summary>Bytes of any length up to <paramref name="maximum"/>.</summary>
    public ReadOnlySpan<byte> Bytes(int maximum)
    {
        var at = Position;
        var item = Item();
        if (!Ok) return default;
        if (item.IsList) return Fail(RlpFaultCode.WrongKind, at, "a list where bytes must stand");
        return item.Payload.Length <= maximum ? item.Payload : Fail(RlpFaultCode.WrongLength, at, $"{item.Payload.Length} bytes, at most {maximum} are accepted");
    }

    /// <summary>Exactly <paramref name="size"/> bytes; after a fault, none.</summary>
    public ReadOnlySpan<byte> Fixed(int size)
    {
        var at = Position;
        var bytes = Bytes(int.MaxValue);
        if (!Ok) return default;
        return bytes.Length == size ? bytes : Fail(RlpFaultCode.WrongLength, at, $"{bytes.Length} bytes, not {size}");
    }

    public Hash256 Hash() => Fixed(Hash256.Size) is { IsEmpty: false } bytes ? Hash256.From(bytes) : default;

    public EvmAddress Address() => Fixed(EvmAddress.Size) is { IsEmpty: false } bytes ? EvmAddress.From(bytes) : default;

    /// <summary>A number of up to 256 bits as 32 big-endian bytes.</summary>
    public Hash256 U256()
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        Number(word);
        return Hash256.From(word);
    }

    public UInt128 U128()
    {
        Span<byte> word = stackalloc byte[16];
        word.Clear();
        Number(word);
        return BinaryPrimitives.ReadUInt128BigEndian(word);
    }

    public ulong U64()
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        word.Clear();
        Number(word);
        return BinaryPrimitives.ReadUInt64BigEndian(word);
    }

    /// <summary>A reader of the next item's items. Whoever takes it gives it back to <see cref="Close"/>.</summary>
    public RlpReader List()
    {
        var at = Position;
        var item = Item();
        if (Ok && !item.IsList) Fail(RlpFaultCode.WrongKind, at, "bytes where a list must stand");
        return Ok ? new(item.Payload, item.At) : default;
    }

    /// <summary>Takes over a fault of a list's reader; items of the list that were not read are one.</summary>
    public void Close(RlpReader list) => Refuse(list.Finish());

    /// <summary>The fault so far, or that data was left over.</summary>
    public readonly RlpFault Finish() =>
        Ok && _at < _data.Length ? new(RlpFaultCode.Trailing, Position, $"{_data.Length - _at} bytes behind the last item") : Fault;

    /// <summary>Notes a fault that its user found; the first one sticks.</summary>
    public void Refuse(RlpFault fault)
    {
        if (Ok) Fault = fault;
    }

    private void Number(scoped Span<byte> word)
    {
        var at = Position;
        var bytes = Bytes(int.MaxValue);
        if (bytes.IsEmpty) return;
        if (bytes[0] == 0) Fail(RlpFaultCode.LeadingZero, at, $"a number of {bytes.Length} bytes begins with zero");
        else if (bytes.Length > word.Length) Fail(RlpFaultCode.OutOfRange, at, $"a number of {bytes.Length} bytes, at most {word.Length} fit");
        else bytes.CopyTo(word[^bytes.Length..]);
    }

    private bool TryReadPrefix(out bool isList, out int prefix, out int length)
    {
        var rest = _data[_at..];
        (isList, prefix, length) = (false, 0, 0);
        if (rest.IsEmpty) return Refuse(RlpFaultCode.Truncated, "an item is expected, nothing is left");
        var first = rest[0];
        isList = first >= 0xc0;
        if (first < 0x80)
        {
            length = 1;
            return true;
        }

        var form = first - (isList ? 0xc0 : 0x80);
        prefix = 1;
        if (form > LongestShort) return TryReadLength(rest[1..], form - LongestShort, out prefix, out length);
        length = form;
        if (length > rest.Length - 1) return Refuse(RlpFaultCode.Truncated, $"{length} bytes expected, {rest.Length - 1} left");
        return isList || length != 1 || rest[1] >= 0x80 || Refuse(RlpFaultCode.NotMinimal, $"the byte {rest[1]:x2} is its own encoding");
    }

    private bool TryReadLength(ReadOnlySpan<byte> rest, int size, out int prefix, out int length)
    {
        (prefix, length) = (1 + size, 0);
        if (size > rest.Length) return Refuse(RlpFaultCode.Truncated, $"a length of {size} bytes expected, {rest.Length} left");
        if (rest[0] == 0) return Refuse(RlpFaultCode.NotMinimal, "a length begins with zero");
        ulong stated = 0;
        foreach (var digit in rest[..size]) stated = (stated << 8) | digit;
        if (stated <= LongestShort) return Refuse(RlpFaultCode.NotMinimal, $"the length {stated} has a form of its own");
        if (stated > (ulong)(rest.Length - size)) return Refuse(RlpFaultCode.Truncated, $"{stated} bytes expected, {rest.Length - size} left");
        length = (int)stated;
        return true;
    }

    private bool Refuse(RlpFaultCode code, string detail)
    {
        Refuse(new RlpFault(code, Position, detail));
        return false;
    }

    private ReadOnlySpan<byte> Fail(RlpFaultCode code, int at, string detail)
    {
        Refuse(new RlpFault(code, at, detail));
        return default;
    }
}
