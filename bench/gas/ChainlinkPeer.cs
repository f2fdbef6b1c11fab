using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Gas;

/// <summary>Chainlink, pushed: a workflow's report, signed by f + 1 of 3f + 1 nodes, through the KeystoneForwarder into the DataFeedsCache.</summary>
/// <remarks>
/// The report is its metadata of 109 bytes as <c>KeystoneForwarder.sol</c> reads it, then <c>(bytes32 feed, uint32 timestamp, uint224 answer)[]</c>. Each report's id and each
/// feed's round go into slots that were empty, by design: an update of theirs is never x → y alone.
/// </remarks>
internal sealed class ChainlinkPeer(Sampler sampler, IReadOnlyDictionary<string, string> code)
{
    private const string Name = "Chainlink";
    private const uint Don = 7;
    private const int MaximumFeeds = 50;

    private readonly Market _market = new(3);
    private readonly byte[] _workflowName = "0123456789"u8.ToArray();

    public async Task<(IReadOnlyList<Row> Rows, ReadRow Read)> MeasureAsync(Meter meter)
    {
        var chain = sampler.Chain;
        var rows = new List<Row>();
        ReadRow? read = null;
        foreach (var (faults, feeds, section) in ((int, int, Section)[])
            [(2, 1, Section.One), (4, 1, Section.One), (2, 2, Section.Two), (2, 10, Section.Ten), (2, 50, Section.Fifty), (10, 1, Section.LargeQuorum), (10, 10, Section.LargeQuorum)])
        {
            var nodes = Market.Signers((3 * faults) + 1);
            var (forwarder, cache) = await DeployAsync(faults, nodes);
            var count = section == Section.LargeQuorum ? $", {feeds} feed{(feeds == 1 ? string.Empty : "s")}" : string.Empty;
            rows.Add(await sampler.RowAsync(section, Name, $"forwarder and cache, {faults + 1} of {nodes.Count}{count}", forwarder, () => Calldata(cache, nodes.Take(faults + 1), feeds)));
            await sampler.RequireAsync(cache, "getLatestTimestamp(bytes16)", new AbiWriter().Bytes32(FeedOf(feeds - 1)), ..32, chain.Last);
            read ??= await meter.ReadAsync(Name, "`latestRoundData` of the aggregator proxy over the cache", await ProxyAsync(cache), "latestRoundData()");
        }

        return (rows, read!);
    }

    private async Task<(EvmAddress Forwarder, EvmAddress Cache)> DeployAsync(int faults, IReadOnlyList<PlatformSigner> nodes)
    {
        var chain = sampler.Chain;
        var forwarder = await chain.DeployAsync(code["KeystoneForwarder"]);
        var set = new AbiWriter().UInt(Don).UInt(1).UInt((UInt128)faults).Array([.. nodes.Select(node => new AbiWriter().Address(node.Address))]);
        await chain.SendAsync(forwarder, set.ToCall(AbiSelector.Of("setConfig(uint32,uint32,uint8,address[])")));
        var cache = await chain.DeployAsync(code["DataFeedsCache"]);
        await chain.SendAsync(cache, new AbiWriter().Address(chain.Account).Bool(true).ToCall(AbiSelector.Of("setFeedAdmin(address,bool)")));
        var workflow = new AbiWriter().Address(forwarder).Address(chain.Account).Bytes32(Padded(_workflowName));
        var feeds = Enumerable.Range(0, MaximumFeeds).ToArray();
        var config = new AbiWriter()
            .Array([.. feeds.Select(feed => new AbiWriter().Bytes32(FeedOf(feed)))])
            .BytesArray([.. feeds.Select(feed => System.Text.Encoding.ASCII.GetBytes(Market.Feed(feed)))])
            .Array([workflow]);
        await chain.SendAsync(cache, config.ToCall(AbiSelector.Of("setDecimalFeedConfigs(bytes16[],string[],(address,address,bytes10)[])")));
        return (forwarder, cache);
    }

    private async Task<EvmAddress> ProxyAsync(EvmAddress cache)
    {
        var proxy = await sampler.Chain.DeployAsync(code["DataFeedsLegacyAggregatorProxy"], new AbiWriter().Address(cache));
        var mapping = new AbiWriter().Array([new AbiWriter().Address(proxy)]).Array([new AbiWriter().Bytes32(FeedOf(0))]);
        await sampler.Chain.SendAsync(cache, mapping.ToCall(AbiSelector.Of("updateDataIdMappingsForProxies(address[],bytes16[])")));
        return proxy;
    }

    private byte[] Calldata(EvmAddress cache, IEnumerable<PlatformSigner> signers, int feeds)
    {
        var report = Report(feeds);

        // Config digest, sequence number, nothing: the context that the nodes' protocol signs with each report.
        byte[] context = [.. _market.Hash().ToArray(), .. new AbiWriter().UInt((UInt128)sampler.Chain.Next).ToArray(), .. new byte[Hash256.Size]];
        var digest = Keccak256.Hash([.. Keccak256.Hash(report).ToArray(), .. context]);
        var signatures = signers.Select(signer => RecoveryFromZero(signer.Sign(digest)));
        return new AbiWriter().Address(cache).Bytes(report).Bytes(context).BytesArray([.. signatures]).ToCall(AbiSelector.Of("report(address,bytes,bytes,bytes[])"));
    }

    private byte[] Report(int feeds)
    {
        using var writer = new CanonicalWriter();
        writer.U8(1);
        writer.Hash(_market.Hash());
        writer.U32((uint)sampler.Chain.Next);
        writer.U32(Don);
        writer.U32(1);
        writer.Hash(Keccak256.Hash("workflow"u8));
        writer.Bytes(_workflowName);
        writer.Address(sampler.Chain.Account);
        writer.U16(1);
        var values = Enumerable.Range(0, feeds).Select(feed => new AbiWriter().Bytes32(FeedOf(feed)).UInt((UInt128)sampler.Chain.Next).UInt((UInt128)_market.Price(feed)));
        writer.Bytes(new AbiWriter().Array([.. values]).ToArray());
        return writer.ToArray();
    }

    private static byte[] RecoveryFromZero(byte[] signature)
    {
        signature[^1] -= 27;
        return signature;
    }

    /// <summary>Sixteen bytes of an id; the eighth says decimals + 32.</summary>
    private static Hash256 FeedOf(int feed)
    {
        var id = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(Market.Feed(feed))).ToArray().AsSpan(0, 16).ToArray();
        id[7] = 32 + 18;
        return Padded(id);
    }

    private static Hash256 Padded(ReadOnlySpan<byte> left)
    {
        Span<byte> word = stackalloc byte[Hash256.Size];
        word.Clear();
        left.CopyTo(word);
        return Hash256.From(word);
    }
}
