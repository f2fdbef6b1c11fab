using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Domain.Tests.Values;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>At all limits at once: nothing that a sound policy, a reachable state and the bytes of a round can say overflows.</summary>
public class LimitsTests
{
    private static readonly UInt128 One = FixedPoint.One;

    [Fact]
    public void NoInputWithinPolicyRanges_Overflows()
    {
        var random = new Random(401);
        var (prices, gaps) = (0, 0);
        for (var index = 0; index < 40_000; index++)
        {
            var policy = Extreme(random);
            Assert.Empty(PolicyRules.Problems(new ShardPolicy { Shard = ShardId.Parse("limits"), Audience = default, Feeds = [policy] }));
            var validAfter = Pick<long>(random, 0, 1, Samples.Now, UnixTime.MaxValue - 1, random.NextInt64(UnixTime.MaxValue));
            var observedAt = Pick<long>(random, validAfter + 1, UnixTime.MaxValue, random.NextInt64(validAfter + 1, UnixTime.MaxValue + 1));
            var state = State(random, policy, observedAt);
            Observation[] observations = [.. policy.Routes.Select(route => Observation(random, policy, route, observedAt))];
            var where = $"seed 401, case {index}";
            try
            {
                var outcome = FeedAggregation.Run(policy, state, observations, [], validAfter, observedAt);
                if (outcome is not FeedOutcome.Priced priced)
                {
                    gaps++;
                    continue;
                }

                prices++;
                Assert.True(priced.Value.IsPositive && priced.Value <= Price.Maximum && priced.Confidence >= Price.Zero, where);
                Assert.True(priced.State.Variance <= One * One && priced.Context.Sigma <= One && priced.Context.Absence <= ulong.MaxValue, where);
                Confidence.AtLag(Statement(policy, priced), PolicyRules.MaximumMultiplierMilli, UnixTime.MaxValue);
                Assert.Equal(Reference.Run(policy, state, observations, [], validAfter, observedAt).Confidence, priced.Confidence.Scaled);
            }
            catch (Exception thrown) when (thrown is OverflowException or DivideByZeroException or ArgumentException)
            {
                Assert.Fail($"{where}: {thrown}\n{policy}\n{state}\n{string.Join('\n', observations.AsEnumerable())}");
            }
        }

        Assert.True(prices > 10_000 && gaps > 1_000, $"{prices} prices, {gaps} gaps");
    }

    private static FeedPolicy Extreme(Random random)
    {
        var providers = random.Next(1, 4);
        var lower = Price.FromScaled(Pick<Int128>(random, 1, 2, (Int128)One, Price.Maximum.Scaled - 1));
        var floor = Pick<UInt128>(random, 1, One / 10_000, One);
        return new()
        {
            Feed = Samples.Feed,
            Quorum = random.Next(1, providers + 1),
            Routes = [.. Enumerable.Range(0, providers).Select(i => Route(random, (Provider)(i + 1)))],
            LowerBound = lower,
            UpperBound = Price.Maximum,
            DeviationPpm = Pick(random, 1u, 1_000_000u),
            WidePpm = Pick(random, 1u, 1_000_000u),
            ZMilli = Pick<uint>(random, 1, PolicyRules.MaximumMultiplierMilli),
            KMilli = Pick<uint>(random, 1, PolicyRules.MaximumMultiplierMilli),
            SigmaFloor = floor,
            SigmaInitial = Pick<UInt128>(random, floor, One),
            TauMs = Pick<long>(random, PolicyRules.MinimumTauMs, PolicyRules.MaximumDurationMs),
            TickMs = Pick<long>(random, 1, PolicyRules.MaximumDurationMs),
            MaximumMovePpm = Pick(random, 1u, 1_000_000u),
            CalmRounds = Pick(random, 2, 65_535),
            ValidForMs = Pick<long>(random, 1, uint.MaxValue),
            Verdict = new(Rule(), Rule(), Rule(), Rule(), Rule()),
        };

        ActionRule Rule() => new(Pick(random, 0u, PolicyRules.MaximumWidthPpm), Pick<long>(random, 1, PolicyRules.MaximumDurationMs), random.Next(1, providers + 1), (BreakerState)random.Next(3));
    }

