using System.Globalization;
using System.Numerics;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Planning;

/// <summary>Random histories: batches with gaps, breakers, expiry and retractions, rotations, fees, deliveries twice and out of order, transactions that take long or are dropped.</summary>
public sealed class EvmPlannerPropertyTests
{
    private const int Seeds = 60;
    private const int Steps = 40;

    [Fact]
    public void AnyHistory_EndsWithEveryDuePoint_OnTheChain()
    {
        var posted = 0;
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var history = new History(seed, turn: seed % 3);
            for (var step = 0; step < Steps; step++) history.Step();
            history.Settle();
            history.CheckEnd();
            posted += history.Posted;
        }

        Assert.True(posted > Seeds * 10, $"only {posted} postings were taken");
    }

    /// <summary>The same batches in any order, each at least once, make the same plan, byte for byte; only epochs stay in order.</summary>
    [Fact]
    public void PermutedDeliveries_MakeTheSamePlan()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var deployment = Solo();
            var batches = History.Batches(deployment, random, 25).ToList();
            var now = batches.Max(static batch => batch.Header.ObservedAt) + 500;
            var first = PlanOf(deployment, batches, now);
            Assert.NotEmpty(first);
            for (var again = 0; again < 3; again++)
            {
                var shuffled = batches.Concat(batches.Where(_ => random.Next(3) == 0)).ToArray();
                random.Shuffle(shuffled);
                Assert.Equal(first, PlanOf(deployment, [.. shuffled.OrderBy(static batch => batch.Header.Epoch)], now));
            }
        }
    }

    /// <summary>With everything in flight nothing is posted twice, and with the list in any order the plan is the same.</summary>
    [Fact]
    public void ReplanningWithEverythingInFlight_PostsNothing()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var scene = new RelayScene();
            foreach (var batch in History.Batches(scene.Deployment, random, 25)) scene.Deliver(batch);
            var now = Start + 30_000;
            var flying = scene.Plan(now).Postings.Select(static (posting, i) => RelayScene.Flying(posting, (ulong)i)).ToArray();
            Assert.NotEmpty(flying);
            Assert.Empty(scene.Plan(now, flying).Planned);
            random.Shuffle(flying);
            var some = flying[..(flying.Length / 2)];
            Assert.Equal(Describe(scene.Plan(now, some)), Describe(scene.Plan(now, [.. some.Reverse()])));
            Assert.Empty(scene.Plan(now, some).Postings.Select(static posting => posting.Posting.Id).Intersect(some.Select(static one => one.Posting!.Posting.Id)));
        }
    }

    /// <summary>A small change of the limits' exact comparison against the definition, with products of any size.</summary>
    [Fact]
    public void TheDeviation_IsExact_ForAnyPrices()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var stored = Number(random);
            var value = random.Next(3) == 0 ? stored + (stored / 200) + random.Next(-1, 2) : Number(random);
            if (value < 1) continue;
            var limit = (uint)random.Next(0, 20_000);
            var isDue = BigInteger.Abs((BigInteger)value - stored) * 1_000_000 >= (BigInteger)limit * stored;
            Assert.Equal(isDue, Deviation.Ppm(Domain.Price.FromScaled(value), Domain.Price.FromScaled(stored)) >= limit);
        }

        Assert.Equal(ulong.MaxValue, Deviation.Ppm(Domain.Price.Maximum, Domain.Price.FromScaled(1)));

        static Int128 Number(Random random) => Int128.Max(1, (Int128)(new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()) >> random.Next(8, 127)));
    }

    private static List<string> PlanOf(Deployment deployment, IReadOnlyList<Attestation> batches, long now)
    {
        var scene = new RelayScene(deployment);
        var intake = new RelayIntake(Deployment.Domain, new(Deployment.Domain, new(deployment.Anchor)));

        foreach (var batch in batches)
        {
            var accepted = Assert.IsType<IntakeOutcome.Accepted>(intake.Open(AttestationCodec.Encode(batch)));
            Assert.Null(scene.Inbox.Add(accepted.Batch, accepted.Threshold, new(null, batch.Header.ObservedAt)));
        }

        return Describe(scene.Plan(now));
    }

    private static List<string> Describe(Plan plan) =>
    [
        .. plan.Planned.Select(static planned => $"{planned.Form} {planned.Why} {planned.Gas} {planned.Posting.MaximumFeePerGas} {planned.Posting.Posting.Id} {Hex.Encode(planned.Posting.Call.Span)}"),
        .. plan.Passed.Select(static passed => passed.ToString()), .. plan.Overtaken.Select(static pair => pair.ToString()), .. plan.Settled,
    ];
}

