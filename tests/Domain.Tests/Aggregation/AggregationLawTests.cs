using CrossChainOracle.Domain.Aggregation;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>The laws of the aggregation as properties over random rounds. docs/invariants.md says each precisely; the seed of a failing case is in its message.</summary>
public partial class AggregationLawTests
{
    [Fact]
    public void PermutingInputs_ChangesNothing()
    {
        ForAll(seed: 101, rounds: 6_000, (cases, policy, state, observations, now, where) =>
        {
            var failures = cases.Failures(policy);
            var expected = Fingerprint.Of(FeedAggregation.Run(policy, state, observations, failures, now - 1, now));
            var (shuffled, shuffledFailures) = (observations.ToArray(), failures.ToArray());
            cases.Random.Shuffle(shuffled);
            cases.Random.Shuffle(shuffledFailures);
            Same(where, expected, FeedAggregation.Run(policy, state, shuffled, shuffledFailures, now - 1, now));
            Same(where, expected, FeedAggregation.Run(policy, state, [.. shuffled, .. observations], [.. failures, .. shuffledFailures], now - 1, now));
        });
    }

    [Fact]
    public void SameStateAndRound_SameBytes()
    {
        ForAll(seed: 102, rounds: 2_000, (cases, policy, state, observations, now, where) =>
        {
            var expected = Fingerprint.Of(FeedAggregation.Run(policy, state, observations, [], now - 1, now));
            var copies = new string[4];
            Parallel.For(0, copies.Length, i => copies[i] = Fingerprint.Of(FeedAggregation.Run(
                policy with { Routes = [.. policy.Routes.Select(route => route with { })] }, state with { }, [.. observations.Select(item => item with { })], [], now - 1, now)));
            Assert.All(copies, copy => Assert.True(expected == copy, where));
        });
    }

    [Fact]
    public void ARejectedObservation_ChangesNothingButTheCausesOfAGap()
    {
        var rejected = 0;
        ForAll(seed: 103, rounds: 6_000, (cases, policy, state, observations, now, where) =>
        {
            var whole = FeedAggregation.Run(policy, state, observations, [], now - 1, now);
            var refused = whole.Rejections.Where(item => item.Rejection.Code != RejectionCode.Outlier).Select(item => item.Observation).ToHashSet();
            rejected += refused.Count;
            var without = FeedAggregation.Run(policy, state, [.. observations.Where(item => !refused.Contains(item))], [], now - 1, now);
            Same(where, Fingerprint.Of(WithoutCauses(without)), WithoutCauses(whole));
        });
        Assert.True(rejected > 2_000, $"only {rejected} observations were rejected");

        static FeedOutcome WithoutCauses(FeedOutcome outcome) => outcome is FeedOutcome.Gap gap ? gap with { Context = new(gap.Context.Usable, []) } : outcome;
    }

    [Fact]
    public void ScalingAllPrices_ScalesTheResultWithinOneUnitPerRoundingStep()
    {
        var (compared, inexact) = (0, 0);
        ForAll(seed: 104, rounds: 8_000, (cases, policy, state, observations, now, where) =>
        {
            var factor = cases.Random.Next(4) switch { 0 => 2, 1 => 10, 2 => 1_000_000, _ => cases.Random.Next(2, 1_000) };
            var most = Int128.MaxValue / factor;
            if (observations.Any(item => item.Value.Scaled > most || item.Value.Scaled < -most || item.HalfWidth.Scaled > most || item.HalfWidth.Scaled < -most)) return;
            policy = policy with { UpperBound = Price.FromScaled(Int128.Min(policy.UpperBound.Scaled, Price.Maximum.Scaled / factor)) };
            state = state.Median > policy.UpperBound ? FeedState.Initial(policy.Feed) : state;
            var small = FeedAggregation.Run(policy, state, observations, [], now - 1, now);
            var large = FeedAggregation.Run(
                policy with { LowerBound = Times(policy.LowerBound), UpperBound = Times(policy.UpperBound) },
                state with { Median = Times(state.Median), Confidence = Times(state.Confidence) },
                [.. observations.Select(item => item with { Value = Times(item.Value), HalfWidth = Times(item.HalfWidth) })],
                [],
                now - 1,
                now);
            if (small is not FeedOutcome.Priced a || large is not FeedOutcome.Priced b) return;

            // Where a comparison falls within a rounding step of its limit it may fall differently; there the law says nothing.
            if (!a.Context.Votes.Select(vote => (vote.Provider, Times(vote.Value))).SequenceEqual(b.Context.Votes.Select(vote => (vote.Provider, vote.Value)))) return;

            // Mean of two middles; threshold and diffusion of a vote and the mean, each times the absence factor, and that product.
            Within(a.Value, b.Value, 1);
            Within(a.Context.Dispersion, b.Context.Dispersion, 3);
            Within(a.Confidence, b.Confidence, 1 + (Int128)FixedPoint.MulDiv(3, a.Context.Absence, FixedPoint.One, Rounding.Up));
            compared++;
            if (Times(a.Confidence) != b.Confidence) inexact++;

            Price Times(Price price) => Price.FromScaled(price.Scaled * factor);

            void Within(Price before, Price after, Int128 steps) =>
                Assert.True((Times(before) - after).Abs().Scaled <= steps * factor, $"{where}: {before} times {factor} is {after}, more than {steps} steps away");
        });
        Assert.True(compared > 1_500 && inexact > 200, $"{compared} compared, {inexact} with rounding");
    }

