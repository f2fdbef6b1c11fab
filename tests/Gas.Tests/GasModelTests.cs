using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Gas.Tests;

/// <summary>What the relayer expects a posting to cost beside what it costs on a real node, with the contracts as they are built: on it stands which form is chosen.</summary>
[Trait("Category", "RealChain")]
public sealed class GasModelTests
{
    /// <summary>Of what the receipt says, in thousandths.</summary>
    private const long TolerancePermille = 20;

    private static readonly ShardId Facts = ShardId.Parse("model-facts");

    [RealChainFact]
    public async Task EveryForm_CostsWhatTheModelSays_AndTheFormThatIsChosenIsTheCheaperOne()
    {
        NodePackages.Ensure(Hub.Folder);
        await Hub.BuildAsync(_ => { }, CancellationToken.None);
        using var anvil = await Anvil.StartAsync("--hardfork", AnvilProcess.Hardfork);
        using var http = JsonRpcClient.CreateHttp();
        var chain = await GasChain.OpenAsync(new($"http://127.0.0.1:{anvil.Port}"), http, CancellationToken.None);
        var compared = new List<Comparison>();
        foreach (var (members, threshold) in ((int, int)[])[(5, 3), (19, 13)])
        {
            var hub = await Hub.DeployAsync(chain, members, threshold);
            foreach (var feeds in (int[])[1, 2, 5, 10, 21, 50]) await CompareBatchesAsync(chain, hub, feeds, compared);
            foreach (var (leaves, nodes) in ((int, int)[])[(1, 0), (2, 1), (16, 4), (64, 6)]) await ComparePriceAsync(chain, hub, leaves, nodes, compared);
            await CompareIndexAsync(chain, hub, compared);
        }

        compared.AddRange(await OthersAsync(chain));
        Assert.True(compared.Count > 50, $"only {compared.Count} were compared");
        Assert.True(compared.All(static one => one.IsNear), string.Join("\n", compared.Where(static one => !one.IsNear)));
        CheckChoice(compared);
    }

    /// <summary>Each due price by itself or the whole batch: what the model prefers is, by the receipts, at most the tolerance dearer than the other.</summary>
    private static void CheckChoice(IReadOnlyList<Comparison> compared)
    {
        foreach (var (signers, feeds, leaves) in ((int, int, int)[])[(3, 2, 2), (3, 10, 16), (3, 50, 64), (13, 2, 2), (13, 10, 16), (13, 50, 64)])
        {
            var whole = compared.Single(one => one.What == $"Batch of {feeds}, {signers} signers, again");
            var single = compared.Single(one => one.What == $"Price of {leaves}, {signers} signers, again");
            for (var due = 1; due <= feeds; due++)
            {
                var isWhole = whole.Model <= due * single.Model;
                var (chosen, other) = isWhole ? (whole.Gas, due * single.Gas) : (due * single.Gas, whole.Gas);
                Assert.True(chosen * 1_000 <= other * (1_000 + TolerancePermille), $"{due} of {feeds} with {signers} signers: {chosen} gas is chosen, the other form costs {other}");
            }
        }
    }

    private static async Task CompareBatchesAsync(GasChain chain, Hub hub, int feeds, List<Comparison> compared)
    {
        foreach (var (form, function, slots) in ((PostingForm, string, int)[])[(PostingForm.Batch, "post", feeds), (PostingForm.Paired, "postPaired", (feeds + 1) / 2)])
        {
            var shard = ShardId.Parse($"{form}-{feeds}");
            foreach (var isFresh in (bool[])[true, false])
            {
                var sent = await chain.SendAsync(hub.Address, Keep(OurPrices.Call(function, hub.Postings.Batch(shard, feeds)), out var call));
                var model = GasModel.Prices(form, call, hub.Postings.Threshold, 0, feeds, isFresh ? 0 : slots, isFresh ? slots : 0);
                compared.Add(new($"{form} of {feeds}, {hub.Postings.Threshold} signers, {(isFresh ? "first" : "again")}", sent.Gas, (long)model));
            }
        }
    }