/// <summary>One random history of one chain.</summary>
internal sealed class History
{
    private const long TurnMs = 4_000;

    private static readonly string[] Feeds = ["A/USD", "B/USD", "C/USD", "D/USD", "E/USD"];

    private readonly Random _random;
    private readonly RelayScene _scene = new();
    private readonly List<Attestation> _undelivered = [];
    private readonly List<Attestation> _delivered = [];
    private readonly List<EvmPosting> _flying = [];
    private readonly string _seed;
    private long _now = Start;

    /// <param name="turn">Of the relayer, which is alone all the same: whoever is before it is out.</param>
    public History(int seed, int turn)
    {
        (_random, _seed) = (new(seed), seed.ToString(CultureInfo.InvariantCulture));
        _scene.Policy = _scene.Policy with { LagMs = 0, Turn = turn, TurnMs = TurnMs };
    }

    /// <summary>Postings that the hub took.</summary>
    public int Posted { get; private set; }

    /// <summary>Batches of all kinds, a few seconds apart, with rotations among them.</summary>
    public static IEnumerable<Attestation> Batches(Deployment deployment, Random random, int count)
    {
        var now = Start;
        for (var i = 0; i < count; i++)
        {
            now += random.Next(200, 1_500);
            yield return Make(deployment, random, now);
        }
    }

    public void Step()
    {
        _now += _random.Next(200, 9_000);
        for (var batches = _random.Next(0, 4); batches > 0; batches--) _undelivered.Add(Make(_scene.Deployment, _random, _now += _random.Next(1, 300)));
        Deliver(everything: false);
        _scene.Hub.BaseFee = (UInt128)(_random.Next(4) == 0 ? _random.Next(90, 260) : 10);
        _scene.Hub.Mine(_now);
        Include(all: false);
        Take(MakePlan());
        if (_random.Next(10) == 0 && _flying.Count > 0) _flying.RemoveAt(_random.Next(_flying.Count));
        _scene.Inbox.Prune(_now - 1_000);
    }

    /// <summary>The rest is delivered, the fees are low, everything is included, until there is nothing left to post.</summary>
    public void Settle()
    {
        Deliver(everything: true);
        _scene.Hub.BaseFee = 10;
        for (var round = 0; round < 20; round++)
        {
            _scene.Hub.Mine(_now);
            Include(all: true);
            var plan = MakePlan();
            if (plan.Planned.Count == 0 && !plan.Passed.Any(static passed => passed.Reason is NotPosted.NotOurTurn)) return;
            if (plan.Planned.Count == 0) _now += TurnMs;
            Take(plan);
        }

        Assert.Fail($"seed {_seed}: the planner does not come to rest");
    }

