using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Relay.Evm.Deployment;

/// <summary>One feed of a hub as its adapters find it.</summary>
/// <param name="Layout">All feeds of the shard's batches in order of name, where it is posted two to a slot; empty where it has a slot of its own.</param>
public sealed record AdapterFeed(ShardId Shard, FeedId Feed, IReadOnlyList<FeedId> Layout);

/// <summary>Creation code of the contracts through which existing protocols read a hub.</summary>
public static class AdapterParameters
{
    /// <summary>Decimals of Chainlink's feeds in US dollars, and of Pyth's.</summary>
    public const int Decimals = 8;

    /// <param name="needed">Verdict bits that a price must have to be read; none takes any.</param>
    public static byte[] Aggregator(EvmAddress hub, AdapterFeed feed, int decimals, Verdict needed)
    {
        var arguments = new AbiWriter().Address(hub).Bytes32(Left(feed.Shard.CopyTo));
        if (feed.Layout.Count > 0) arguments.Array(Layout(feed));
        arguments.Bytes32(Left(feed.Feed.CopyTo)).UInt((UInt128)decimals).UInt((byte)needed);
        return [.. ContractCode.Creation(feed.Layout.Count > 0 ? ContractCode.PairedAggregator : ContractCode.SlotAggregator), .. arguments.ToArray()];
    }

    /// <summary>One adapter for all the feeds, each with the id of <see cref="PythId"/>.</summary>
    public static byte[] Pyth(EvmAddress hub, IReadOnlyList<AdapterFeed> feeds, int decimals, Verdict needed)
    {
        var table = feeds.Select(feed => new AbiWriter()
            .Bytes32(PythId(feed.Feed)).Bytes32(Left(feed.Shard.CopyTo)).Bytes32(Left(feed.Feed.CopyTo)).Array(Layout(feed)).Int(-decimals));
        return [.. ContractCode.Creation(ContractCode.PythAdapter), .. new AbiWriter().Address(hub).UInt((byte)needed).Array([.. table]).ToArray()];
    }

    /// <summary>The id by which a feed is read where no other is known: keccak256 of its name.</summary>
    public static Hash256 PythId(FeedId feed) => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(feed.ToString()));

    private static AbiWriter[] Layout(AdapterFeed feed) => [.. feed.Layout.Select(member => new AbiWriter().Bytes32(Left(member.CopyTo)))];

    private delegate void Copy(Span<byte> destination);

    /// <summary>A bytes16 stands at the left of its word.</summary>
    private static Hash256 Left(Copy copy)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        copy(word);
        return Hash256.From(word);
    }
}
