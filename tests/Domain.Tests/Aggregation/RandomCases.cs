using CrossChainOracle.Domain.Tests.Values;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>Sound policies, reachable states and observations around every limit of them, from a seed.</summary>
internal sealed class RandomCases(int seed)
{
    public readonly Random Random = new(seed);

    public static string Describe(int seed, int index) => $"seed {seed}, case {index}";

    public FeedPolicy Policy()
    {
        var providers = Random.Next(1, 4);
        var routes = Enumerable.Range(0, Random.Next(providers, 9)).Select(i => Route(i, (Provider)(i < providers ? i + 1 : Random.Next(1, providers + 1)))).ToList();
        var lower = Price.FromScaled((Int128)(Numbers.Unsigned(Random) % 1_000_000) + 1);
        var policy = new FeedPolicy
        {
            Feed = Samples.Feed,
            Quorum = Random.Next(1, providers + 1),
            Routes = routes,
            LowerBound = lower,
            UpperBound = Random.Next(3) == 0 ? Price.Maximum : Price.FromScaled(Price.Maximum.Scaled / Random.Next(1, 1_000_000)),
            DeviationPpm = Ppm(),
            WidePpm = Ppm(),
            ZMilli = Milli(),
            KMilli = Milli(),
            SigmaFloor = Sigma(),
            SigmaInitial = FixedPoint.One,
            TauMs = Pick(1_000, PolicyRules.MaximumDurationMs, 600_000),
            TickMs = Pick(1, PolicyRules.MaximumDurationMs, 400),
            MaximumMovePpm = Ppm(),
            CalmRounds = Random.Next(2, 6),
            ValidForMs = 60_000,
            Verdict = new(Rule(), Rule(), Rule(), Rule(), Rule()),
        };
        policy = policy with { SigmaInitial = UInt128.Max(policy.SigmaFloor, Sigma()) };
        Assert.Empty(PolicyRules.Problems(new ShardPolicy { Shard = ShardId.Parse("random"), Audience = default, Feeds = [policy] }));
        return policy;

        ActionRule Rule() => new(Ppm(), Pick(1, PolicyRules.MaximumDurationMs, 60_000), Random.Next(1, providers + 1), (BreakerState)Random.Next(3));
    }

    /// <summary>A round's observations: mostly close to <paramref name="mid"/>, several per route at times, some around each limit, some nonsense.</summary>
    public List<Observation> Observations(FeedPolicy policy, Price mid, long observedAt)
    {
        var observations = new List<Observation>();
        foreach (var route in policy.Routes)
        {
            for (var copies = Random.Next(8) switch { 0 => 0, 1 => 2, 2 => 3, _ => 1 }; copies > 0; copies--) observations.Add(Observation(policy, route, mid, observedAt));
        }

        if (Random.Next(8) == 0 && observations.Count > 0) observations.Add(observations[0] with { Route = RouteId.Parse("unknown") });
        if (Random.Next(8) == 0 && observations.Count > 0) observations.Add(observations[0]);
        return observations;
    }

    public Observation Observation(FeedPolicy policy, RoutePolicy route, Price mid, long observedAt)
    {
        var value = Value(policy, mid);
        return new()
        {
            Feed = policy.Feed,
            Provider = route.Provider,
            Route = route.Route,
            Value = value,
            HalfWidth = Width(policy, value),
            PublishedAt = Math.Clamp(observedAt - Age(route), 0, UnixTime.MaxValue),
            ReceivedAt = observedAt,
            Sequence = Numbers.Unsigned(Random) % (Random.Next(2) == 0 ? 3u : Domain.Observation.MaxSequence),
            Authenticity = (Authenticity)Random.Next(1, 4),
            Stage = Stage.Seen,
            Flags = Random.Next(12) == 0 ? (ObservationFlags)Random.Next(8) : ObservationFlags.None,
            Anchor = Random.Next(2) == 0 ? default : Hash256.Parse(new string((char)('0' + Random.Next(10)), 64)),
        };
    }

    public List<SourceFailure> Failures(FeedPolicy policy)
    {
        var failures = new List<SourceFailure>();
        while (Random.Next(4) == 0)
        {
            var route = policy.Routes[Random.Next(policy.Routes.Count)];
            failures.Add(new(policy.Feed, route.Provider, route.Route, RejectionCode.Unreachable, "timed out"));
        }

        if (Random.Next(12) == 0) failures.Add(Samples.Fault((Provider)Random.Next(1, 4)));
        return failures;
    }

