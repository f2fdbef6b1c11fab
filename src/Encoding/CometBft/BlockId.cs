using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Protobuf;

namespace CrossChainOracle.Encoding.CometBft;

/// <summary>What validators vote for: a header, and the parts that its block was sent in (CometBFT <c>types.BlockID</c>).</summary>
/// <param name="Hash">Of the header; null in the first header's last block.</param>
/// <param name="Total">Number of parts.</param>
/// <param name="PartsHash">Root over the parts; null where there are none.</param>
public readonly record struct BlockId(Hash256? Hash, uint Total, Hash256? PartsHash)
{
    /// <summary>The same bytes stand in headers (BlockID) and under signatures (CanonicalBlockID).</summary>
    internal byte[] Encode() => new ProtoWriter()
        .Bytes(1, HashBytes.Of(Hash))
        .Message(2, new ProtoWriter().Varint(1, Total).Bytes(2, HashBytes.Of(PartsHash)).ToArray())
        .ToArray();
}

internal static class HashBytes
{
    public static ReadOnlySpan<byte> Of(Hash256? hash) => hash is { } bytes ? bytes.ToArray() : default;
}