    [Fact]
    public void Rounding_HurtsTheClaimant()
    {
        var priced = 0;
        ForAll(seed: 105, rounds: 4_000, (cases, policy, state, observations, now, where) =>
        {
            if (FeedAggregation.Run(policy, state, observations, [], now - 1, now) is not FeedOutcome.Priced outcome) return;
            priced++;
            var context = outcome.Context;
            var values = context.Votes.Select(vote => (System.Numerics.BigInteger)vote.Value.Scaled).Order().ToList();
            var twice = values[(values.Count - 1) / 2] + values[values.Count / 2];
            var value = (System.Numerics.BigInteger)outcome.Value.Scaled;
            Assert.True(2 * value <= twice && 2 * (value + 1) > twice, $"{where}: the mean of two middles is rounded down");
            System.Numerics.BigInteger one = FixedPoint.One, absence = context.Absence, used = context.Votes.Count;
            Assert.True(absence * absence * used >= context.ConfiguredProviders * one * one, $"{where}: absence is rounded up");
            Assert.True(outcome.Confidence.Scaled * one >= context.Dispersion.Scaled * absence, $"{where}: confidence is rounded up");
            Assert.True((System.Numerics.BigInteger)context.Sigma * context.Sigma >= state.Variance || !state.HasMedian, $"{where}: σ is rounded up");
            foreach (var vote in context.Votes)
            {
                var route = policy.Routes.First(item => item.Route == vote.Route);
                if (route.Cadence == Cadence.Continuous) continue;
                Assert.True(vote.HalfWidth.Scaled * (System.Numerics.BigInteger)1_000_000 >= vote.Value.Scaled * (System.Numerics.BigInteger)route.ThresholdPpm, $"{where}: a threshold is rounded up");
            }
        });
        Assert.True(priced > 1_500, $"only {priced} prices");
    }

    /// <summary>Random rounds, each sequence under one policy and every round from the state that the one before left.</summary>
    private static void ForAll(int seed, int rounds, Action<RandomCases, FeedPolicy, FeedState, List<Observation>, long, string> check)
    {
        var cases = new RandomCases(seed);
        for (var index = 0; index < rounds;)
        {
            var policy = cases.Policy();
            var state = FeedState.Initial(policy.Feed);
            var mid = cases.Mid(policy);
            var now = Samples.Now;
            for (var left = cases.Random.Next(1, 12); left > 0; left--, index++)
            {
                now += cases.Step() % 100_000_000;
                var observations = cases.Observations(policy, mid, now);
                check(cases, policy, state, observations, now, RandomCases.Describe(seed, index));
                state = FeedAggregation.Run(policy, state, observations, [], now - 1, now).State;
                if (cases.Random.Next(6) == 0) mid = Price.FromScaled(Int128.Max(1, cases.Near(mid, 200_000).Scaled));
            }
        }
    }

    private static void Same(string where, string expected, FeedOutcome found) =>
        Assert.True(expected == Fingerprint.Of(found), $"{where}\nexpected {expected}\nfound    {Fingerprint.Of(found)}");
}
