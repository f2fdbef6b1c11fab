using CrossChainOracle.Domain.Aggregation;
using static CrossChainOracle.Domain.Tests.Aggregation.Samples;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>Section 12.1: each limit just inside and just outside, the exact rejection with its operands, and the order of the rules.</summary>
public class ScreeningTests
{
    private static readonly FeedPolicy Feed = Policy();

    [Theory]
    [InlineData(60_000, false)]
    [InlineData(60_001, true)]
    public void OlderThanTheRoutesLimit_IsStale(long age, bool rejected) =>
        Check(Pyth("2000", age: age), rejected ? new Rejection.Stale(Now - age, age, 60_000) : null);

    [Theory]
    [InlineData(2_000, false)]
    [InlineData(2_001, true)]
    public void AheadOfTheClock_BeyondItsLimit_IsRejected(long ahead, bool rejected) =>
        Check(Pyth("2000", age: -ahead), rejected ? new Rejection.Ahead(Now + ahead, Now, 2_000) : null);

    [Theory]
    [InlineData(3_900_000, false)]
    [InlineData(3_900_001, true)]
    public void AThresholdFeedBeyondHeartbeatAndGrace_IsFrozen(long age, bool rejected) =>
        Check(Chainlink("2000", age: age), rejected ? new Rejection.Frozen(Now - age, age, 3_600_000, 300_000) : null);

    [Theory]
    [InlineData(3_500_000, false)]
    [InlineData(3_500_001, true)]
    public void AThresholdFeedWithinItsHeartbeat_CanBeStale(long age, bool rejected)
    {
        var route = Threshold(Provider.Chainlink, "chainlink", 5_000) with { MaximumAgeMs = 3_500_000 };
        Check(Chainlink("2000", age: age), rejected ? new Rejection.Stale(Now - age, age, 3_500_000) : null, Policy(route) with { Quorum = 1 });
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.000000000000000001")]
    [InlineData("-170141183460469231731.687303715884105728")]
    public void ZeroOrNegative_IsNotPositive(string value) => Check(Pyth(value), new Rejection.NotPositive(P(value)));

    [Theory]
    [InlineData("0.01", false)]
    [InlineData("0.009999999999999999", true)]
    [InlineData("1000000", false)]
    [InlineData("1000000.000000000000000001", true)]
    public void OutsideTheBounds_IsRejected(string value, bool rejected) =>
        Check(Pyth(value), rejected ? new Rejection.OutOfBounds(P(value), P("0.01"), P("1000000")) : null);

    [Theory]
    [InlineData("2000", "40", false)]
    [InlineData("2000", "40.000000000000000001", true)]
    [InlineData("2000", "-0.000000000000000001", true)]
    [InlineData("0.010000000000000049", "0.000200000000000000", false)]
    [InlineData("0.010000000000000049", "0.000200000000000001", true)]
    [InlineData("0.010000000000000050", "0.000200000000000001", false)]
    public void AStatedHalfWidthAboveTheLimit_RoundedDown_IsWide(string value, string width, bool rejected) =>
        Check(Pyth(value, width), rejected ? new Rejection.Wide(P(width), P(value), 20_000) : null);

    [Fact]
    public void EachFlag_IsItsRejection_TheWorstFirst()
    {
        var seen = Pyth("2000") with { Sequence = 77, Height = 123 };
        Check(seen with { Flags = ObservationFlags.IncompleteRound }, new Rejection.IncompleteRound(77));
        Check(seen with { Flags = ObservationFlags.SequencerDown }, new Rejection.SequencerDown(123));
        Check(seen with { Flags = ObservationFlags.SequencerGrace }, new Rejection.SequencerGrace(123));
        Check(seen with { Flags = ObservationFlags.SequencerDown | ObservationFlags.SequencerGrace }, new Rejection.SequencerDown(123));
        Check(seen with { Flags = (ObservationFlags)7 }, new Rejection.IncompleteRound(77));
    }

    [Fact]
    public void ARouteThatThePolicyDoesNotName_OrOfAnotherProvider_IsUnknown()
    {
        Check(Pyth("2000") with { Route = RouteId.Parse("pyth2") }, new Rejection.UnknownRoute(RouteId.Parse("pyth2")));
        Check(Pyth("2000") with { Provider = Provider.Chainlink }, new Rejection.UnknownRoute(RouteId.Parse("pyth")));
    }

    [Fact]
    public void AProviderWideFault_RemovesEveryVoteOfTheProvider_AndNobodyElses()
    {
        var outcome = FeedAggregation.Run(Feed, Fresh, [Pyth("2000"), Chainlink("2000"), Api3("2000")], [Fault(Provider.Pyth, "guardian set 9")], Now - 1, Now);
        var rejected = Assert.Single(outcome.Rejections);
        Assert.Equal(new Rejection.ProviderFault("guardian set 9"), rejected.Rejection);
        Assert.Equal(Provider.Pyth, rejected.Observation.Provider);
        Assert.Equal([Provider.Chainlink, Provider.Api3], Assert.IsType<FeedOutcome.Priced>(outcome).Context.Votes.Select(vote => vote.Provider));
    }

    [Fact]
    public void AFailureOfAnotherKind_RemovesNothing()
    {
        var failure = new SourceFailure(default, Provider.Pyth, default, RejectionCode.Unreachable, "timed out");
        Assert.Empty(FeedAggregation.Run(Feed, Fresh, [Pyth("2000"), Chainlink("2000")], [failure], Now - 1, Now).Rejections);
    }

    [Fact]
    public void TheFirstRuleOfTheSpecification_Decides()
    {
        // Breaks every rule at once; each step repairs the one that was named.
        var seen = Chainlink("-1", age: 4_000_001) with { HalfWidth = P("-1"), Route = RouteId.Parse("nobody"), Flags = (ObservationFlags)7 };
        var route = RouteId.Parse("chainlink");
        Check(seen, new Rejection.UnknownRoute(seen.Route));
        Check(seen with { Route = route }, new Rejection.IncompleteRound(0));
        Check(seen with { Route = route, Flags = 0 }, new Rejection.Frozen(Now - 4_000_001, 4_000_001, 3_600_000, 300_000));
        Check(Pyth("-1", "-1", age: 60_001), new Rejection.Stale(Now - 60_001, 60_001, 60_000));
        Check(Pyth("-1", "-1"), new Rejection.NotPositive(P("-1")));
        Check(Pyth("0.001", "-1"), new Rejection.OutOfBounds(P("0.001"), P("0.01"), P("1000000")));
        Check(Pyth("1", "-1"), new Rejection.Wide(P("-1"), P("1"), 20_000));
    }

    /// <summary>Alone in its round: rejected with this reason, or the one usable vote.</summary>
    private static void Check(Observation observation, Rejection? expected, FeedPolicy? policy = null)
    {
        var outcome = Run(policy ?? Feed, Fresh, observation);
        Assert.Equal(expected, outcome.Rejections.Select(item => item.Rejection).SingleOrDefault());
        var usable = outcome is FeedOutcome.Priced priced ? priced.Context.Votes.Count : ((FeedOutcome.Gap)outcome).Context.Usable;
        Assert.Equal(expected is null ? 1 : 0, usable);
    }
}
