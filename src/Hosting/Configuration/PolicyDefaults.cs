using CrossChainOracle.Domain;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>What a policy says where nobody says otherwise. docs/configuration.md shows the same table.</summary>
public static class PolicyDefaults
{
    public static FeedPolicy Feed { get; } = new()
    {
        Feed = default,
        Quorum = 2,
        Routes = [],
        LowerBound = default,
        UpperBound = default,
        DeviationPpm = 10_000,
        WidePpm = 20_000,
        ZMilli = 2_000,
        KMilli = 6_000,

        // 10^-5 per √second is 6 % a year, a stablecoin's; 10^-4 is 56 % a year, a major's.
        SigmaFloor = 10_000_000_000_000,
        SigmaInitial = 100_000_000_000_000,
        TauMs = 600_000,
        TickMs = 1_000,
        MaximumMovePpm = 100_000,
        CalmRounds = 10,
        ValidForMs = 30_000,
        Verdict = new(
            Open: new(10_000, 3_600_000, 2, BreakerState.Closed),
            Borrow: new(10_000, 3_600_000, 2, BreakerState.Closed),
            Withdraw: new(10_000, 3_600_000, 2, BreakerState.Closed),
            Liquidate: new(30_000, 7_200_000, 2, BreakerState.HalfOpen),
            Relay: new(50_000, 7_200_000, 1, BreakerState.Open)),
    };

    public static RoutePolicy PythRoute { get; } = new()
    {
        Provider = Provider.Pyth,
        Route = default,
        Source = default,
        Cadence = Cadence.Continuous,
        MaximumAgeMs = 60_000,
        MaximumAheadMs = 2_000,
    };

    /// <summary>Its maximum age is its heartbeat and grace.</summary>
    public static RoutePolicy ThresholdRoute { get; } = new()
    {
        Provider = Provider.Chainlink,
        Route = default,
        Source = default,
        Cadence = Cadence.Threshold,
        GraceMs = 300_000,
        MaximumAgeMs = 300_000,
        MaximumAheadMs = 2_000,
    };
}