    /// <summary>A price of any size within the bounds.</summary>
    public Price Mid(FeedPolicy policy)
    {
        var scaled = (Int128)(Numbers.Unsigned(Random) % (UInt128)Price.Maximum.Scaled) + 1;
        return Price.FromScaled(Int128.Clamp(scaled, policy.LowerBound.Scaled, policy.UpperBound.Scaled));
    }

    /// <summary>A step of milliseconds: mostly of everyday size, at times of any.</summary>
    public long Step() => Random.Next(6) switch { 0 => 1, 1 => Random.NextInt64(1, 1L << Random.Next(1, 44)), 2 => 60_000, _ => Random.NextInt64(1, 2_000) };

    private RoutePolicy Route(int index, Provider provider)
    {
        var route = Samples.Continuous(provider, $"r{index}") with
        {
            MaximumAgeMs = Pick(1, PolicyRules.MaximumDurationMs, 60_000),
            MaximumAheadMs = Random.Next(2) * Random.Next(3_000),
            GraceMs = Random.Next(2) * Random.Next(300_000),
        };
        return Random.Next(2) == 0
            ? route
            : route with { Cadence = Cadence.Threshold, ThresholdPpm = Ppm(), HeartbeatMs = Pick(1, PolicyRules.MaximumDurationMs, 60_000) };
    }

    private Price Value(FeedPolicy policy, Price mid) => Random.Next(40) switch
    {
        0 => Price.FromScaled(Random.Next(-1, 1)),
        1 => Price.FromScaled(policy.LowerBound.Scaled - Random.Next(2)),
        2 => Price.FromScaled(policy.UpperBound.Scaled + Random.Next(2)),
        3 => Price.FromScaled(Numbers.Signed(Random)),
        < 16 => Near(mid, 1_000),
        < 24 => Near(mid, 50_000),
        < 30 => Near(mid, 900_000),
        < 34 => mid,
        < 36 => Price.FromScaled(mid.Scaled + Random.Next(-3, 4)),
        _ => Near(mid, 10),
    };

    /// <summary>Within so many parts per million.</summary>
    public Price Near(Price mid, int ppm) => Price.FromScaled(mid.Scaled + (mid.Scaled / 1_000_000 * Random.Next(-ppm, ppm + 1)) + Random.Next(-1, 2));

    private Price Width(FeedPolicy policy, Price value)
    {
        if (!value.IsPositive || value > Price.Maximum) return Price.Zero;
        var limit = FixedPoint.Share(value, policy.WidePpm, FixedPoint.PpmInOne, Rounding.Down).Scaled;
        return Price.FromScaled(Random.Next(10) switch { 0 => limit, 1 => limit + 1, 2 => -1, 3 => 0, 4 => Numbers.Signed(Random), _ => limit / Random.Next(1, 100) });
    }

    private long Age(RoutePolicy route) => Random.Next(14) switch
    {
        0 => route.MaximumAgeMs + Random.Next(2),
        1 => -route.MaximumAheadMs - Random.Next(2),
        2 => route.HeartbeatMs + route.GraceMs + Random.Next(2),
        3 => route.HeartbeatMs + Random.Next(-1, 2),
        4 => 0,
        _ => Random.NextInt64(0, Math.Min(route.MaximumAgeMs, 1L << Random.Next(1, 40)) + 1),
    };

    private uint Ppm() => Random.Next(4) switch { 0 => 1, 1 => 1_000_000, _ => (uint)Random.Next(1, 50_000) };

    private uint Milli() => Random.Next(4) switch { 0 => 1, 1 => PolicyRules.MaximumMultiplierMilli, _ => (uint)Random.Next(1, 10_000) };

    private UInt128 Sigma() => Random.Next(4) switch { 0 => 1, 1 => FixedPoint.One, _ => (Numbers.Unsigned(Random) % FixedPoint.One) / 1_000 + 1 };

    private long Pick(long least, long most, long usual) => Random.Next(4) switch { 0 => least, 1 => most, _ => Random.NextInt64(least, usual * 2) };
}
