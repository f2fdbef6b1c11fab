using System.Security.Cryptography;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>Content-MD5: what the service compares on arrival, keeps, and says again to those who read. Against damage, not against intent.</summary>
internal static class Checksum
{
#pragma warning disable CA5351 // The header is defined by this hash.
    public static byte[] Of(ReadOnlySpan<byte> content) => MD5.HashData(content);
#pragma warning restore CA5351
}
