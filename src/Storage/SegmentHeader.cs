using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CrossChainOracle.Storage;

/// <summary>
/// The start of a segment file, big-endian: magic u32 | version u32 | kind u32 | first record number u64 | seed u32 | checksum u32.
/// The seed is the checksum that ends the segment before; the checksum covers all fields and seeds this segment's first record.
/// </summary>
internal static class SegmentHeader
{
    public const int Size = 28;

    private const uint Magic = 0x43434F4C; // "CCOL"
    private const uint Version = 1;
    private const int NameDigits = 20;
    private const string Extension = ".seg";

    /// <summary>The seed of a log's first segment.</summary>
    public const uint Genesis = 0;

    /// <summary>Writes the one valid header for these values; returns its checksum.</summary>
    public static uint Write(Span<byte> destination, string kind, long first, uint seed)
    {
        if (kind.Length != 4 || !Ascii.IsValid(kind)) throw new ArgumentException($"A log kind is four ASCII characters, not '{kind}'.", nameof(kind));
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Version);
        Encoding.ASCII.GetBytes(kind, destination[8..]);
        BinaryPrimitives.WriteInt64BigEndian(destination[12..], first);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], seed);
        var checksum = Checksum.Extend(0, destination[..24]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], checksum);
        return checksum;
    }

    /// <summary>Sorts by first record number, as text too.</summary>
    public static string FileName(long first) => first.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    public static bool IsSegment(string fileName) => fileName.EndsWith(Extension, StringComparison.Ordinal);

    public static bool TryParseFileName(string fileName, out long first)
    {
        first = 0;
        return fileName.Length == NameDigits + Extension.Length
            && long.TryParse(fileName.AsSpan(0, NameDigits), NumberStyles.None, CultureInfo.InvariantCulture, out first);
    }

    public static string Describe(ReadOnlySpan<byte> header) => "header 0x" + Convert.ToHexStringLower(header);
}
