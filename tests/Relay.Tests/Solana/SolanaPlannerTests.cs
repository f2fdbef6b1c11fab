using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Solana;
using CrossChainOracle.Relay.Solana.Sending;
using CrossChainOracle.Relay.Tests.Planning;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Tests.Solana;

public sealed class SolanaPlannerTests
{
    private const long Now = Deployment.Start;

    private static readonly ShardId Shard = ShardId.Parse("core");
    private static readonly FeedId Feed = FeedId.Parse("ETH/USD");
    private static readonly FeedRule Rule = new(5_000, 60_000);
    private static readonly SolanaEncoder Encoder = new(Deployment.Domain, new());

    private readonly Deployment _deployment = new(3, [1, 2, 3, 4, 5]);
    private readonly RelayInbox _inbox = new(FakeCluster.Chain);
    private readonly RelayIntake _intake;
    private readonly AttesterSets _sets;

    public SolanaPlannerTests() => (_intake, _sets) = (_deployment.Intake(), new(_deployment.Anchor));

    [Fact]
    public void AFeedOfWhichNothingStands_IsWanted_WithASetAndOneStatement()
    {
        Take("3000");
        var wanted = Assert.Single(Plan().Wanted);
        Assert.Equal((1_000_000ul, 3, 1), (wanted.MaximumFee, wanted.Set.Threshold, wanted.Posting.Statements.Count));
        Assert.Equal(PostingKind.Prices, wanted.Posting.Kind);
    }

    [Theory]
    [InlineData("3000", 1_000, null)]
    [InlineData("3014.999", 1_000, null)]
    [InlineData("3015", 1_000, DueReason.Deviation)]
    [InlineData("2985", 1_000, DueReason.Deviation)]
    [InlineData("3000", 59_999, null)]
    [InlineData("3000", 60_000, DueReason.Heartbeat)]
    public void APrice_IsDue_AtItsDeviationOrItsHeartbeat(string value, long age, DueReason? why)
    {
        Take(value);
        var plan = Plan(Standing("3000", observedAt: Now - age));
        Assert.Equal(why is null ? 0 : 1, plan.Wanted.Count);
        if (why is null) Assert.Equal(new NotPosted.Unchanged(value == "3000" ? 0UL : 4_999, 5_000, Now - age + 60_000), Assert.Single(plan.Passed).Reason);
    }

    [Fact]
    public void ALostVerdictBit_IsDueAtOnce()
    {
        Take("3000", Verdict.All & ~Verdict.Open);
        Assert.Single(Plan(Standing("3000", observedAt: Now - 1)).Wanted);
    }

    [Fact]
    public void WhatIsUnderWay_CountsAsStanding()
    {
        Take("3000");
        var first = Assert.Single(Plan().Wanted);
        SentPosting[] underWay = [Sent(first)];
        Assert.Equal(new NotPosted.InFlight(0), Assert.Single(Plan(inFlight: underWay).Passed).Reason);
        Take("3001");
        Assert.Equal(new NotPosted.InFlight(0), Assert.Single(Plan(inFlight: underWay).Passed).Reason);
        Take("3100");
        Assert.Equal(2ul, Assert.Single(Plan(inFlight: underWay).Wanted).Attestation.Header.Sequence);
    }

    [Fact]
    public void WhatIsNotWorthPosting_IsPassedWithItsReason()
    {
        Take("3000", Verdict.All & ~Verdict.Relay);
        Assert.IsType<NotPosted.NotRelayable>(Assert.Single(Plan().Passed).Reason);
        Take("3000", breaker: BreakerState.Open);
        Assert.IsType<NotPosted.BreakerOpen>(Assert.Single(Plan().Passed).Reason);
        Take("3000");
        Assert.IsType<NotPosted.Expired>(Assert.Single(Plan(now: Now + 58_003).Passed).Reason);
        Assert.Empty(Plan(now: Now + 58_000).Passed);
        Assert.Equal(new NotPosted.AlreadyNewer(2), Assert.Single(Plan(Standing("2000", sequence: 2)).Passed).Reason);
        Assert.IsType<NotPosted.NotInPolicy>(Assert.Single(Plan(policy: Policy() with { Shards = new Dictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>>() }).Passed).Reason);
        Assert.Equal(new NotPosted.UnknownEpoch(1, 2), Assert.Single(SolanaPlanner.Plan(Policy(), Encoder, _inbox.Prices, Nothing, [], new(new Deployment(3, [1, 2, 3], [1, 2, 3]).SetOf(2, Now)), Now).Passed).Reason);
    }

