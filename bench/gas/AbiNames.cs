using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Gas;

/// <summary>Names as contracts take them: <c>bytes16</c>, at the left of its word.</summary>
internal static class AbiNames
{
    public static AbiWriter Name(this AbiWriter writer, ShardId shard)
    {
        var word = new byte[Hash256.Size];
        shard.CopyTo(word);
        return writer.Bytes32(Hash256.From(word));
    }

    public static AbiWriter Name(this AbiWriter writer, FeedId feed)
    {
        var word = new byte[Hash256.Size];
        feed.CopyTo(word);
        return writer.Bytes32(Hash256.From(word));
    }
}