    private static async Task ComparePriceAsync(GasChain chain, Hub hub, int leaves, int nodes, List<Comparison> compared)
    {
        var shard = ShardId.Parse($"price-{leaves}");
        foreach (var isFresh in (bool[])[true, false])
        {
            var sent = await chain.SendAsync(hub.Address, Keep(OurPrices.Call("postPrice", hub.Postings.Price(shard, leaves)), out var call));
            var model = GasModel.Prices(PostingForm.Price, call, hub.Postings.Threshold, nodes, 1, isFresh ? 0 : 1, isFresh ? 1 : 0);
            compared.Add(new($"Price of {leaves}, {hub.Postings.Threshold} signers, {(isFresh ? "first" : "again")}", sent.Gas, (long)model));
        }
    }

    private static async Task CompareIndexAsync(GasChain chain, Hub hub, List<Comparison> compared)
    {
        var market = new Market(11);
        var subject = market.Hash();
        foreach (var isFresh in (bool[])[true, false])
        {
            var index = Index(market, subject, hub.Postings.ObservedAt);
            var sent = await chain.SendAsync(hub.Address, Keep(OurPrices.Call("postFact", hub.Postings.Statement(Facts, [HubPostings.Encoded(index)], BatchHeader.CollateralV1)), out var call));
            compared.Add(new($"market index, {hub.Postings.Threshold} signers, fresh {isFresh}", sent.Gas, (long)GasModel.Statement(index, call, hub.Postings.Threshold, 0, isFresh)));
        }
    }

    /// <summary>As the table of docs/gas.md has them: with a proof of six nodes, a rotation without one.</summary>
    private static async Task<IEnumerable<Comparison>> OthersAsync(GasChain chain)
    {
        var facts = new OurFacts(new(chain));
        var rows = await facts.MeasureAsync();
        (Statement Statement, int Signatures, int Nodes)[] statements =
        [
            (facts.Position(), 3, 6), (facts.Snapshot(), 3, 6), (facts.Status(), 3, 6), (facts.Retraction(), 3, 6),
            (new AttesterSetStatement(new HubPostings(chain, 5, 3).Set(1)), 3, 0), (new AttesterSetStatement(new HubPostings(chain, 19, 13).Set(1)), 13, 0),
        ];
        Assert.Equal(statements.Length, rows.Count);
        return rows.Zip(statements).SelectMany(pair => new[] { (Receipt: pair.First.First, IsFresh: true), (Receipt: pair.First.Median, IsFresh: false) }.Select(sent =>
            new Comparison($"{pair.First.What}, fresh {sent.IsFresh}", sent.Receipt.Gas, (long)GasModel.Statement(pair.Second.Statement, Like(sent.Receipt), pair.Second.Signatures, pair.Second.Nodes, sent.IsFresh))));
    }

    private static MarketIndexStatement Index(Market market, Hash256 subject, long observedAt) => new()
    {
        Side = PositionSide.Collateral,
        Stage = Stage.Confirmed,
        Evidence = Authenticity.QuorumRead,
        Pin = PinKind.Hash,
        Decimals = 18,
        Market = subject,
        At = new((ulong)(20_000_000 + market.Below(1_000_000)), market.Hash(), observedAt - 12_000),
        ValidFor = 60_000,
        Index = new((UInt128)market.Price(5), (UInt128)market.Price(5)),
        Bound = new((UInt128)market.Price(5), (UInt128)market.Price(5)),
        Context = market.Hash(),
    };

    private static byte[] Keep(byte[] made, out byte[] call) => call = made;

    /// <summary>Of another transaction's calldata only its length and its zeros are known, and only those count.</summary>
    private static byte[] Like(Receipt receipt)
    {
        var bytes = new byte[receipt.Bytes];
        Array.Fill(bytes, (byte)1, 0, receipt.NonZero);
        return bytes;
    }

    private sealed record Comparison(string What, long Gas, long Model)
    {
        public bool IsNear => Math.Abs(Gas - Model) * 1_000 <= Gas * TolerancePermille;
    }
}
