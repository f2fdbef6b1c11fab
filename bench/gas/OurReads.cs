using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Gas;

/// <summary>What our prices cost those who read them: of the hub, as a Chainlink feed and as a Pyth feed, and verified out of calldata.</summary>
internal sealed class OurReads(GasChain chain, Meter meter)
{
    private const int Feeds = 10;
    private const byte Decimals = 8;
    private static readonly ShardId Shard = ShardId.Parse("gas-reads");
    private static readonly FeedId Feed = FeedId.Parse(Market.Feed(5));

    public async Task<IReadOnlyList<ReadRow>> MeasureAsync()
    {
        var hub = await Hub.DeployAsync(chain, members: 5, threshold: 3);
        var (slot, paired, pyth) = await AdaptersAsync(hub);
        await chain.SendAsync(hub.Address, OurPrices.Call("post", hub.Postings.Batch(Shard, Feeds)));
        await chain.SendAsync(hub.Address, OurPrices.Call("postPaired", hub.Postings.Batch(Shard, Feeds)));
        return
        [
            await ReadAsync("`price` of the hub", hub.Address, "price(bytes16,bytes16)", new AbiWriter().Name(Shard).Name(Feed)),
            await ReadAsync("`pairedPrice` of the hub", hub.Address, "pairedPrice(bytes32,uint256)", new AbiWriter().Bytes32(HubPostings.Layout(Shard, Feeds)).UInt(5)),
            await ReadAsync("`latestRoundData` of an adapter, a slot of its own", slot, "latestRoundData()"),
            await ReadAsync("`latestRoundData` of an adapter, two to a slot", paired, "latestRoundData()"),
            await ReadAsync("`getPriceUnsafe` of the adapter, a slot of its own", pyth, "getPriceUnsafe(bytes32)", new AbiWriter().Bytes32(Id(1))),
            await ReadAsync("`getPriceUnsafe` of the adapter, two to a slot", pyth, "getPriceUnsafe(bytes32)", new AbiWriter().Bytes32(Id(2))),
            await ReadAsync("`verifyPrice`, no proof, 3 of 5", hub.Address, "verifyPrice(bytes)", new AbiWriter().Bytes(hub.Postings.Price(Shard, 1))),
            await ReadAsync("`verifyPrice`, proof of 6, 3 of 5", hub.Address, "verifyPrice(bytes)", new AbiWriter().Bytes(hub.Postings.Price(Shard, 64))),
        ];
    }

    private async Task<(EvmAddress Slot, EvmAddress Paired, EvmAddress Pyth)> AdaptersAsync(Hub hub)
    {
        var slot = new AbiWriter().Address(hub.Address).Name(Shard).Name(Feed).UInt(Decimals).UInt(0);
        var paired = new AbiWriter().Address(hub.Address).Name(Shard).Array(Names()).Name(Feed).UInt(Decimals).UInt(0);
        var configs = new[] { Config(Id(1), []), Config(Id(2), Names()) };
        return (
            await chain.DeployAsync(Hub.Code("SlotAggregator", "AggregatorAdapter"), slot),
            await chain.DeployAsync(Hub.Code("PairedAggregator", "AggregatorAdapter"), paired),
            await chain.DeployAsync(Hub.Code("PythAdapter"), new AbiWriter().Address(hub.Address).UInt(0).Array(configs)));
    }

    private Task<ReadRow> ReadAsync(string what, EvmAddress target, string signature, AbiWriter? arguments = null) =>
        meter.ReadAsync(OurPrices.Name, what, target, signature, arguments);

    private static AbiWriter Config(Hash256 id, AbiWriter[] layout) => new AbiWriter().Bytes32(id).Name(Shard).Name(Feed).Array(layout).Int(-Decimals);

    private static Hash256 Id(byte number) => Keccak256.Hash([number]);

    private static AbiWriter[] Names() => [.. Enumerable.Range(0, Feeds).Select(index => new AbiWriter().Name(FeedId.Parse(Market.Feed(index))))];
}
