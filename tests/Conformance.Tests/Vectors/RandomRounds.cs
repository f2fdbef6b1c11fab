using CrossChainOracle.Conformance.Tests.Kit;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Conformance.Tests.Vectors;

/// <summary>Rounds around a walking price in which every route may be late, wrong, flagged, repeated or silent.</summary>
public static class RandomRounds
{
    /// <summary>One feed whose arithmetic comes as near to overflow as a policy allows.</summary>
    public static ShardPolicy LargePolicy { get; } = Extreme("0.000000000000000001", "1000000000000000000");

    public static ShardPolicy SmallPolicy { get; } = Extreme("0.000000000000000001", "1");

    public static List<Func<ShardState, long, RoundInputs>> Of(int seed, int count, string start)
    {
        var samples = new RandomForms(seed);
        var value = Price.Parse(start).Scaled;
        return [.. Enumerable.Range(0, count).Select(i => (Func<ShardState, long, RoundInputs>)((_, at) =>
        {
            value = Walk(samples, value);
            return new($"random {i}", Observations(samples, value, at), Failures(samples));
        }))];
    }

    private static Int128 Walk(RandomForms samples, Int128 value) => samples.Below(8) switch
    {
        0 => Int128.Max(1, value - (value / 7)),
        1 => Int128.Min(Price.Maximum.Scaled, value + (value / 5) + 1),
        _ => Int128.Clamp(value + ((value / 4_000) * (samples.Below(7) - 3)), 1, Price.Maximum.Scaled),
    };

    private static List<Observation> Observations(RandomForms samples, Int128 value, long at)
    {
        var observations = new List<Observation>();
        foreach (var feed in Market.Policy.Feeds)
        {
            foreach (var route in feed.Routes)
            {
                if (samples.Below(7) == 0) continue;
                observations.Add(Observe(samples, feed, route, value, at));
                if (samples.Below(6) == 0) observations.Add(Observe(samples, feed, route, value, at));
            }
        }

        return observations;
    }

    private static Observation Observe(RandomForms samples, FeedPolicy feed, RoutePolicy route, Int128 value, long at)
    {
        var noise = samples.Below(10) == 0 ? 30 : 2_000;
        var seen = value + ((value / noise) * (samples.Below(5) - 2)) + samples.Below(3);
        var age = samples.Below(9) switch { 0 => samples.Below(4_000_000), 1 => -samples.Below(2_500), _ => samples.Below(50_000) };
        return new()
        {
            Feed = feed.Feed,
            Provider = route.Provider,
            Route = route.Route,
            Value = Price.FromScaled(samples.Below(40) == 0 ? 0 : seen),
            HalfWidth = Price.FromScaled(route.Cadence == Cadence.Continuous ? seen / (90 + samples.Below(3_000)) : 0),
            PublishedAt = at - age,
            ReceivedAt = at,
            Sequence = (UInt128)samples.Below(5),
            Authenticity = samples.Pick<Authenticity>(),
            Stage = samples.Pick<Stage>(),
            Flags = samples.Below(20) == 0 ? (ObservationFlags)samples.Below(8) : ObservationFlags.None,
            Height = (ulong)samples.Below(1_000_000),
            Anchor = BatchBuilder.HashOf($"{samples.Below(1_000)}"),
        };
    }

    private static List<SourceFailure> Failures(RandomForms samples)
    {
        if (samples.Below(3) > 0) return [];
        var feed = samples.Coin() ? Market.Eth : default;
        var route = samples.Coin() ? RouteId.Parse("cl-1") : default;
        var code = samples.Below(3) == 0 ? RejectionCode.ProviderFault : RejectionCode.Unreachable;
        return [new(feed, samples.Pick<Provider>(), route, code, "random")];
    }

    private static ShardPolicy Extreme(string lower, string upper)
    {
        var wide = new ActionRule(FixedPoint.PpmInOne, PolicyRules.MaximumDurationMs, 1, BreakerState.Open);
        return Market.Policy with
        {
            Feeds =
            [
                Market.Policy.Feeds[1] with
                {
                    LowerBound = Price.Parse(lower),
                    UpperBound = Price.Parse(upper),
                    WidePpm = FixedPoint.PpmInOne,
                    DeviationPpm = FixedPoint.PpmInOne,
                    ZMilli = PolicyRules.MaximumMultiplierMilli,
                    SigmaFloor = 1,
                    SigmaInitial = FixedPoint.One,
                    TauMs = PolicyRules.MinimumTauMs,
                    MaximumMovePpm = FixedPoint.PpmInOne,
                    CalmRounds = 2,
                    Verdict = new(wide, wide with { MinimumProviders = 3 }, wide with { MaximumWidthPpm = 1 }, wide with { MaximumAgeMs = 1 }, wide with { WorstBreaker = BreakerState.Closed }),
                },
            ],
        };
    }
}
