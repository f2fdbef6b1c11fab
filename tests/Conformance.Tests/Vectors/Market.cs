using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>A shard of three feeds, and rounds for it.</summary>
public static class Market
{
    public static readonly ShardId Shard = ShardId.Parse("vectors");
    public static readonly FeedId Btc = FeedId.Parse("BTC/USD");
    public static readonly FeedId Eth = FeedId.Parse("ETH/USD");
    public static readonly FeedId Usdc = FeedId.Parse("USDC/USD");

    public const long Tick = 1_000;

    /// <summary>BTC asks for all three providers, ETH for two with several routes of each, USDC for one of two.</summary>
    public static ShardPolicy Policy { get; } = new()
    {
        Shard = Shard,
        Audience = Hash256.Zero,
        Feeds =
        [
            Feed(Btc, 3, "1000", "1000000", Slow(Provider.Api3, "api3"), Slow(Provider.Chainlink, "cl-1"), Fast("pyth")),
            Feed(Eth, 2, "10", "100000", Slow(Provider.Api3, "api3"), Slow(Provider.Chainlink, "cl-1"), Slow(Provider.Chainlink, "cl-42161"), Fast("pyth"), Fast("pyth-base")),
            Feed(Usdc, 1, "0.5", "1.5", Slow(Provider.Chainlink, "cl-1"), Fast("pyth")),
        ],
    };

    public static Observation Read(FeedId feed, Provider provider, string route, string value, string width = "0", long age = 500, long? at = null) => new()
    {
        Feed = feed,
        Provider = provider,
        Route = RouteId.Parse(route),
        Value = Price.Parse(value),
        HalfWidth = Price.Parse(width),
        PublishedAt = (at ?? (Setting.Start + Tick)) - age,
        ReceivedAt = (at ?? (Setting.Start + Tick)) - 20,
        Sequence = provider == Provider.Api3 ? UInt128.Zero : 1_000_000,
        Authenticity = provider == Provider.Pyth ? Authenticity.Authenticated : Authenticity.QuorumRead,
        Stage = provider == Provider.Pyth ? Stage.Finalized : Stage.Seen,
        Height = 20_000_000,
        Anchor = BatchBuilder.HashOf($"{provider} {route}"),
    };

    /// <summary>The round that continues the state.</summary>
    public static Round RoundAt(
        ShardState state, Hash256 previousDigest, ShardPolicy policy, IReadOnlyList<Observation> observations, IReadOnlyList<SourceFailure> failures, long after = Tick) => new()
    {
        Shard = state.Shard,
        Sequence = state.NextSequence,
        PreviousDigest = previousDigest,
        Epoch = 1,
        ValidAfter = state.ObservedAt,
        ObservedAt = state.ObservedAt + after,
        PolicyDigest = PolicyCodec.Digest(policy),
        Observations = observations,
        Failures = failures,
        Evidence = [],
    };

    private static FeedPolicy Feed(FeedId feed, int quorum, string lower, string upper, params RoutePolicy[] routes) => new()
    {
        Feed = feed,
        Quorum = quorum,
        Routes = routes,
        LowerBound = Price.Parse(lower),
        UpperBound = Price.Parse(upper),
        DeviationPpm = 5_000,
        WidePpm = 10_000,
        ZMilli = 2_000,
        KMilli = 6_000,
        SigmaFloor = 10_000_000_000_000,
        SigmaInitial = 100_000_000_000_000,
        TauMs = 600_000,
        TickMs = 400,
        MaximumMovePpm = 20_000,
        CalmRounds = 3,
        ValidForMs = 60_000,
        Verdict = new(
            new(5_000, 30_000, Math.Min(2, routes.Select(route => route.Provider).Distinct().Count()), BreakerState.Closed),
            new(5_000, 30_000, 2, BreakerState.Closed),
            new(10_000, 60_000, 1, BreakerState.HalfOpen),
            new(20_000, 300_000, 1, BreakerState.HalfOpen),
            new(50_000, 300_000, 1, BreakerState.Open)),
    };

    private static RoutePolicy Slow(Provider provider, string route) => new()
    {
        Provider = provider,
        Route = RouteId.Parse(route),
        Source = BatchBuilder.HashOf($"source {route}"),
        Cadence = Cadence.Threshold,
        ThresholdPpm = 5_000,
        HeartbeatMs = 3_600_000,
        GraceMs = 60_000,
        MaximumAgeMs = 7_200_000,
        MaximumAheadMs = 2_000,
    };

    private static RoutePolicy Fast(string route) => new()
    {
        Provider = Provider.Pyth,
        Route = RouteId.Parse(route),
        Source = BatchBuilder.HashOf($"source {route}"),
        Cadence = Cadence.Continuous,
        MaximumAgeMs = 60_000,
        MaximumAheadMs = 2_000,
    };
}
