using System.Numerics;
using CrossChainOracle.Domain.Aggregation;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>The product against the naive reference, over many rounds that each start from the state the last one left.</summary>
public class ReferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void EveryRound_IsTheReferences_OverSequencesOfRandomRounds(int seed)
    {
        var cases = new RandomCases(seed);
        var seen = new Dictionary<string, int>();
        for (var index = 0; index < 6_000;)
        {
            var policy = cases.Policy();
            var state = FeedState.Initial(policy.Feed);
            var mid = cases.Mid(policy);
            long now = cases.Random.NextInt64(1, 1L << cases.Random.Next(1, 48));
            for (var rounds = cases.Random.Next(1, 40); rounds > 0; rounds--, index++)
            {
                var validAfter = now;
                now = Math.Min(now + cases.Step(), UnixTime.MaxValue);
                if (now == validAfter) break;
                if (cases.Random.Next(6) == 0) mid = Price.FromScaled(Int128.Max(1, cases.Near(mid, 200_000).Scaled));
                var observations = cases.Observations(policy, mid, now);
                var failures = cases.Failures(policy);
                var expected = Reference.Run(policy, state, observations, failures, validAfter, now);
                var outcome = FeedAggregation.Run(policy, state, observations, failures, validAfter, now);
                Compare(RandomCases.Describe(seed, index), expected, outcome, observations);
                Count(seen, state, expected);
                state = outcome.State;
            }
        }

        // A generator that no longer reaches a rule would let the comparison pass by saying nothing.
        foreach (var what in (string[])["price", "gap 1", "gap 2", "gap 3", "outlier", "dissent", "opens", "half open", "closes", "jump saturates", "disagreement"])
        {
            Assert.True(seen.GetValueOrDefault(what) >= 5, $"seed {seed}: '{what}' was reached {seen.GetValueOrDefault(what)} times only");
        }
    }

    private static void Count(Dictionary<string, int> seen, FeedState before, Reference.Result result)
    {
        Note(result.GapReason == 0 ? "price" : $"gap {result.GapReason}");
        if (result.Outliers.Count > 0) Note("outlier");
        if (result.Dissents.Count > 0) Note("dissent");
        if (result.GapReason != 0) return;
        if (before.Breaker != BreakerState.Open && result.Breaker == 2) Note("opens");
        if (result.Breaker == 1) Note("half open");
        if (before.Breaker != BreakerState.Closed && result.Breaker == 0) Note("closes");
        if (before.HasMedian && BigInteger.Abs(result.Median - before.Median.Scaled) >= 10 * (BigInteger)before.Median.Scaled) Note("jump saturates");
        if (result.Votes.Count > 1 && result.Breaker == 2 && !before.HasMedian) Note("disagreement");

        void Note(string what) => seen[what] = seen.GetValueOrDefault(what) + 1;
    }

    private static void Compare(string where, Reference.Result expected, FeedOutcome actual, List<Observation> observations)
    {
        var state = actual.State;
        Equal("median of the state", expected.Median, state.Median.Scaled);
        Equal("confidence of the state", expected.StateConfidence, state.Confidence.Scaled);
        Equal("time of the median", expected.MedianAt, state.MedianAt);
        Equal("variance", expected.Variance, state.Variance);
        Equal("breaker", expected.Breaker, (int)state.Breaker);
        Equal("calm rounds", expected.Calm, state.CalmRounds);
        Equal("gap from", expected.GapFrom, state.GapFrom);
        Screened();
        if (actual is FeedOutcome.Gap gap)
        {
            Equal("gap reason", expected.GapReason, (int)gap.Reason);
            Equal("from", expected.GapFrom, gap.From);
            Equal("usable", expected.Usable, gap.Context.Usable);
            return;
        }

        var priced = Assert.IsType<FeedOutcome.Priced>(actual);
        Equal("gap reason", expected.GapReason, 0);
        Equal("value", expected.Value, priced.Value.Scaled);
        Equal("confidence", expected.Confidence, priced.Confidence.Scaled);
        Equal("published at", expected.PublishedAt, priced.PublishedAt);
        Equal("oldest", expected.Oldest, priced.Context.OldestPublishedAt);
        Equal("dispersion", expected.Dispersion, priced.Context.Dispersion.Scaled);
        Equal("absence", expected.Absence, priced.Context.Absence);
        Equal("sigma", expected.Sigma, priced.Context.Sigma);
        Equal("verdict", expected.Verdict, (int)priced.Verdict);
        Votes("votes", expected.Votes, priced.Context.Votes);
        Votes("outliers", expected.Outliers, priced.Context.Outliers);
        Votes("dissents", expected.Dissents, priced.Context.Dissents);

        // Screening alone, observation by observation; outliers are named by their votes.
        void Screened()
        {
            var codes = observations.Zip(expected.ScreenCodes).Where(pair => pair.Second != 0).Select(pair => (pair.First, pair.Second));
            var found = actual.Rejections.Where(item => item.Rejection.Code != RejectionCode.Outlier).Select(item => (item.Observation, (int)item.Rejection.Code));
            Assert.True(codes.SequenceEqual(found), $"{where}: rejections {string.Join(", ", found)}, expected {string.Join(", ", codes)}");
        }

        void Votes(string what, IReadOnlyList<Reference.Vote> wanted, IReadOnlyList<Vote> found) =>
            Assert.True(
                wanted.SequenceEqual(found.Select(vote => new Reference.Vote((int)vote.Provider, vote.Route.ToString(), vote.Value.Scaled, vote.HalfWidth.Scaled, vote.PublishedAt, (int)vote.Authenticity))),
                $"{where}: {what} {string.Join(", ", found)}, expected {string.Join(", ", wanted)}");

        void Equal(string what, BigInteger wanted, BigInteger found) => Assert.True(wanted == found, $"{where}: {what} is {found}, expected {wanted}");
    }
}
