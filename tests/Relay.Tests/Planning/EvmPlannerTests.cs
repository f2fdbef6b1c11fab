using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Planning;

/// <summary>What a plan holds and why it does not hold the rest, one rule at a time.</summary>
public sealed class EvmPlannerTests
{
    private const long Now = Start + 1_000;

    [Fact]
    public void APriceThatIsNotThere_IsDue_AndTheHubTakesIt()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"));
        var plan = scene.Plan(Now);
        var planned = Assert.Single(plan.Planned);
        Assert.Equal((PostingForm.Price, DueReason.Missing), (planned.Form, planned.Why));
        Assert.Equal([null], scene.Execute(plan, Now));
        Assert.Equal(Domain.Price.Parse("100"), scene.Hub.State().Prices[(RelayScene.Single, FeedId.Parse("A/USD"))].Value);
        Assert.Equal(new NotPosted.AlreadyNewer(0), Assert.Single(scene.Plan(Now).Passed).Reason);
    }

    [Theory]
    [InlineData("100.499999999999999999", 4_999UL, false)]
    [InlineData("100.5", 5_000UL, true)]
    [InlineData("99.500000000000000001", 4_999UL, false)]
    [InlineData("99.5", 5_000UL, true)]
    public void ADeviation_IsDueAtExactlyItsLimit(string value, ulong deviation, bool isDue)
    {
        var scene = Posted(Price("A/USD", "100"));
        scene.Batch(RelayScene.Single, Start + 2_000, Price("A/USD", value));
        var plan = scene.Plan(Start + 2_000);
        if (isDue) Assert.Equal(DueReason.Deviation, Assert.Single(plan.Planned).Why);
        else Assert.Equal(new NotPosted.Unchanged(deviation, RelayScene.DeviationPpm, Start + RelayScene.HeartbeatMs), Assert.Single(plan.Passed).Reason);
    }

    [Theory]
    [InlineData(RelayScene.HeartbeatMs - 1, false)]
    [InlineData(RelayScene.HeartbeatMs, true)]
    public void AHeartbeat_IsDueAtExactlyItsTime(long age, bool isDue)
    {
        var scene = Posted(Price("A/USD", "100"));
        scene.Batch(RelayScene.Single, Start + 20_000, Price("A/USD", "100"));
        Assert.Equal(isDue ? [DueReason.Heartbeat] : [], scene.Plan(Start + age).Planned.Select(static planned => planned.Why));
    }

    [Fact]
    public void TheLag_MovesEveryTime()
    {
        var scene = Posted(Price("A/USD", "100"));
        scene.Batch(RelayScene.Single, Start + 20_000, Price("A/USD", "100"));
        scene.Policy = scene.Policy with { LagMs = 1 };
        Assert.Equal(DueReason.Heartbeat, Assert.Single(scene.Plan(Start + RelayScene.HeartbeatMs - 1).Planned).Why);
    }

    [Fact]
    public void TheChainsClock_CountsWhereItIsAhead()
    {
        var scene = Posted(Price("A/USD", "100"));
        scene.Batch(RelayScene.Single, Start + 20_000, Price("A/USD", "100"));
        scene.Hub.Mine(Start + RelayScene.HeartbeatMs);
        Assert.Equal(DueReason.Heartbeat, Assert.Single(scene.Plan(Start + 21_000).Planned).Why);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void APrice_IsPostedWithExactlyTheMarginLeft_AndNotWithLess(long late, bool isPosted)
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100", validFor: 10_000));
        var at = Start + 8_000 + late;
        var plan = scene.Plan(at);
        if (isPosted) Assert.Single(plan.Planned);
        else Assert.Equal(new NotPosted.Expired(Start + 10_000, at, 2_000), Assert.Single(plan.Passed).Reason);
    }

    [Fact]
    public void AnOpenBreaker_IsPostedWhereThePolicySaysSo()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100", breaker: BreakerState.Open));
        Assert.Equal(new NotPosted.BreakerOpen(BreakerState.Open), Assert.Single(scene.Plan(Now).Passed).Reason);
        scene.Policy = With(scene.Policy, new(RelayScene.DeviationPpm, RelayScene.HeartbeatMs) { PostOpenBreaker = true });
        Assert.Single(scene.Plan(Now).Planned);
    }

    [Fact]
    public void APriceWithoutTheRelayBit_IsNotPosted()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100", verdict: Verdict.Open));
        Assert.Equal(new NotPosted.NotRelayable(Verdict.Open), Assert.Single(scene.Plan(Now).Passed).Reason);
    }

    [Fact]
    public void AGap_TakesAwayAPriceThatCouldBeRead_AndNothingElse()
    {
        var scene = Posted(Price("A/USD", "100"));
        scene.Batch(RelayScene.Single, Start + 2_000, Gap("A/USD"));
        var planned = Assert.Single(scene.Plan(Start + 2_000).Planned);
        Assert.Equal(DueReason.Withdrawn, planned.Why);
        Assert.Equal((UInt128)200, planned.Posting.MaximumFeePerGas);
        Assert.IsType<NotPosted.NothingToReplace>(Assert.Single(scene.Plan(Start + 60_001).Passed).Reason);
        Assert.Equal([null], scene.Execute(scene.Plan(Start + 2_000), Start + 2_000));
        scene.Batch(RelayScene.Single, Start + 3_000, Gap("A/USD"));
        Assert.IsType<NotPosted.NothingToReplace>(Assert.Single(scene.Plan(Start + 3_000).Passed).Reason);
        scene.Policy = With(scene.Policy, new(RelayScene.DeviationPpm, RelayScene.HeartbeatMs) { PostGaps = false });
        Assert.IsType<NotPosted.NotRelayable>(Assert.Single(scene.Plan(Start + 3_000).Passed).Reason);
    }

    [Theory]
    [InlineData(Verdict.All & ~Verdict.Borrow, BreakerState.Closed, DueReason.Withdrawn)]
    [InlineData(Verdict.All, BreakerState.HalfOpen, DueReason.Withdrawn)]
    public void ALostVerdictBit_OrAWorseBreaker_IsDueAtOnce(Verdict verdict, BreakerState breaker, DueReason why)
    {
        var scene = Posted(Price("A/USD", "100"));
        scene.Batch(RelayScene.Single, Start + 2_000, Price("A/USD", "100", verdict: verdict, breaker: breaker));
        Assert.Equal(why, Assert.Single(scene.Plan(Start + 2_000).Planned).Why);
        scene.Policy = With(scene.Policy, new(RelayScene.DeviationPpm, RelayScene.HeartbeatMs) { PostVerdictChanges = false });
        Assert.IsType<NotPosted.Unchanged>(Assert.Single(scene.Plan(Start + 2_000).Passed).Reason);
    }

    [Fact]
    public void AGainedVerdictBit_IsDue_AndNotUrgent()
    {
        var scene = Posted(Price("A/USD", "100", verdict: Verdict.All & ~Verdict.Borrow));
        scene.Batch(RelayScene.Single, Start + 2_000, Price("A/USD", "100"));
        var planned = Assert.Single(scene.Plan(Start + 2_000).Planned);
        Assert.Equal((DueReason.Changed, (UInt128)100), (planned.Why, planned.Posting.MaximumFeePerGas));
    }

    [Fact]
    public void AFeeAboveTheCeiling_Waits_UntilTheHeartbeatIsNear()
    {
        var scene = Posted(Price("A/USD", "100"));
        scene.Hub.BaseFee = 101;
        scene.Batch(RelayScene.Single, Start + 2_000, Price("A/USD", "101"));
        Assert.Equal(new NotPosted.TooDear(101, 100), Assert.Single(scene.Plan(Start + 24_999).Passed).Reason);
        Assert.Equal((UInt128)200, Assert.Single(scene.Plan(Start + 25_000).Planned).Posting.MaximumFeePerGas);
        scene.Hub.BaseFee = 200;
        Assert.Single(scene.Plan(Start + 25_000).Planned);
        scene.Policy = scene.Policy with { Tip = 1 };
        Assert.Equal(new NotPosted.TooDear(201, 200), Assert.Single(scene.Plan(Start + 25_000).Passed).Reason);
    }

    [Fact]
    public void WhatIsInFlight_CountsAsStored()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"));
        var flying = RelayScene.Flying(Assert.Single(scene.Plan(Now).Postings));
        Assert.Equal(new NotPosted.InFlight(0), Assert.Single(scene.Plan(Now, flying).Passed).Reason);
        scene.Batch(RelayScene.Single, Start + 2_000, Price("A/USD", "100.1"));
        Assert.Equal(new NotPosted.InFlight(0), Assert.Single(scene.Plan(Start + 2_000, flying).Passed).Reason);
        scene.Batch(RelayScene.Single, Start + 3_000, Price("A/USD", "101"));
        Assert.Equal(DueReason.Deviation, Assert.Single(scene.Plan(Start + 3_000, flying).Planned).Why);
    }

    [Fact]
    public void FeedsAndShardsOutsideThePolicy_ArePassedOver()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start, Price("X/USD", "100"));
        scene.Batch(ShardId.Parse("other"), Start, Price("A/USD", "100"));
        Assert.All(scene.Plan(Now).Passed, static passed => Assert.IsType<NotPosted.NotInPolicy>(passed.Reason));
        Assert.Equal(2, scene.Plan(Now).Passed.Count);
    }

    [Fact]
    public void ABatchObservedAheadOfTheChain_Waits()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start + 5_000, Price("A/USD", "100"));
        Assert.Equal(new NotPosted.Ahead(Start + 5_000, Start + 4_999), Assert.Single(scene.Plan(Start + 2_999).Passed).Reason);
        Assert.Single(scene.Plan(Start + 3_000).Planned);
    }

    [Fact]
    public void Prices_AreOvertaken_ByACountOfBatches()
    {
        var scene = Posted(Price("A/USD", "100"));
        for (var i = 1; i <= 4; i++) scene.Batch(RelayScene.Single, Start + (1_000 * i), Price("A/USD", "100"));
        Assert.Empty(scene.Plan(Start + 4_000).Overtaken);
        scene.Batch(RelayScene.Single, Start + 5_000, Price("A/USD", "110"));
        Assert.Equal(4UL, scene.Plan(Start + 5_000).Overtaken[(RelayScene.Single, FeedId.Parse("A/USD"))]);
        Assert.Equal(5UL, scene.Inbox.Overtaken[(RelayScene.Single, FeedId.Parse("A/USD"))]);
    }

    [Fact]
    public void TheMostUrgentPrice_GoesFirst()
    {
        var scene = new RelayScene();
        var shards = Enumerable.Range(0, 5).Select(static i => ShardId.Parse($"s{i}")).ToList();
        scene.Policy = scene.Policy with { Shards = shards.ToDictionary(static shard => shard, _ => scene.Policy.Shards[RelayScene.Single]) };
        foreach (var shard in shards.Skip(1)) scene.Batch(shard, Start, Price("A/USD", "100", verdict: shard == shards[4] ? Verdict.Relay : Verdict.All));
        Assert.All(scene.Execute(scene.Plan(Now), Now), Assert.Null);
        scene.Batch(shards[4], Start + 2_000, Price("A/USD", "100"));
        scene.Batch(shards[3], Start + 2_000, Price("A/USD", "101"));
        scene.Batch(shards[2], Start + 2_000, Price("A/USD", "102"));
        scene.Batch(shards[1], Start + 2_000, Gap("A/USD"));
        scene.Batch(shards[0], Start + 2_000, Price("A/USD", "100"));
        var plan = scene.Plan(Start + 2_000);
        Assert.Equal([DueReason.Withdrawn, DueReason.Missing, DueReason.Deviation, DueReason.Deviation, DueReason.Changed], plan.Planned.Select(static planned => planned.Why));
        Assert.Equal([shards[1], shards[0], shards[2], shards[3], shards[4]], plan.Postings.Select(static posting => posting.Posting.Header.Shard));
    }

    [Fact]
    public void Rotations_GoFirst_ThenRetractions_ThenPrices_ThenFacts()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0));
        Assert.Equal([null], scene.Execute(scene.Plan(Now), Now));
        scene.Batch(RelayScene.Accounts, Start + 2_000, Fact(1), Retraction(RelayScene.Accounts, 0, 0));
        scene.Batch(RelayScene.Single, Start + 2_000, Price("A/USD", "100"));
        Assert.Null(scene.Deliver(scene.Deployment.Rotate(ShardId.Parse("sets"), Start + 2_000)));
        var plan = scene.Plan(Start + 3_000);
        Assert.Equal([PostingKind.Rotation, PostingKind.Retraction, PostingKind.Prices, PostingKind.Fact], plan.Postings.Select(static posting => posting.Posting.Kind));
        Assert.All(scene.Execute(plan, Start + 3_000), Assert.Null);
        Assert.Empty(scene.Plan(Start + 3_000).Planned);
    }

    [Fact]
    public void ANewEpoch_WaitsForItsRotation()
    {
        var scene = new RelayScene();
        Assert.Null(scene.Deliver(scene.Deployment.Rotate(ShardId.Parse("sets"), Start)));
        scene.Batch(RelayScene.Single, Start, Price("A/USD", "100"));
        var plan = scene.Plan(Now);
        Assert.Equal(PostingForm.Rotation, Assert.Single(plan.Planned).Form);
        Assert.Equal(new NotPosted.UnknownEpoch(2, 1), Assert.Single(plan.Passed).Reason);
        Assert.Equal([null], scene.Execute(plan, Now));
        Assert.Equal([null], scene.Execute(scene.Plan(Now), Now));
        Assert.Equal(2u, scene.Hub.Epoch);
    }

    [Fact]
    public void ASecondRotation_WaitsForTheFirst()
    {
        var scene = new RelayScene();
        Assert.Null(scene.Deliver(scene.Deployment.Rotate(ShardId.Parse("sets"), Start)));
        Assert.Null(scene.Deliver(scene.Deployment.Rotate(ShardId.Parse("sets"), Start + 10)));
        var plan = scene.Plan(Now);
        Assert.Equal(new NotPosted.UnknownEpoch(2, 1), Assert.Single(plan.Passed).Reason);
        Assert.Equal([null], scene.Execute(plan, Now));
        Assert.Equal([null], scene.Execute(scene.Plan(Now), Now));
        Assert.Equal(3u, scene.Hub.Epoch);
    }

    [Fact]
    public void ARetraction_IsPostedOnlyWhereTheFactIs_OrASnapshotOfIt_OrOneIsUnderWay()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0), Snapshot(1, positions: [2]));
        var plan = scene.Plan(Now);
        var flying = plan.Postings.Select(static (posting, i) => RelayScene.Flying(posting, (ulong)i)).ToList();
        scene.Batch(RelayScene.Accounts, Start + 2_000, Retraction(RelayScene.Accounts, 0, 0));
        Assert.IsType<NotPosted.NotPostedHere>(ReasonOf(scene.Plan(Start + 2_000), PostingKind.Retraction));
        Assert.Contains(scene.Plan(Start + 2_000, flying[..1]).Postings, static posting => posting.Posting.Kind == PostingKind.Retraction);
        Assert.Contains(scene.Plan(Start + 2_000, flying[1..]).Postings, static posting => posting.Posting.Kind == PostingKind.Retraction);
        scene.Policy = scene.Policy with { PostEveryRetraction = true };
        Assert.Contains(scene.Plan(Start + 2_000).Postings, static posting => posting.Posting.Kind == PostingKind.Retraction);
    }

    [Fact]
    public void WhatWasRetracted_IsNotPosted_NorASnapshotAtOrBelowTheFloor()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0), Fact(2), Snapshot(0, positions: [0]), Snapshot(1, positions: [2]));
        scene.Batch(RelayScene.Accounts, Start + 1_000, Retraction(RelayScene.Accounts, 0, 0));
        var plan = scene.Plan(Start + 1_000);
        Assert.Equal(Position(2).ToString(), Assert.Single(plan.Postings).Posting.Statements.Select(static statement => BatchContent.SubjectOf(statement.Statement)).Single());
        Assert.Equal(3, plan.Passed.Count(static passed => passed.Reason is NotPosted.BelowFloor { Sequence: 0, Floor: 0 }));
        scene.Batch(RelayScene.Accounts, Start + 2_000, Fact(0), Snapshot(0, positions: [0]));
        Assert.Equal(3, scene.Plan(Start + 2_000).Planned.Count);
    }

    [Fact]
    public void AFactThatIsNotFinalEnough_Waits()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0, Stage.Seen), Snapshot(0, Stage.Seen));
        Assert.All(scene.Plan(Now).Passed, static passed => Assert.Equal(new NotPosted.NotFinalEnough(Stage.Seen, Stage.Confirmed), passed.Reason));
        scene.Batch(RelayScene.Accounts, Start + 1_000, Fact(0, Stage.Confirmed), Snapshot(0, Stage.Finalized));
        Assert.Equal(2, scene.Plan(Start + 1_000).Planned.Count);
    }

    [Fact]
    public void ASnapshot_IsRenewedBeforeItEnds_AndNotEarlier()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Snapshot(0));
        Assert.Equal([null], scene.Execute(scene.Plan(Now), Now));
        scene.Batch(RelayScene.Accounts, Start + 30_000, Snapshot(0));
        Assert.Equal(new NotPosted.NotDue(Start + 40_000), ReasonOf(scene.Plan(Start + 39_999), PostingKind.Fact));
        Assert.Equal(DueReason.Heartbeat, Assert.Single(scene.Plan(Start + 40_000).Planned).Why);
    }

    [Fact]
    public void ASnapshotWithoutTheRelayBit_IsNotPosted()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Snapshot(0, verdict: Verdict.Open));
        Assert.Equal(new NotPosted.NotRelayable(Verdict.Open), Assert.Single(scene.Plan(Now).Passed).Reason);
    }

    [Fact]
    public void AFlaggedChain_IsPostedAtOnce()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Status(100));
        Assert.Equal([null], scene.Execute(scene.Plan(Now), Now));
        scene.Batch(RelayScene.Accounts, Start + 2_000, Status(101));
        Assert.IsType<NotPosted.NotDue>(Assert.Single(scene.Plan(Start + 2_000).Passed).Reason);
        scene.Batch(RelayScene.Accounts, Start + 3_000, Status(101, ChainFlags.Fault));
        Assert.Equal(DueReason.Withdrawn, Assert.Single(scene.Plan(Start + 3_000).Planned).Why);
    }

    [Fact]
    public void AccountsAndChainsOutsideThePolicy_ArePassedOver()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(4), Snapshot(2), Status(100));
        scene.Policy = scene.Policy with { Chains = new HashSet<Hash256>() };
        Assert.Equal(3, scene.Plan(Now).Passed.Count(static passed => passed.Reason is NotPosted.NotInPolicy));
    }

    [Fact]
    public void RotationsAndRetractions_AreSettled_WhenTheChainHasThem_AndTheTimeToWatchIsOver()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0));
        Assert.Equal([null], scene.Execute(scene.Plan(Now), Now));
        scene.Batch(RelayScene.Accounts, Start + 2_000, Retraction(RelayScene.Accounts, 0, 0), Retraction(RelayScene.Accounts, 3, 0));
        Assert.Null(scene.Deliver(scene.Deployment.Rotate(ShardId.Parse("sets"), Start + 2_000)));
        Assert.All(scene.Execute(scene.Plan(Start + 2_000), Start + 2_000), Assert.Null);
        Assert.Empty(scene.Plan(Start + 61_999).Settled);
        var settled = scene.Plan(Start + 62_000).Settled;
        Assert.Equal(3, settled.Count);
        scene.Inbox.Settle(RelayScene.Chain, settled);
        Assert.Empty(scene.Inbox.Retractions);
        Assert.Empty(scene.Inbox.Rotations);
    }

    private static NotPosted ReasonOf(Plan plan, PostingKind kind) => Assert.Single(plan.Passed, passed => passed.Kind == kind).Reason;

    private static EvmRelayPolicy With(EvmRelayPolicy policy, FeedRule rule) =>
        policy with { Shards = new Dictionary<ShardId, ShardRule> { [RelayScene.Single] = new(StorageForm.Single, new Dictionary<FeedId, FeedRule> { [FeedId.Parse("A/USD")] = rule }) } };

    /// <summary>The price stands on the chain since <see cref="Start"/>.</summary>
    private static RelayScene Posted(PriceStatement price)
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Single, Start, price);
        Assert.Equal([null], scene.Execute(scene.Plan(Now), Now));
        return scene;
    }
}
