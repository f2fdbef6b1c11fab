using CrossChainOracle.Domain.Tests.Aggregation;

namespace CrossChainOracle.Domain.Tests.Values;

/// <summary>Each rule just inside and just outside; a policy that breaks several is told all of them.</summary>
public class PolicyRulesTests
{
    private const long Days366 = 31_622_400_000;

    public static TheoryData<string, Func<FeedPolicy, FeedPolicy>> Sound => new()
    {
        { "quorum 1", feed => feed with { Quorum = 1 } },
        { "quorum all", feed => feed with { Quorum = 3 } },
        { "lower bound", feed => feed with { LowerBound = Price.FromScaled(1), UpperBound = Price.FromScaled(2) } },
        { "upper bound", feed => feed with { UpperBound = Price.Maximum } },
        { "ppm low", feed => feed with { DeviationPpm = 1, WidePpm = 1, MaximumMovePpm = 1 } },
        { "ppm high", feed => feed with { DeviationPpm = 1_000_000, WidePpm = 1_000_000, MaximumMovePpm = 1_000_000 } },
        { "multipliers low", feed => feed with { ZMilli = 1, KMilli = 1 } },
        { "multipliers high", feed => feed with { ZMilli = 100_000, KMilli = 100_000 } },
        { "sigma low", feed => feed with { SigmaFloor = 1, SigmaInitial = 1 } },
        { "sigma high", feed => feed with { SigmaFloor = FixedPoint.One, SigmaInitial = FixedPoint.One } },
        { "durations low", feed => feed with { TauMs = 1_000, TickMs = 1, ValidForMs = 1 } },
        { "durations high", feed => feed with { TauMs = Days366, TickMs = Days366, ValidForMs = uint.MaxValue } },
        { "calm low", feed => feed with { CalmRounds = 2 } },
        { "calm high", feed => feed with { CalmRounds = 65_535 } },
        { "route low", feed => Route(feed, route => route with { GraceMs = 0, MaximumAheadMs = 0, MaximumAgeMs = 1, HeartbeatMs = 1, ThresholdPpm = 1 }) },
        { "route high", feed => Route(feed, route => route with { GraceMs = Days366, MaximumAheadMs = Days366, MaximumAgeMs = Days366, HeartbeatMs = Days366, ThresholdPpm = 1_000_000 }) },
        { "continuous needs no threshold", feed => Route(feed, route => route with { Cadence = Cadence.Continuous, HeartbeatMs = 0, ThresholdPpm = 0 }) },
        { "verdict low", feed => Rule(feed, rule => rule with { MaximumWidthPpm = 0, MaximumAgeMs = 1, MinimumProviders = 1, WorstBreaker = BreakerState.Closed }) },
        { "verdict high", feed => Rule(feed, rule => rule with { MaximumWidthPpm = 100_000_000, MaximumAgeMs = Days366, MinimumProviders = 3, WorstBreaker = BreakerState.Open }) },
    };