    private static RoutePolicy Route(Random random, Provider provider)
    {
        var route = Samples.Continuous(provider, $"r{(int)provider}") with
        {
            MaximumAgeMs = PolicyRules.MaximumDurationMs,
            MaximumAheadMs = Pick<long>(random, 0, PolicyRules.MaximumDurationMs),
            GraceMs = Pick<long>(random, 0, PolicyRules.MaximumDurationMs),
        };
        return random.Next(2) == 0
            ? route
            : route with { Cadence = Cadence.Threshold, ThresholdPpm = Pick(random, 1u, 1_000_000u), HeartbeatMs = Pick<long>(random, 1, PolicyRules.MaximumDurationMs) };
    }

    private static FeedState State(Random random, FeedPolicy policy, long observedAt)
    {
        if (random.Next(4) == 0) return FeedState.Initial(policy.Feed);

        // No sound round ends with more than (10 + 1 + 1) times the largest price on either side, times √3.
        var widest = Price.Maximum.Scaled * 21;
        return new()
        {
            Feed = policy.Feed,
            Median = Price.FromScaled(Pick<Int128>(random, 1, policy.LowerBound.Scaled, Price.Maximum.Scaled, Price.Maximum.Scaled / 10)),
            Confidence = Price.FromScaled(Pick<Int128>(random, 0, 1, widest)),
            MedianAt = Pick<long>(random, observedAt, Math.Max(1, observedAt - 1), 1, random.NextInt64(1, observedAt + 1)),
            Variance = Pick<UInt128>(random, 0, 1, policy.SigmaFloor * policy.SigmaFloor, One * One),
            Breaker = (BreakerState)random.Next(3),
            CalmRounds = Pick(random, 0, 65_534),
            GapFrom = Pick<long>(random, 0, 1, observedAt),
        };
    }

    private static Observation Observation(Random random, FeedPolicy policy, RoutePolicy route, long observedAt)
    {
        var value = Price.FromScaled(random.Next(20) == 0
            ? Pick<Int128>(random, Int128.MinValue, -1, 0, Int128.MaxValue, Numbers.Signed(random))
            : Pick<Int128>(random, policy.LowerBound.Scaled, Price.Maximum.Scaled, Price.Maximum.Scaled - 1, (policy.LowerBound.Scaled + Price.Maximum.Scaled) / 2));
        var width = random.Next(20) == 0
            ? Pick<Int128>(random, Int128.MinValue, -1, Int128.MaxValue, Numbers.Signed(random))
            : value.IsPositive && value <= Price.Maximum ? Pick<Int128>(random, 0, (Int128)FixedPoint.MulDiv((UInt128)value.Scaled, policy.WidePpm, 1_000_000, Rounding.Down)) : 0;
        var age = Pick<long>(random, 0, 1, -route.MaximumAheadMs, route.MaximumAgeMs, route.HeartbeatMs + route.GraceMs, observedAt, observedAt - UnixTime.MaxValue);
        return new()
        {
            Feed = policy.Feed,
            Provider = route.Provider,
            Route = route.Route,
            Value = value,
            HalfWidth = Price.FromScaled(width),
            PublishedAt = Math.Clamp(observedAt - age, 0, UnixTime.MaxValue),
            ReceivedAt = observedAt,
            Sequence = Pick<UInt128>(random, 0, Domain.Observation.MaxSequence),
            Authenticity = (Authenticity)random.Next(1, 4),
            Stage = Stage.Seen,
        };
    }

    private static PriceStatement Statement(FeedPolicy policy, FeedOutcome.Priced priced) => new()
    {
        Feed = policy.Feed,
        Value = priced.Value,
        Confidence = priced.Confidence,
        Sigma = (uint)FixedPoint.MulDiv(priced.Context.Sigma, 1, 1_000_000_000, Rounding.Up),
        Verdict = priced.Verdict,
        Breaker = priced.State.Breaker,
        PublishedAt = priced.PublishedAt,
        ValidFor = (uint)policy.ValidForMs,
        Context = default,
    };

    private static T Pick<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
}
