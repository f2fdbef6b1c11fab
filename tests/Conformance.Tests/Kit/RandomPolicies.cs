using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Kit;

/// <summary>Random policies that <see cref="PolicyRules"/> finds sound.</summary>
public static class RandomPolicies
{
    public static ShardPolicy Next(RandomForms samples, int feeds) => new()
    {
        Shard = ShardId.Parse(samples.Name()),
        Audience = samples.Coin() ? Hash256.Zero : samples.Hash(),
        Feeds = [.. Enumerable.Range(0, feeds).Select(_ => samples.Feed()).Distinct().Order().Select(feed => FeedOf(samples, feed))],
    };

    private static FeedPolicy FeedOf(RandomForms samples, FeedId feed)
    {
        List<RoutePolicy> routes = [.. Enumerable.Range(0, 1 + samples.Below(6)).Select(_ => samples.Route()).Distinct().Order().Select(route => RouteOf(samples, route))];
        var providers = routes.Select(route => route.Provider).Distinct().Count();
        var lower = Price.FromScaled((Int128)samples.Number(1_000_000) + 1);
        var floor = samples.Number(FixedPoint.One - 1) + 1;
        return new()
        {
            Feed = feed,
            Quorum = 1 + samples.Below(providers),
            Routes = routes,
            LowerBound = lower,
            UpperBound = Price.Max(samples.Positive(), Price.FromScaled(lower.Scaled + 1)),
            DeviationPpm = Ppm(),
            WidePpm = Ppm(),
            ZMilli = 1 + (uint)samples.Number(PolicyRules.MaximumMultiplierMilli - 1),
            KMilli = 1 + (uint)samples.Number(PolicyRules.MaximumMultiplierMilli - 1),
            SigmaFloor = floor,
            SigmaInitial = floor + samples.Number(FixedPoint.One - floor),
            TauMs = Duration(PolicyRules.MinimumTauMs),
            TickMs = Duration(1),
            MaximumMovePpm = Ppm(),
            CalmRounds = 2 + samples.Below(65_534),
            ValidForMs = 1 + (long)samples.Number(uint.MaxValue - 1),
            Verdict = new(Rule(), Rule(), Rule(), Rule(), Rule()),
        };

        uint Ppm() => 1 + (uint)samples.Number(FixedPoint.PpmInOne - 1);

        long Duration(long least) => least + (long)samples.Number((UInt128)(PolicyRules.MaximumDurationMs - least));

        ActionRule Rule() => new((uint)samples.Number(FixedPoint.PpmInOne), Duration(1), 1 + samples.Below(providers), samples.Pick<BreakerState>());
    }

    private static RoutePolicy RouteOf(RandomForms samples, RouteId route)
    {
        var cadence = samples.Pick<Cadence>();
        var threshold = cadence == Cadence.Threshold;
        return new()
        {
            Provider = samples.Pick<Provider>(),
            Route = route,
            Source = samples.Hash(),
            Cadence = cadence,
            ThresholdPpm = threshold ? 1 + (uint)samples.Number(FixedPoint.PpmInOne - 1) : 0,
            HeartbeatMs = threshold ? 1 + (long)samples.Number((UInt128)PolicyRules.MaximumDurationMs - 1) : 0,
            GraceMs = threshold ? (long)samples.Number((UInt128)PolicyRules.MaximumDurationMs) : 0,
            MaximumAgeMs = 1 + (long)samples.Number((UInt128)PolicyRules.MaximumDurationMs - 1),
            MaximumAheadMs = (long)samples.Number((UInt128)PolicyRules.MaximumDurationMs),
        };
    }
}
