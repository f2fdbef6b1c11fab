using System.Buffers.Binary;
using System.Numerics;

namespace CrossChainOracle.Storage;

/// <summary>CRC-32C (RFC 3720, appendix B.4), in a form that continues from an earlier checksum.</summary>
internal static class Checksum
{
    public const int Size = 4;

    /// <summary>The checksum of what <paramref name="previous"/> covers (0: nothing) followed by <paramref name="bytes"/>.</summary>
    /// <remarks>Never continue over bytes that hold <paramref name="previous"/> itself: message and checksum together always leave the same
    /// remainder, and the chain would forget everything before.</remarks>
    public static uint Extend(uint previous, ReadOnlySpan<byte> bytes)
    {
        var crc = ~previous;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
