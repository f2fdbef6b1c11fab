using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Gas;

/// <summary>Prices of ours: pushed in each of the three forms, and pulled; with the limits that docs/gas.md holds us to.</summary>
internal sealed class OurPrices(Sampler sampler)
{
    public const string Name = "**ours**";
    private static readonly int[] LeavesByDepth = [1, 16, 64];

    private readonly List<GasSplit> _splits = [];
    private int _shards;

    /// <summary>Of the rows with limits, after <see cref="PushAsync"/>.</summary>
    public IReadOnlyList<GasSplit> Splits => _splits;

    /// <summary>The rows with limits, and those beside them: 3 of 5 and 13 of 19 signers.</summary>
    public async Task<IReadOnlyList<Row>> PushAsync()
    {
        var hub = await Hub.DeployAsync(sampler.Chain, members: 5, threshold: 3);
        List<Row> rows =
        [
            await SingleAsync(hub, 1, 50_000),
            await BatchAsync(hub, Section.One, "post", 1),
            await BatchAsync(hub, Section.One, "postPaired", 1),
            await BatchAsync(hub, Section.Two, "post", 2),
            await BatchAsync(hub, Section.Two, "postPaired", 2),
            await BatchAsync(hub, Section.Ten, "post", 10, 117_000),
            await BatchAsync(hub, Section.Ten, "postPaired", 10, 88_000),
            await BatchAsync(hub, Section.Fifty, "post", 50),
            await BatchAsync(hub, Section.Fifty, "postPaired", 50, 260_000),
        ];
        foreach (var leaves in LeavesByDepth[1..]) rows.Add(await SingleAsync(hub, leaves));
        var large = await Hub.DeployAsync(sampler.Chain, members: 19, threshold: 13);
        rows.Add(await BatchAsync(large, Section.LargeQuorum, "post", 1, 100_000));
        rows.Add(await BatchAsync(large, Section.LargeQuorum, "post", 10));
        rows.Add(await BatchAsync(large, Section.LargeQuorum, "postPaired", 10));
        rows.Add(await BatchAsync(large, Section.LargeQuorum, "postPaired", 50));
        return rows;
    }

    /// <param name="consumer">Creation code of <c>HubConsumer</c>.</param>
    public async Task<IReadOnlyList<Row>> PullAsync(string consumer)
    {
        var rows = new List<Row>();
        foreach (var (members, threshold) in ((int, int)[])[(5, 3), (19, 13)])
        {
            var hub = await Hub.DeployAsync(sampler.Chain, members, threshold);
            foreach (var leaves in LeavesByDepth)
            {
                var (shard, address) = (NextShard(), await sampler.Chain.DeployAsync(consumer, new AbiWriter().Address(hub.Address)));
                rows.Add(await sampler.RowAsync(
                    Section.Pull, Name, $"`verifyPrice`, one of {Of(leaves)}, {Signers(hub)}", address, () => Call("take", hub.Postings.Price(shard, leaves))));
            }
        }

        return rows;
    }

    private async Task<Row> BatchAsync(Hub hub, Section section, string function, int feeds, long? limit = null)
    {
        var shard = NextShard();
        var what = section == Section.LargeQuorum ? $"`{function}`, {feeds}, {Signers(hub)}" : $"`{function}`, {Signers(hub)}";
        var row = await sampler.RowAsync(section, Name, what, hub.Address, () => Call(function, hub.Postings.Batch(shard, feeds)), limit);
        if (function == "post") await RequireAsync(hub, shard, feeds - 1);
        else await RequirePairedAsync(hub, shard, feeds);
        if (limit is not null) await SplitAsync(hub, function, hub.Postings.Batch(shard, feeds), feeds);
        return row;
    }

    private async Task SplitAsync(Hub hub, string function, byte[] posting, int feeds)
    {
        var calldata = Call(function, posting);
        _splits.Add(GasSplit.Of($"{(feeds == 1 ? "one price" : $"{feeds} prices")}, `{function}`, {Signers(hub)}", calldata, await sampler.Chain.TraceAsync(hub.Address, calldata)));
    }

    private async Task<Row> SingleAsync(Hub hub, int leaves, long? limit = null)
    {
        var shard = NextShard();
        var row = await sampler.RowAsync(
            Section.One, Name, $"`postPrice`, one of {Of(leaves)}, {Signers(hub)}", hub.Address, () => Call("postPrice", hub.Postings.Price(shard, leaves)), limit);
        await RequireAsync(hub, shard, 0);
        if (limit is not null) await SplitAsync(hub, "postPrice", hub.Postings.Price(shard, leaves), 1);
        return row;
    }

    /// <summary>The last price was stored: it has the batch's observation time, which was made before the block.</summary>
    private Task RequireAsync(Hub hub, ShardId shard, int feed) => sampler.RequireAsync(
        hub.Address, "price(bytes16,bytes16)", new AbiWriter().Name(shard).Name(FeedId.Parse(Market.Feed(feed))), 32..64, hub.Postings.ObservedAt - 1_000);

    /// <summary>The same of the last feed of a layout, which keeps whole seconds.</summary>
    private Task RequirePairedAsync(Hub hub, ShardId shard, int feeds) => sampler.RequireAsync(
        hub.Address, "pairedPrice(bytes32,uint256)", new AbiWriter().Bytes32(HubPostings.Layout(shard, feeds)).UInt((UInt128)(feeds - 1)), 32..64, (hub.Postings.ObservedAt - 1_000) / 1_000 * 1_000);

    private ShardId NextShard() => ShardId.Parse($"gas-{++_shards}");

    public static byte[] Call(string function, byte[] posting) => new AbiWriter().Bytes(posting).ToCall(AbiSelector.Of($"{function}(bytes)"));

    public static string Signers(Hub hub) => $"{hub.Postings.Threshold} of {hub.Postings.Members}";

    private static string Of(int leaves) => leaves == 1 ? "one, no proof" : $"{leaves}, proof of {int.Log2(leaves)}";
}
