using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace CrossChainOracle.Domain;

/// <summary>A 20-byte Ethereum address: an attester, a guardian, a contract.</summary>
/// <remarks>The default value is the zero address, which is nobody. Ordered as bytes.</remarks>
public readonly struct EvmAddress : IEquatable<EvmAddress>, IComparable<EvmAddress>
{
    public const int Size = 20;

    private readonly ulong _a, _b;
    private readonly uint _c;

    private EvmAddress(ulong a, ulong b, uint c) => (_a, _b, _c) = (a, b, c);

    public bool IsZero => (_a | _b | _c) == 0;

    /// <exception cref="ArgumentException">The span is not exactly 20 bytes.</exception>
    public static EvmAddress From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"An address has 20 bytes, not {bytes.Length}.", nameof(bytes));
        return new(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));
    }

    /// <summary>Writes the 20 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _c);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>40 hex digits of either case, with or without <c>0x</c>. An EIP-55 checksum is not required and not checked.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EvmAddress address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!Hex.TryDecode(text, bytes)) return false;
        address = From(bytes);
        return true;
    }

    /// <exception cref="FormatException">Not 40 hex digits.</exception>
    public static EvmAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an address of 20 bytes in hex.");

    public bool Equals(EvmAddress other) => _a == other._a && _b == other._b && _c == other._c;

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is EvmAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_a, _b, _c);

    public int CompareTo(EvmAddress other)
    {
        if (_a != other._a) return _a.CompareTo(other._a);
        if (_b != other._b) return _b.CompareTo(other._b);
        return _c.CompareTo(other._c);
    }

    public static bool operator ==(EvmAddress left, EvmAddress right) => left.Equals(right);

    public static bool operator !=(EvmAddress left, EvmAddress right) => !left.Equals(right);

    public static bool operator <(EvmAddress left, EvmAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(EvmAddress left, EvmAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(EvmAddress left, EvmAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EvmAddress left, EvmAddress right) => left.CompareTo(right) >= 0;

    /// <summary><c>0x</c> and 40 lower-case hex digits.</summary>
    public override string ToString() => Hex.Encode(ToArray());
}