    [Fact]
    public void TheMostUrgent_ComesFirst()
    {
        for (var i = 0; i < 2; i++) TakeAll(Deployment.Price("A", "100"), Deployment.Price("B", "101"), Deployment.Price("C", "103"));
        var rules = new[] { "A", "B", "C" }.ToDictionary(FeedId.Parse, _ => Rule);
        var standing = new Dictionary<(ShardId, FeedId), StoredPrice> { [(Shard, FeedId.Parse("B"))] = Stored("100", Now, 0), [(Shard, FeedId.Parse("C"))] = Stored("100", Now, 0) };
        var plan = Plan(standing, policy: Policy() with { Shards = new Dictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> { [Shard] = rules } });
        Assert.Equal(["A", "C", "B"], plan.Wanted.Select(wanted => ((PriceStatement)wanted.Posting.Statements[0].Statement).Feed.ToString()));
    }

    /// <summary>Five signers leave room for three nodes: of nine statements only the one with the short way up fits.</summary>
    [Fact]
    public void AProofForWhichThereIsNoRoom_IsUnfitWithItsSizes_AndTheShorterOneIsPosted()
    {
        var deployment = new Deployment(5, [1, 2, 3, 4, 5]);
        var inbox = new RelayInbox(FakeCluster.Chain);
        FeedId[] feeds = [.. Enumerable.Range(0, 9).Select(i => FeedId.Parse($"FEED{i}"))];
        var accepted = Assert.IsType<IntakeOutcome.Accepted>(deployment.Intake().Open(AttestationCodec.Encode(deployment.Sign(Shard, Now, [.. feeds.Select(feed => Deployment.Price($"{feed}", "100"))]))));
        Assert.Null(inbox.Add(accepted.Batch, accepted.Threshold, new(null, Now)));
        var policy = Policy() with { Shards = new Dictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> { [Shard] = feeds.ToDictionary(feed => feed, _ => Rule) } };
        var plan = SolanaPlanner.Plan(policy, Encoder, inbox.Prices, Nothing, [], new(deployment.Anchor), Now);
        var depths = inbox.Prices[0].Prices.Select(price => price.Attestation.Proof.Count).ToList();
        Assert.Contains(4, depths);
        Assert.Equal(depths.Count(depth => depth <= 3), plan.Wanted.Count);
        Assert.Equal(depths.Count(depth => depth == 4), plan.Unfit.Count);
        Assert.All(plan.Unfit, unfit => Assert.Equal(new SolanaEncoding.TooLarge(5, 4, SolanaMessage.MaximumTransaction - Encoder.FreeBytes(5, 4), SolanaMessage.MaximumTransaction), unfit.Why));
        Assert.Equal(plan.Unfit.Count, plan.Passed.Count(passed => passed.Reason.Equals(new NotPosted.Unfit(5, 4, 3))));
        Assert.All(plan.Unfit, unfit => Assert.Equal(unfit.Why, Encoder.Encode(unfit.Posting.Attestation, unfit.Posting.Set, default, 0, new SolanaKit.Payer(1))));
    }