    /// <summary>By the definitions of the rules and not by the planner's code.</summary>
    public void CheckEnd()
    {
        var state = _scene.Hub.State();
        foreach (var shard in (ShardId[])[RelayScene.Single, RelayScene.Paired])
        {
            if (_delivered.Where(batch => batch.Header.Shard == shard).MaxBy(static batch => batch.Header.Sequence) is not { } newest) continue;
            foreach (var statement in newest.Leaves.Select(Decode)) CheckPrice(state, shard, newest.Header, statement);
        }

        foreach (var retraction in _delivered.SelectMany(static batch => batch.Leaves.Select(Decode)).OfType<RetractionStatement>())
        {
            if (state.Facts.TryGetValue((retraction.Shard, retraction.Subject), out var stored) && stored <= retraction.Sequence) Assert.True(state.Floors[(retraction.Shard, retraction.Subject)] >= retraction.Sequence, $"seed {_seed}: a retracted fact can be read");
        }

        Assert.Equal(_scene.Deployment.Set.Epoch, state.Epoch);
    }

    private void CheckPrice(HubState state, ShardId shard, BatchHeader header, Statement statement)
    {
        var feed = PriceForms.FeedOf(statement);
        var stored = state.Prices.GetValueOrDefault((shard, feed));
        if (stored?.Sequence >= header.Sequence) return;
        if (statement is GapStatement)
        {
            Assert.False(stored is { Value.IsPositive: true } && stored.ValidUntil >= _scene.Hub.Time, $"seed {_seed}: {feed} can be read in {shard} over a gap");
            return;
        }

        var price = (PriceStatement)statement;
        if (!price.Verdict.HasFlag(Verdict.Relay) || price.Breaker == BreakerState.Open || header.ObservedAt + price.ValidFor < _scene.Hub.Time + 2_000) return;
        Assert.True(stored is { Value.IsPositive: true }, $"seed {_seed}: {feed} of {shard} is not there");
        Assert.True(_scene.Hub.Time - stored.ObservedAt < RelayScene.HeartbeatMs, $"seed {_seed}: {feed} of {shard} is over its heartbeat");
        Assert.True(BigInteger.Abs((BigInteger)price.Value.Scaled - stored.Value.Scaled) * 1_000_000 < (BigInteger)RelayScene.DeviationPpm * stored.Value.Scaled, $"seed {_seed}: {feed} of {shard} deviates");
        Assert.True(((stored.Verdict ^ price.Verdict) & ~Verdict.Relay) == 0 && stored.Breaker == price.Breaker, $"seed {_seed}: {feed} of {shard} has another verdict");
    }

    private Plan MakePlan()
    {
        var plan = _scene.Plan(_now, [.. _flying.Select(static (posting, i) => RelayScene.Flying(posting, (ulong)i))]);
        var at = Math.Max(_now, _scene.Hub.Time);
        Assert.Equal(plan.Postings.Select(static posting => posting.Posting.Kind).Order(), plan.Postings.Select(static posting => posting.Posting.Kind));
        Assert.Equal(plan.Planned.Count, plan.Postings.Select(static posting => posting.Posting.Id).Distinct().Count());
        foreach (var posting in plan.Postings) CheckPlanned(posting, at);
        return plan;
    }

    private void CheckPlanned(EvmPosting posting, long at)
    {
        Assert.True(posting.Posting.ValidUntil >= at + _scene.Policy.MarginMs, $"seed {_seed}: {posting.Posting.Id} is stale");
        Assert.True(posting.MaximumFeePerGas >= _scene.Hub.BaseFee, $"seed {_seed}: {posting.Posting.Id} is too dear");
        foreach (var statement in posting.Posting.Statements.Select(static statement => statement.Statement))
        {
            var isAbove = !_scene.Hub.State().Floors.TryGetValue((posting.Posting.Header.Shard, FactSubject.Of(statement).GetValueOrDefault()), out var floor) || posting.Posting.Header.Sequence > floor;
            Assert.True(statement is RetractionStatement || isAbove, $"seed {_seed}: {posting.Posting.Id} is below its floor");
            Assert.True(statement is not (CollateralStatement { Stage: < Stage.Confirmed } or SnapshotStatement { Stage: < Stage.Confirmed }), $"seed {_seed}: {posting.Posting.Id} is not final enough");
        }
    }