    public static TheoryData<string, Func<FeedPolicy, FeedPolicy>> Broken => new()
    {
        { "must be named", feed => feed with { Feed = default } },
        { "quorum: 1 to the 3 configured providers, not 0", feed => feed with { Quorum = 0 } },
        { "quorum: 1 to the 3 configured providers, not 4", feed => feed with { Quorum = 4 } },
        { "routes: 1 to 32, not 0", feed => feed with { Routes = [] } },
        { "routes: 1 to 32, not 33", feed => feed with { Routes = [.. Enumerable.Range(10, 33).Select(i => Samples.Continuous((Provider)((i % 3) + 1), $"r{i}"))] } },
        { "lowerBound: must be greater than zero, not 0", feed => feed with { LowerBound = Price.Zero } },
        { "upperBound: must be above 0.01, not 0.01", feed => feed with { UpperBound = feed.LowerBound } },
        { "upperBound: at most 1000000000000000000", feed => feed with { UpperBound = Price.Maximum + Price.FromScaled(1) } },
        { "deviationPpm: 1 to 1000000, not 0", feed => feed with { DeviationPpm = 0 } },
        { "deviationPpm: 1 to 1000000, not 1000001", feed => feed with { DeviationPpm = 1_000_001 } },
        { "widePpm: 1 to 1000000, not 0", feed => feed with { WidePpm = 0 } },
        { "widePpm: 1 to 1000000, not 1000001", feed => feed with { WidePpm = 1_000_001 } },
        { "z: 0.001 to 100, not 0", feed => feed with { ZMilli = 0 } },
        { "z: 0.001 to 100, not 100001", feed => feed with { ZMilli = 100_001 } },
        { "k: 0.001 to 100, not 0", feed => feed with { KMilli = 0 } },
        { "k: 0.001 to 100, not 100001", feed => feed with { KMilli = 100_001 } },
        { "sigmaFloor: above 0 and at most 1, not 0", feed => feed with { SigmaFloor = 0 } },
        { "sigmaFloor: above 0 and at most 1, not 1000000000000000001", feed => feed with { SigmaFloor = FixedPoint.One + 1 } },
        { "sigmaInitial: sigmaFloor to 1", feed => feed with { SigmaInitial = feed.SigmaFloor - 1 } },
        { "sigmaInitial: sigmaFloor to 1", feed => feed with { SigmaInitial = FixedPoint.One + 1 } },
        { "tau: at least 1000 ms, not 999 ms", feed => feed with { TauMs = 999 } },
        { "tau: 1 ms to 366 days", feed => feed with { TauMs = Days366 + 1 } },
        { "tick: 1 ms to 366 days, not 0 ms", feed => feed with { TickMs = 0 } },
        { "tick: 1 ms to 366 days", feed => feed with { TickMs = Days366 + 1 } },
        { "validFor: 1 ms to 366 days, not 0 ms", feed => feed with { ValidForMs = 0 } },
        { "validFor: at most 4294967295 ms", feed => feed with { ValidForMs = 4_294_967_296 } },
        { "maximumMovePpm: 1 to 1000000, not 0", feed => feed with { MaximumMovePpm = 0 } },
        { "maximumMovePpm: 1 to 1000000, not 1000001", feed => feed with { MaximumMovePpm = 1_000_001 } },
        { "calmRounds: 2 to 65535, not 1", feed => feed with { CalmRounds = 1 } },
        { "calmRounds: 2 to 65535, not 65536", feed => feed with { CalmRounds = 65_536 } },
        { "route: must be named", feed => Route(feed, route => route with { Route = default }) },
        { "provider 0 is not known", feed => Route(feed, route => route with { Provider = 0 }) },
        { "provider 4 is not known", feed => Route(feed, route => route with { Provider = (Provider)4 }) },
        { "cadence 3 is not known", feed => Route(feed, route => route with { Cadence = (Cadence)3 }) },
        { "maximumAge: 1 ms to 366 days, not 0 ms", feed => Route(feed, route => route with { MaximumAgeMs = 0 }) },
        { "maximumAge: 1 ms to 366 days", feed => Route(feed, route => route with { MaximumAgeMs = Days366 + 1 }) },
        { "maximumAhead: 0 ms to 366 days, not -1 ms", feed => Route(feed, route => route with { MaximumAheadMs = -1 }) },
        { "maximumAhead: 0 ms to 366 days", feed => Route(feed, route => route with { MaximumAheadMs = Days366 + 1 }) },
        { "grace: 0 ms to 366 days, not -1 ms", feed => Route(feed, route => route with { GraceMs = -1 }) },
        { "grace: 0 ms to 366 days", feed => Route(feed, route => route with { GraceMs = Days366 + 1 }) },
        { "heartbeat: 1 ms to 366 days, not 0 ms", feed => Route(feed, route => route with { HeartbeatMs = 0 }) },
        { "heartbeat: 1 ms to 366 days", feed => Route(feed, route => route with { HeartbeatMs = Days366 + 1 }) },
        { "heartbeat: 0 for a continuous route, not -1 ms", feed => Route(feed, route => route with { Cadence = Cadence.Continuous, HeartbeatMs = -1, ThresholdPpm = 0 }) },
        { "thresholdPpm: 0 for a continuous route, not 1", feed => Route(feed, route => route with { Cadence = Cadence.Continuous, HeartbeatMs = 0, ThresholdPpm = 1 }) },
        { "thresholdPpm: 1 to 1000000, not 0", feed => Route(feed, route => route with { ThresholdPpm = 0 }) },
        { "thresholdPpm: 1 to 1000000, not 1000001", feed => Route(feed, route => route with { ThresholdPpm = 1_000_001 }) },
        { "routes: must be distinct and in order, api3 follows chainlink", feed => feed with { Routes = [feed.Routes[1], feed.Routes[0], feed.Routes[2]] } },
        { "routes: must be distinct and in order, pyth follows pyth", feed => feed with { Routes = [.. feed.Routes, feed.Routes[2]] } },
        { "minimumProviders: 1 to 3, not 0", feed => Rule(feed, rule => rule with { MinimumProviders = 0 }) },
        { "minimumProviders: 1 to 3, not 4", feed => Rule(feed, rule => rule with { MinimumProviders = 4 }) },
        { "worstBreaker: 3 is not known", feed => Rule(feed, rule => rule with { WorstBreaker = (BreakerState)3 }) },
        { "verdict.maximumAge: 1 ms to 366 days, not 0 ms", feed => Rule(feed, rule => rule with { MaximumAgeMs = 0 }) },
        { "verdict.maximumWidth: at most 100000000, not 100000001", feed => Rule(feed, rule => rule with { MaximumWidthPpm = 100_000_001 }) },
    };

