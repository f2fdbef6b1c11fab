using System.Buffers.Binary;
using System.Globalization;

namespace CrossChainOracle.Storage;

/// <summary>
/// A record in a segment, big-endian: length u32 | record number u64 | header checksum u32 | payload | payload checksum u32. The header checksum
/// continues the checksum before the record, the payload checksum continues the header checksum: the four bytes before a record are its seed.
/// </summary>
internal static class RecordFrame
{
    public const int HeaderSize = 16;
    public const int Overhead = HeaderSize + Checksum.Size;

    private const int CheckedHeader = 12;

    /// <summary>Writes the whole record; returns the payload checksum, the seed of the next one.</summary>
    public static uint Write(Span<byte> destination, uint seed, long number, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, payload.Length);
        BinaryPrimitives.WriteInt64BigEndian(destination[4..], number);
        var header = Checksum.Extend(seed, destination[..CheckedHeader]);
        BinaryPrimitives.WriteUInt32BigEndian(destination[CheckedHeader..], header);
        payload.CopyTo(destination[HeaderSize..]);
        var checksum = Checksum.Extend(header, payload);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(HeaderSize + payload.Length)..], checksum);
        return checksum;
    }

    /// <summary>The payload length; null with the damage when the header is not the one that must stand here.</summary>
    public static int? ReadHeader(ReadOnlySpan<byte> header, uint seed, RecordPlace place, out LogDamage? damage)
    {
        damage = null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        var number = BinaryPrimitives.ReadUInt64BigEndian(header[4..]);
        var actual = BinaryPrimitives.ReadUInt32BigEndian(header[CheckedHeader..]);
        var expected = Checksum.Extend(seed, header[..CheckedHeader]);
        if (actual != expected) damage = place.Damage(DamageKind.RecordHeader, ChecksumText(expected), ChecksumText(actual));
        else if (number != (ulong)place.Number) damage = place.Damage(DamageKind.RecordHeader, $"record number {place.Number}", $"record number {number}");
        else if (length is 0 or > LogLimits.MaxRecordBytes)
        {
            damage = place.Damage(DamageKind.RecordHeader, $"a length from 1 to {LogLimits.MaxRecordBytes}", $"length {length}");
        }

        return damage is null ? (int)length : null;
    }

    /// <summary>Checks a whole record whose header was read; the checksum is the seed of the next record.</summary>
    public static LogDamage? CheckPayload(ReadOnlySpan<byte> record, RecordPlace place, out uint checksum)
    {
        var header = BinaryPrimitives.ReadUInt32BigEndian(record[CheckedHeader..]);
        checksum = BinaryPrimitives.ReadUInt32BigEndian(record[^Checksum.Size..]);
        var expected = Checksum.Extend(header, record[HeaderSize..^Checksum.Size]);
        return checksum == expected ? null : place.Damage(DamageKind.RecordPayload, ChecksumText(expected), ChecksumText(checksum));
    }

    private static string ChecksumText(uint value) => "checksum 0x" + value.ToString("x8", CultureInfo.InvariantCulture);
}

/// <summary>Where a record stands or should stand.</summary>
internal readonly record struct RecordPlace(string File, long Offset, long Number)
{
    public LogDamage Damage(DamageKind kind, string expected, string actual) => new(kind, File, Offset, Number, expected, actual);
}
