using CrossChainOracle.Domain.Aggregation;
using static CrossChainOracle.Domain.Tests.Aggregation.Samples;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>What time may do to a band, a breaker and a volatility.</summary>
public partial class AggregationLawTests
{
    [Fact]
    public void ALaterPublishTime_NeverWidensTheBand()
    {
        var (compared, narrowed) = (0, 0);
        ForAll(seed: 301, rounds: 20_000, (cases, policy, state, observations, now, where) =>
        {
            if (observations.Count == 0 || FeedAggregation.Run(policy, state, observations, [], now - 1, now) is not FeedOutcome.Priced before) return;
            var moved = observations.ToArray();
            for (var count = cases.Random.Next(1, 4); count > 0; count--)
            {
                ref var one = ref moved[cases.Random.Next(moved.Length)];
                var age = now - one.PublishedAt;
                one = one with { PublishedAt = one.PublishedAt + cases.Random.NextInt64(0, (age > 0 ? age : 0) + 3) };
            }

            // All else equal: the same observations accepted, the same votes with the same values.
            if (FeedAggregation.Run(policy, state, moved, [], now - 1, now) is not FeedOutcome.Priced after) return;
            if (!before.Context.Votes.Select(vote => (vote.Route, vote.Value)).SequenceEqual(after.Context.Votes.Select(vote => (vote.Route, vote.Value)))) return;
            if (!Rejected(before, observations).SequenceEqual(Rejected(after, moved))) return;
            Assert.True(after.Confidence <= before.Confidence, $"{where}: {before.Confidence} became {after.Confidence}\n{string.Join('\n', before.Context.Votes)}\n{string.Join('\n', after.Context.Votes)}");
            compared++;
            if (after.Confidence < before.Confidence) narrowed++;
        });
        Assert.True(compared > 5_000 && narrowed > 500, $"{compared} compared, {narrowed} narrowed");

        static IEnumerable<int> Rejected(FeedOutcome outcome, IReadOnlyList<Observation> observations) =>
            Enumerable.Range(0, observations.Count).Where(i => outcome.Rejections.Any(item => ReferenceEquals(item.Observation, observations[i])));
    }

    /// <summary>ADR 0002: votes 90, 100, 101; z·σ = 5 ÷ 90 per √second, so that the first has a half-width of 20 when it is 16 s old and of 5 at 1 s.</summary>
    [Fact]
    public void TheLiteralQuartileRule_BreaksTheFreshnessLaw()
    {
        RoutePolicy[] routes = [Continuous(Provider.Api3, "api3"), Continuous(Provider.Chainlink, "chainlink"), Continuous(Provider.Pyth, "pyth")];
        var policy = Policy(routes) with { ZMilli = 1_000, SigmaInitial = Ratio("0.055555555555555555"), DeviationPpm = 60_000 };
        var (old, fresh) = (At(16_000), At(1_000));
        Assert.Equal((P("1"), P("5")), (Literal(old), Rounded(Literal(fresh))));
        Assert.Equal((P("1"), P("1")), (old.Context.Dispersion, fresh.Context.Dispersion));

        FeedOutcome.Priced At(long age) =>
            Priced(policy, Fresh, Of(Provider.Pyth, "90", "0") with { PublishedAt = Now - age }, Of(Provider.Chainlink, "100", "1"), Of(Provider.Api3, "101", "1"));

        static Price Literal(FeedOutcome.Priced outcome)
        {
            var votes = outcome.Context.Votes.SelectMany(vote => (Price[])[vote.Value - vote.HalfWidth, vote.Value, vote.Value + vote.HalfWidth]).Order().ToList();
            return Price.Max(outcome.Value - votes[votes.Count >> 2], votes[votes.Count - 1 - (votes.Count >> 2)] - outcome.Value);
        }

        // σ has 18 places: 4.99999999999999995 is the 5 of the example.
        static Price Rounded(Price price) => Price.FromScaled((price.Scaled + 500_000_000) / 1_000_000_000 * 1_000_000_000);
    }

    /// <summary>
    /// ADR 0003. Rounds whose usable votes are the ones of the round before never open the breaker and never raise the variance. And with σ at its floor (else it decays between, as it
    /// should) a move that opens nothing when it is judged over one interval of at most a tick opens nothing with any number of such rounds in that interval.
    /// </summary>
    [Fact]
    public void MoreRoundsWithoutNews_DoNotOpenTheBreaker()
    {
        var random = new Random(302);
        var (calm, jumps) = (0, 0);
        for (var index = 0; index < 3_000; index++)
        {
            var tick = random.Next(50, 2_000);
            var policy = Policy() with { TickMs = tick, TauMs = random.Next(1_000, 3_600_000), MaximumMovePpm = (uint)random.Next(100, 50_000) };
            var first = News(random, Now, 0);
            var state = FeedAggregation.Run(policy, Fresh, first, [], Now - 1, Now).State with { Variance = policy.SigmaFloor * policy.SigmaFloor };
            if (state.Breaker != BreakerState.Closed) continue;
            var until = Now + random.Next(2, tick + 1);
            var second = News(random, until, random.Next(0, 1 << random.Next(1, 14)));
            var coarse = FeedAggregation.Run(policy, state, second, [], Now, until).State;

            var fine = state;
            for (var now = Now; ;)
            {
                var next = now + random.Next(1, 40);
                if (next >= until) break;
                var before = fine;
                fine = FeedAggregation.Run(policy, fine, first, [], now, next).State;
                Assert.True(fine.Breaker == BreakerState.Closed && fine.Variance <= before.Variance, $"seed 302, case {index}: {before} became {fine} without news");
                now = next;
            }

            fine = FeedAggregation.Run(policy, fine, second, [], fine.MedianAt, until).State;
            if (coarse.Breaker == BreakerState.Closed)
            {
                calm++;
                Assert.True(fine.Breaker == BreakerState.Closed, $"seed 302, case {index}: {state.Median} to {coarse.Median} opened the breaker only with rounds between");
            }
            else
            {
                jumps++;
            }
        }

        Assert.True(calm > 500 && jumps > 500, $"{calm} calm, {jumps} jumps");

        // What the sources say at a time: around 2000, all moved by so many millionths.
        static Observation[] News(Random random, long at, int ppm)
        {
            var value = P("2000").Scaled + (P("0.002").Scaled * ppm);
            return [.. ((Observation[])[Pyth("1", "0.1", now: at), Chainlink("1", now: at), Api3("1", now: at)]).Select(item => item with { Value = Price.FromScaled(value + (P("0.0001").Scaled * random.Next(-100, 100))) })];
        }
    }

    [Fact]
    public void RoundsWithoutNews_CloseAnOpenBreaker_AndOnlyEverLowerTheVariance()
    {
        var policy = Policy();
        Observation[] seen = [Pyth("2000", "1"), Chainlink("2000.5"), Api3("2001")];
        var state = FeedAggregation.Run(policy, After("1900"), seen, [], Now - 1_000, Now).State;
        Assert.Equal(BreakerState.Open, state.Breaker);
        for (var i = 1; i <= 2_000; i++)
        {
            var before = state;
            state = FeedAggregation.Run(policy, state, seen, [], Now + ((i - 1) * 20), Now + (i * 20)).State;
            Assert.Equal(i < policy.CalmRounds ? BreakerState.HalfOpen : BreakerState.Closed, state.Breaker);
            Assert.True(state.Variance <= before.Variance && state.Median == before.Median);
        }
    }
}