    [Theory]
    [MemberData(nameof(Sound), DisableDiscoveryEnumeration = true)]
    public void JustInside_IsSound(string what, Func<FeedPolicy, FeedPolicy> change) =>
        Assert.True(Problems(change) is { Count: 0 }, $"{what}: {string.Join("; ", Problems(change))}");

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public void JustOutside_NamesFeedFieldAndValue(string expected, Func<FeedPolicy, FeedPolicy> change)
    {
        var problem = Assert.Single(Problems(change), problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.StartsWith("feed ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryProblem_IsListedAtOnce() =>
        Assert.Equal(3, Problems(feed => feed with { ZMilli = 0, KMilli = 0, DeviationPpm = 0 }).Count);

    [Fact]
    public void AShard_IsNamed_AndItsFeedsAreDistinctAndInOrder()
    {
        var feed = Samples.Policy();
        var shard = new ShardPolicy { Shard = ShardId.Parse("majors"), Audience = default, Feeds = [feed] };
        Assert.Empty(PolicyRules.Problems(shard));
        Assert.Contains("must be named", Assert.Single(PolicyRules.Problems(shard with { Shard = default })), StringComparison.Ordinal);
        Assert.Contains("ETH/USD follows ETH/USD", Assert.Single(PolicyRules.Problems(shard with { Feeds = [feed, feed] })), StringComparison.Ordinal);
        Assert.Contains("BTC/USD follows ETH/USD", Assert.Single(PolicyRules.Problems(shard with { Feeds = [feed, feed with { Feed = FeedId.Parse("BTC/USD") }] })), StringComparison.Ordinal);
        Assert.Contains("1 to 1024 feeds, not 0", Assert.Single(PolicyRules.Problems(shard with { Feeds = [] })), StringComparison.Ordinal);
        Assert.Empty(PolicyRules.Problems(shard with { Feeds = Many(1_024) }));
        Assert.Contains("1 to 1024 feeds, not 1025", Assert.Single(PolicyRules.Problems(shard with { Feeds = Many(1_025) })), StringComparison.Ordinal);

        List<FeedPolicy> Many(int count) =>
            [.. Enumerable.Range(0, count).Select(i => feed with { Feed = FeedId.Parse(i.ToString("D5", System.Globalization.CultureInfo.InvariantCulture)) })];
    }

    private static IReadOnlyList<string> Problems(Func<FeedPolicy, FeedPolicy> change) =>
        PolicyRules.Problems(new ShardPolicy { Shard = ShardId.Parse("majors"), Audience = default, Feeds = [change(Samples.Policy())] });

    private static FeedPolicy Route(FeedPolicy feed, Func<RoutePolicy, RoutePolicy> change) => feed with { Routes = [change(feed.Routes[0]), feed.Routes[1], feed.Routes[2]] };

    private static FeedPolicy Rule(FeedPolicy feed, Func<ActionRule, ActionRule> change) => feed with { Verdict = feed.Verdict with { Borrow = change(feed.Verdict.Borrow) } };
}
