using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Planning;

/// <summary>In which form prices go, and with how many signatures.</summary>
public sealed class PriceFormTests
{
    private static readonly string[] Feeds = ["A/USD", "B/USD", "C/USD", "D/USD", "E/USD", "F/USD", "G/USD", "H/USD", "I/USD", "J/USD"];

    [Fact]
    public void OneOfTen_GoesByItself_AndAllTenTogether()
    {
        var scene = Posted(RelayScene.Single);
        scene.Batch(RelayScene.Single, Start + 2_000, [.. Moved(1)]);
        Assert.Equal([PostingForm.Price], scene.Plan(Start + 2_000).Planned.Select(static planned => planned.Form));
        scene.Batch(RelayScene.Single, Start + 3_000, [.. Moved(10)]);
        Assert.Equal([PostingForm.Batch], scene.Plan(Start + 3_000).Planned.Select(static planned => planned.Form));
    }

    /// <summary>Whatever is due, the chosen form costs no more by the model than the other.</summary>
    [Fact]
    public void TheCheaperForm_IsChosen_ForEveryNumberOfDuePrices()
    {
        var turned = false;
        for (var due = 1; due <= Feeds.Length; due++)
        {
            var scene = Posted(RelayScene.Single);
            var batch = scene.Batch(RelayScene.Single, Start + 2_000, [.. Moved(due)]);
            var plan = scene.Plan(Start + 2_000);
            var whole = GasModel.Prices(PostingForm.Batch, HubCalls.Post(batch, Deployment.Domain), 1, 0, Feeds.Length, Feeds.Length, 0);
            var single = GasModel.Prices(PostingForm.Price, HubCalls.Post(PostingForm.Price, scene.Inbox.Prices[0].Prices[0].Attestation, Deployment.Domain), 1, 4, 1, 1, 0);
            var chosen = plan.Planned.Aggregate(0UL, static (sum, planned) => sum + planned.Gas);
            Assert.InRange(chosen, 0UL, whole);
            Assert.InRange(chosen, 0UL, ((ulong)due * single) + 2_000);
            if (plan.Planned[0].Form == PostingForm.Batch) turned = true;
            else Assert.False(turned, "a form that was dearer for fewer prices");
            Assert.All(scene.Execute(plan, Start + 2_000), Assert.Null);
        }

        Assert.True(turned);
    }

    [Fact]
    public void APairedShard_IsPostedAsAWhole_AlsoForOne()
    {
        var scene = Posted(RelayScene.Paired);
        scene.Batch(RelayScene.Paired, Start + 2_000, [.. Moved(1)]);
        var planned = Assert.Single(scene.Plan(Start + 2_000).Planned);
        Assert.Equal(PostingForm.Paired, planned.Form);
        Assert.Equal(10, planned.Posting.Posting.Statements.Count);
        Assert.Equal([null], scene.Execute(scene.Plan(Start + 2_000), Start + 2_000));
    }

    [Fact]
    public void AnOpenBreakerThatIsKeptOff_KeepsTheWholeBatchOff_AndTheOthersGoAlone()
    {
        var scene = Posted(RelayScene.Single);
        var statements = Moved(10).Cast<PriceStatement>().ToList();
        statements[3] = statements[3] with { Breaker = BreakerState.Open };
        scene.Batch(RelayScene.Single, Start + 2_000, [.. statements]);
        var plan = scene.Plan(Start + 2_000);
        Assert.Equal(9, plan.Planned.Count);
        Assert.All(plan.Planned, static planned => Assert.Equal(PostingForm.Price, planned.Form));
        Assert.DoesNotContain(plan.Postings, static posting => posting.Posting.Statements.Any(static statement => statement.Statement is PriceStatement { Breaker: BreakerState.Open }));
    }

    [Fact]
    public void AsManySignaturesAsTheThreshold_ArePosted_TheFirstOnes()
    {
        var scene = new RelayScene(new Deployment(3, [1, 2, 3, 4, 5]));
        var signed = scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"), Price("X/USD", "1"), Price("Y/USD", "1"), Price("Z/USD", "1"));
        Assert.Equal(5, signed.Signatures.Count);
        var plan = scene.Plan(Start + 1_000);
        Assert.True(HubCalls.TryOpen(Assert.Single(plan.Postings).Call.Span, out var form, out var posting));
        Assert.Equal(PostingForm.Price, form);
        Assert.Equal(3, posting[4 + 80 + 64]);
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(i => (int)posting[4 + 80 + 64 + 1 + (i * 66)]));
        Assert.Equal([null], scene.Execute(plan, Start + 1_000));
    }

    /// <summary>EIP-7623: a long proof-free batch of many prices pays the floor where execution is small; the model never goes below it.</summary>
    [Fact]
    public void TheModel_PaysTheCalldataFloor()
    {
        var call = new byte[10_000];
        Array.Fill(call, (byte)1, 0, 5_000);
        Assert.Equal(21_000UL + (10 * ((4 * 5_000) + 5_000)), GasModel.Prices(PostingForm.Batch, call, 0, 0, 0, 0, 0));
        var inOneSlotMore = GasModel.Prices(PostingForm.Batch, call, 0, 0, 0, 61, 0);
        Assert.Equal(GasModel.Update, inOneSlotMore - GasModel.Prices(PostingForm.Batch, call, 0, 0, 0, 60, 0));
    }

    [Fact]
    public void APolicy_NamesEveryRuleThatItBreaks()
    {
        Assert.Empty(RelayScene.PolicyOf(Feeds).Problems());
        var broken = RelayScene.PolicyOf(Feeds) with
        {
            Chain = ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"), Hub = default, MarginMs = -1,
            Fees = new Dictionary<PostingKind, FeeCeiling> { [PostingKind.Fact] = new(2, 1) },
            Facts = new Dictionary<StatementKind, FactRule> { [StatementKind.Price] = new(Stage.Seen, null) },
            Shards = new Dictionary<ShardId, ShardRule> { [RelayScene.Single] = new(StorageForm.Single, new Dictionary<FeedId, FeedRule> { [FeedId.Parse("A/USD")] = new(1, 0) }) },
        };
        Assert.Equal(9, broken.Problems().Count());
    }

    /// <summary>Of ten prices the first ones are 1 % higher.</summary>
    private static IEnumerable<Statement> Moved(int count) => Feeds.Select((feed, i) => Price(feed, i < count ? "101" : "100"));

    private static RelayScene Posted(ShardId shard)
    {
        var scene = new RelayScene();
        scene.Batch(shard, Start, [.. Moved(0)]);
        Assert.All(scene.Execute(scene.Plan(Start + 1_000), Start + 1_000), Assert.Null);
        return scene;
    }
}
