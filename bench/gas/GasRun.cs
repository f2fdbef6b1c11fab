using System.Text.Json;
using CrossChainOracle.Chains.Evm;

namespace CrossChainOracle.Gas;

/// <summary>One run: everything on one chain, one after the other.</summary>
internal static class GasRun
{
    private static readonly string Peers = Path.Combine(NodeTools.Root, "bench", "gas", "peers");

    public static async Task<GasTable> RunAsync(bool oursOnly, Action<string> progress, CancellationToken cancellation)
    {
        await Hub.BuildAsync(progress, cancellation);
        await NodeTools.InstallAsync(Peers, progress, cancellation);
        progress("compiling bench/gas/peers");
        var code = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(await NodeTools.RunAsync(Peers, "node", ["compile.mjs"], cancellation))!;
        using var anvil = await AnvilProcess.StartAsync(Peers, cancellation);
        using var http = JsonRpcClient.CreateHttp();
        var sampler = new Sampler(await GasChain.OpenAsync(anvil.Endpoint, http, cancellation));
        var meter = await Meter.DeployAsync(sampler.Chain, code["ir"]);
        progress("ours");
        var ours = new OurPrices(sampler);
        List<Row> rows = [.. await ours.PushAsync(), .. await ours.PullAsync(code["ir"]["HubConsumer"])];
        rows.AddRange(await new OurFacts(sampler).MeasureAsync());
        List<ReadRow> reads = [.. await new OurReads(sampler.Chain, meter).MeasureAsync()];
        foreach (var (generator, contracts) in oursOnly ? [] : code)
        {
            progress($"RedStone, API3 and Chainlink, compiled by {generator}");
            var redStone = await new RedStonePeer(sampler, contracts).MeasureAsync();

            // Its push is a pull: the consumer verifies what is in its calldata.
            rows.AddRange([.. redStone, .. redStone.Where(row => row.Section == Section.One).Select(row => row with { Section = Section.Pull })]);
            var (api3, api3Read) = await new Api3Peer(sampler, contracts).MeasureAsync(meter);
            var (chainlink, chainlinkRead) = await new ChainlinkPeer(sampler, contracts).MeasureAsync(meter);
            rows.AddRange([.. api3, .. chainlink, .. await new StreamsPeer(sampler, contracts).MeasureAsync()]);
            reads.AddRange([api3Read, chainlinkRead]);
        }

        return Cheapest(rows, reads) with { Splits = ours.Splits, Published = oursOnly ? [] : PublishedFigures.All };
    }

    /// <summary>Of each row the one that cost less.</summary>
    private static GasTable Cheapest(IEnumerable<Row> rows, IEnumerable<ReadRow> reads) => new(
        [.. rows.GroupBy(row => (row.Section, row.Who, row.What)).Select(same => same.MinBy(row => row.Median.Gas)!)],
        [.. reads.GroupBy(read => (read.Who, read.What)).Select(same => same.MinBy(read => read.Cold)!)]);
}
