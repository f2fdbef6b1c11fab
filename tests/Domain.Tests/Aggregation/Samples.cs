using CrossChainOracle.Domain.Aggregation;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>One sound policy and small builders, so that a test names only what it is about.</summary>
internal static class Samples
{
    /// <summary>2026-01-01T00:00:00Z, the time of most rounds here.</summary>
    public const long Now = 1_767_225_600_000;

    public static readonly FeedId Feed = FeedId.Parse("ETH/USD");

    public static readonly ActionRule AnyBreaker = new(MaximumWidthPpm: 1_000_000, MaximumAgeMs: 3_600_000, MinimumProviders: 1, WorstBreaker: BreakerState.Open);

    public static Price P(string text) => Price.Parse(text);

    public static UInt128 Ratio(string text) => (UInt128)Price.Parse(text).Scaled;

    /// <summary>Three providers, one route each: Pyth continuous, Chainlink and API3 by threshold (0.5 %, 1 %).</summary>
    public static FeedPolicy Policy(params RoutePolicy[] routes) => new()
    {
        Feed = Feed,
        Quorum = 2,
        Routes = routes.Length > 0 ? routes : [Threshold(Provider.Api3, "api3", 10_000), Threshold(Provider.Chainlink, "chainlink", 5_000), Continuous(Provider.Pyth, "pyth")],
        LowerBound = P("0.01"),
        UpperBound = P("1000000"),
        DeviationPpm = 5_000,
        WidePpm = 20_000,
        ZMilli = 2_000,
        KMilli = 6_000,
        SigmaFloor = Ratio("0.00001"),
        SigmaInitial = Ratio("0.0001"),
        TauMs = 1_800_000,
        TickMs = 400,
        MaximumMovePpm = 50_000,
        CalmRounds = 3,
        ValidForMs = 60_000,
        Verdict = new(AnyBreaker, AnyBreaker, AnyBreaker, AnyBreaker, AnyBreaker),
    };

    public static RoutePolicy Continuous(Provider provider, string route) => new()
    {
        Provider = provider,
        Route = RouteId.Parse(route),
        Source = default,
        Cadence = Cadence.Continuous,
        MaximumAgeMs = 60_000,
        MaximumAheadMs = 2_000,
    };

    public static RoutePolicy Threshold(Provider provider, string route, uint thresholdPpm) => new()
    {
        Provider = provider,
        Route = RouteId.Parse(route),
        Source = default,
        Cadence = Cadence.Threshold,
        ThresholdPpm = thresholdPpm,
        HeartbeatMs = 3_600_000,
        GraceMs = 300_000,
        MaximumAgeMs = 4_000_000,
        MaximumAheadMs = 2_000,
    };

    public static Observation Seen(Provider provider, string route, string value, string halfWidth = "0", long age = 0, long now = Now) => new()
    {
        Feed = Feed,
        Provider = provider,
        Route = RouteId.Parse(route),
        Value = P(value),
        HalfWidth = P(halfWidth),
        PublishedAt = now - age,
        ReceivedAt = now,
        Authenticity = Authenticity.QuorumRead,
        Stage = Stage.Seen,
    };

    public static Observation Pyth(string value, string halfWidth = "0", long age = 0, long now = Now) => Seen(Provider.Pyth, "pyth", value, halfWidth, age, now);

    public static Observation Chainlink(string value, long age = 0, long now = Now) => Seen(Provider.Chainlink, "chainlink", value, age: age, now: now);

    public static Observation Api3(string value, long age = 0, long now = Now) => Seen(Provider.Api3, "api3", value, age: age, now: now);

    /// <summary>The state after a calm round at <see cref="Now"/> minus <paramref name="ago"/> that ended with this median.</summary>
    public static FeedState After(string median, string confidence = "0", long ago = 1_000, string sigma = "0.0001", BreakerState breaker = BreakerState.Closed) => new()
    {
        Feed = Feed,
        Median = P(median),
        Confidence = P(confidence),
        MedianAt = Now - ago,
        Variance = Ratio(sigma) * Ratio(sigma),
        Breaker = breaker,
    };

    public static FeedOutcome Run(FeedPolicy policy, FeedState state, params Observation[] observations) =>
        FeedAggregation.Run(policy, state, observations, [], Now - 1_000, Now);

    public static FeedOutcome.Priced Priced(FeedPolicy policy, FeedState state, params Observation[] observations) =>
        Assert.IsType<FeedOutcome.Priced>(Run(policy, state, observations));

    public static FeedOutcome.Gap Gap(FeedPolicy policy, FeedState state, params Observation[] observations) =>
        Assert.IsType<FeedOutcome.Gap>(Run(policy, state, observations));

    public static FeedState Fresh => FeedState.Initial(Feed);

    public static SourceFailure Fault(Provider provider, string detail = "signer set") => new(default, provider, default, RejectionCode.ProviderFault, detail);
}