    /// <summary>Some at once: then the hub must take it, for it stands as the planner saw it. Others fly.</summary>
    private void Take(Plan plan)
    {
        var all = _flying.Count == 0;
        foreach (var posting in plan.Postings)
        {
            if (all && _random.Next(4) > 0)
            {
                var error = _scene.Hub.Execute(posting.Call.Span);
                Assert.True(error is null, $"seed {_seed}: {posting.Posting.Id} is refused: {error}");
                Posted++;
            }
            else
            {
                all = false;
                _flying.Add(posting);
            }
        }
    }

    /// <summary>In order, as nonces are. What comes too late is refused, and gone.</summary>
    private void Include(bool all)
    {
        for (var count = all ? _flying.Count : _random.Next(0, _flying.Count + 1); count > 0; count--)
        {
            if (_scene.Hub.Execute(_flying[0].Call.Span) is null) Posted++;
            _flying.RemoveAt(0);
        }
    }

    /// <summary>In any order, some twice; a batch of a new epoch not before its rotation.</summary>
    private void Deliver(bool everything)
    {
        for (var count = everything ? int.MaxValue : _random.Next(0, 6); count > 0 && _undelivered.Count > 0; count--)
        {
            var epoch = _undelivered.Min(static batch => batch.Header.Epoch);
            var open = _undelivered.Where(batch => batch.Header.Epoch == epoch).ToList();
            var batch = open[_random.Next(open.Count)];
            Assert.Null(_scene.Deliver(batch));
            _delivered.Add(batch);
            if (_random.Next(4) > 0) _undelivered.Remove(batch);
        }
    }

    private static Attestation Make(Deployment deployment, Random random, long now)
    {
        var kind = random.Next(40);
        if (kind == 0 && deployment.Set.Epoch < 4) return deployment.Rotate(ShardId.Parse("sets"), now);
        if (kind < 12) return deployment.Sign(RelayScene.Accounts, now, Facts(deployment, random));
        return deployment.Sign(kind < 26 ? RelayScene.Single : RelayScene.Paired, now, [.. Feeds.Where(feed => kind < 26 || feed != "E/USD").Select(feed => PriceOrGap(random, feed))]);
    }

    private static Statement PriceOrGap(Random random, string feed) => random.Next(8) == 0
        ? Gap(feed)
        : Price(
            feed, (100 + (random.Next(3) == 0 ? random.Next(5) : 0)).ToString(CultureInfo.InvariantCulture), random.Next(6) == 0 ? 5_000u : 60_000u,
            random.Next(8) switch { 0 => Verdict.All & ~Verdict.Relay, 1 => Verdict.All & ~Verdict.Borrow, _ => Verdict.All }, random.Next(10) == 0 ? BreakerState.Open : BreakerState.Closed);

    private static List<Statement> Facts(Deployment deployment, Random random)
    {
        var statements = new List<Statement> { Status((ulong)random.Next(100, 200), random.Next(10) == 0 ? ChainFlags.Stalled : ChainFlags.None) };
        var next = deployment.NextSequence(RelayScene.Accounts);
        for (var position = 0; position < 4; position++)
        {
            if (random.Next(2) == 0) statements.Add(Fact(position, (Stage)random.Next(1, 5)));
            if (next > 0 && random.Next(6) == 0) statements.Add(Retraction(RelayScene.Accounts, position, (ulong)random.NextInt64((long)next)));
        }

        if (random.Next(2) == 0) statements.Add(Snapshot(0, (Stage)random.Next(1, 5), positions: [0, 1]));
        if (random.Next(2) == 0) statements.Add(Snapshot(1, Stage.Finalized, positions: [2]));
        return statements;
    }

    private static Statement Decode(Leaf leaf) => StatementCodec.Decode(leaf.Bytes.Span, out var statement) is null ? statement! : throw new InvalidOperationException("a statement does not decode");
}