    [Theory]
    [InlineData(5, 8, true)]
    [InlineData(5, 9, false)]
    [InlineData(4, 64, true)]
    [InlineData(4, 65, false)]
    [InlineData(6, 1, false)]
    public void AShardThatCannotFit_IsKnownBeforehand(int threshold, int feeds, bool fits)
    {
        var policy = Policy() with { Shards = new Dictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> { [Shard] = Enumerable.Range(0, feeds).ToDictionary(i => FeedId.Parse($"FEED{i}"), _ => Rule) } };
        var problems = policy.Misfits(Encoder, threshold).ToList();
        if (fits) Assert.Empty(problems);
        else Assert.Contains($"{(threshold > 5 ? threshold : feeds)}", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void APolicyOutsideItsRules_SaysSo()
    {
        Assert.Empty(Policy().Problems());
        Assert.Equal(3, (Policy() with
        {
            MaximumFee = 9_999, MarginMs = -1, Shards = new Dictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> { [Shard] = new Dictionary<FeedId, FeedRule> { [Feed] = Rule with { HeartbeatMs = 0 } } },
        }).Problems().Count());
    }

    /// <summary>Planner and sender for half an hour of a wandering price, with restarts: at its end the newest price that was due stands, and no feed had two transactions that could both be executed of one posting.</summary>
    [Fact]
    public async Task PlannerAndSender_TogetherBringEveryDuePrice_ThroughLossesAndRestarts()
    {
        var random = new Random(20_263);
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(Now));
        using var cluster = new FakeCluster();
        var payer = new SolanaKit.Payer(1);
        var files = new MemoryFileSystem();
        var journal = (await SolanaJournal.OpenAsync("journal", new(FakeCluster.Chain, payer.Address), files)).OrThrow();
        SolanaSender Sender() => new([cluster.Client], new(Deployment.Domain, new()), payer, journal, new() { Chain = FakeCluster.Chain }, time);
        var sender = Sender();
        var value = 300_000;
        var events = new List<SolanaSendEvent>();
        for (var step = 0; step < 300; step++)
        {
            time.Advance(TimeSpan.FromSeconds(6));
            cluster.FinalizedHeight += 15;
            (cluster.LastValid, cluster.Blockhash) = (cluster.FinalizedHeight + 182, (byte)(1 + (step / 2 % 250)));
            value += random.Next(-600, 601);
            Take($"{value / 100}.{value % 100:00}", at: Clock());
            if (step % 97 == 96)
            {
                await journal.DisposeAsync();
                files = files.AfterPowerCut();
                (journal, sender) = ((await SolanaJournal.OpenAsync("journal", new(FakeCluster.Chain, payer.Address), files)).OrThrow(), null!);
                sender = Sender();
            }

            var plan = SolanaPlanner.Plan(Policy(), Encoder, _inbox.Prices, journal.Standing, journal.InFlight, _sets, Clock());
            foreach (var happened in await sender.StepAsync(plan.Wanted, CancellationToken.None)) events.Add(happened);
            Assert.Null(await sender.ForgetAsync(static _ => false));
            foreach (var sent in journal.InFlight.Where(_ => random.Next(6) == 0)) cluster.Include(sent.Transaction, cluster.FinalizedHeight + 1_000, random.Next(4) == 0 ? "finalized" : "confirmed");
        }

        Assert.True(events.OfType<SolanaSendEvent.Final>().Count() > 15, $"{events.OfType<SolanaSendEvent.Final>().Count()} final");
        Assert.Contains(events, happened => happened is SolanaSendEvent.Expired);
        foreach (var sent in journal.InFlight.ToList()) cluster.Include(sent.Transaction, cluster.FinalizedHeight + 1_000, "finalized");
        await sender.StepAsync([], CancellationToken.None);
        Assert.Null(await sender.ForgetAsync(static _ => false));
        Assert.Empty(journal.InFlight);
        var left = SolanaPlanner.Plan(Policy(), Encoder, _inbox.Prices, journal.Standing, [], _sets, Clock());
        var submitted = events.OfType<SolanaSendEvent.Submitted>().GroupBy(happened => happened.PostingId!);
        Assert.All(submitted, posting => Assert.Equal(posting.Count() - 1, events.OfType<SolanaSendEvent.Expired>().Count(happened => happened.PostingId == posting.Key && happened.Signature != posting.Last().Signature)));
        Assert.All(left.Passed, passed => Assert.True(passed.Reason is NotPosted.Unchanged or NotPosted.AlreadyNewer, $"{passed}"));
        await journal.DisposeAsync();

        long Clock() => time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    private static readonly Dictionary<(ShardId, FeedId), StoredPrice> Nothing = [];

    private static SolanaRelayPolicy Policy() => new()
    {
        MaximumFee = 1_000_000, Shards = new Dictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> { [Shard] = new Dictionary<FeedId, FeedRule> { [Feed] = Rule } },
    };

    private static StoredPrice Stored(string value, long observedAt, ulong sequence) =>
        new(sequence, observedAt, observedAt, observedAt + 60_000, Price.Parse(value), Price.Parse("1"), Verdict.All, BreakerState.Closed);

    private static SentPosting Sent(SolanaPosting posting)
    {
        var header = posting.Attestation.Header;
        byte[] bytes = [1, .. new byte[SolanaSignature.Size], 1];
        return new(posting.Posting.Id, header.Shard, header.Sequence, header.ObservedAt, posting.Attestation.Leaf.Bytes, SolanaMessage.OfSigned(bytes), 1, Now, 10_000);
    }

    /// <summary>The first of the feed stands; what the inbox has is the second.</summary>
    private Dictionary<(ShardId, FeedId), StoredPrice> Standing(string value, long observedAt = Now, ulong sequence = 0)
    {
        if (sequence == 0 && _inbox.Prices[0].Header.Sequence == 0) TakeAll([.. _inbox.Prices[0].Prices.Select(price => price.Statement)]);
        return new() { [(Shard, Feed)] = Stored(value, observedAt, sequence) };
    }

    private SolanaPlan Plan(IReadOnlyDictionary<(ShardId, FeedId), StoredPrice>? standing = null, SentPosting[]? inFlight = null, SolanaRelayPolicy? policy = null, long now = Now) =>
        SolanaPlanner.Plan(policy ?? Policy(), Encoder, _inbox.Prices, standing ?? Nothing, inFlight ?? [], _sets, now);

    private void Take(string value, Verdict verdict = Verdict.All, BreakerState breaker = BreakerState.Closed, long? at = null) => TakeAll([Deployment.Price("ETH/USD", value, verdict: verdict, breaker: breaker)], at);

    private void TakeAll(params Statement[] statements) => TakeAll(statements, null);

    private void TakeAll(Statement[] statements, long? at)
    {
        var attestation = _deployment.Sign(Shard, at ?? Now + (long)_deployment.NextSequence(Shard), statements);
        var accepted = Assert.IsType<IntakeOutcome.Accepted>(_intake.Open(AttestationCodec.Encode(attestation)));
        Assert.Null(_inbox.Add(accepted.Batch, accepted.Threshold, new(null, Now)));
    }
}
