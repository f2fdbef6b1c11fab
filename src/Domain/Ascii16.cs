using System.Buffers.Binary;

namespace CrossChainOracle.Domain;

/// <summary>1 to 16 printable ASCII characters (0x21 to 0x7e), held as 16 bytes padded with zeros on the right.</summary>
/// <remarks>
/// The form in which feeds, routes and shards stand in signed bytes: readable in a hex dump, cheap in calldata, ordered as text.
/// The default value is sixteen zero bytes and names nothing.
/// </remarks>
internal readonly record struct Ascii16(ulong High, ulong Low) : IComparable<Ascii16>
{
    public const int Size = 16;

    public bool IsEmpty => High == 0;

    public static bool TryParse(string? text, out Ascii16 value)
    {
        value = default;
        if (string.IsNullOrEmpty(text) || text.Length > Size) return false;
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < '!' or > '~') return false;
            bytes[i] = (byte)text[i];
        }

        return TryRead(bytes, out value);
    }

    /// <summary>False when the 16 bytes are not printable characters followed by zeros only.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Ascii16 value)
    {
        value = default;
        var length = bytes[..Size].IndexOf((byte)0);
        if (length < 0) length = Size;
        if (length == 0 || bytes[length..Size].ContainsAnyExcept((byte)0) || bytes[..length].ContainsAnyExceptInRange((byte)'!', (byte)'~')) return false;
        value = new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return true;
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public int CompareTo(Ascii16 other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return System.Text.Encoding.ASCII.GetString(bytes.TrimEnd((byte)0));
    }
}
