using CrossChainOracle.Domain.Aggregation;
using static CrossChainOracle.Domain.Tests.Aggregation.Samples;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>Sections 12.3 and 12.4, and gaps.</summary>
public class MedianTests
{
    [Theory]
    [InlineData("7", "7")]
    [InlineData("7 9", "8")]
    [InlineData("7 7.000000000000000001", "7")]
    [InlineData("1 2 3", "2")]
    [InlineData("1 2 3.000000000000000001 9", "2.5")]
    public void OddIsTheMiddle_EvenIsTheFloorOfTheMeanOfTheMiddles(string values, string median) =>
        Assert.Equal(P(median), Median.Of([.. values.Split(' ').Select(P)]));

    [Fact]
    public void TheMeanOfTheMiddles_RoundsToNegativeInfinity_AndDoesNotOverflow()
    {
        Assert.Equal(Price.FromScaled(-4), Median.Of([Price.FromScaled(-4), Price.FromScaled(-3)]));
        Assert.Equal(Price.FromScaled(Int128.MaxValue - 1), Median.Of([Price.FromScaled(Int128.MaxValue - 1), Price.FromScaled(Int128.MaxValue)]));
        Assert.Equal(5, Median.Of([4L, 7L]));
        Assert.Equal(UnixTime.MaxValue, Median.Of([UnixTime.MaxValue, UnixTime.MaxValue]));
    }

    [Fact]
    public void ThePublishTime_IsTheMedianOfTheTimesUsed_AndTheOldestIsStated()
    {
        var three = Priced(Policy(), Fresh, Pyth("2000", "1", age: 10), Chainlink("2000", age: 1_001), Api3("2000", age: 5_000));
        Assert.Equal((Now - 1_001, Now - 5_000), (three.PublishedAt, three.Context.OldestPublishedAt));
        var two = Priced(Policy(), Fresh, Chainlink("2000", age: 1_001), Api3("2000", age: 5_000));
        Assert.Equal(Now - 3_001, two.PublishedAt);
    }

    /// <summary>Median 2000, Pyth's half-width 1 and the feed's limit 10: 2011 agrees, one unit more does not.</summary>
    [Theory]
    [InlineData("2011", false)]
    [InlineData("2011.000000000000000001", true)]
    public void AVoteBeyondItsHalfWidthAndTheLimit_IsAnOutlier(string value, bool outlier)
    {
        var outcome = Priced(Policy(), Fresh, Pyth(value, "1"), Chainlink("2000"), Api3("1999"));
        Assert.Equal(outlier ? [Provider.Pyth] : [], outcome.Context.Outliers.Select(vote => vote.Provider));
        Assert.Equal(outlier ? [new Rejection.Outlier(P(value), P("2000"), P("11"))] : [], outcome.Rejections.Select(item => item.Rejection));
        Assert.Equal(P(outlier ? "1999.5" : "2000"), outcome.Value);
        Assert.Equal(BreakerState.Closed, outcome.State.Breaker);
        Assert.Equal(outlier ? FixedPoint.SqrtUp(FixedPoint.One * FixedPoint.One * 3 / 2) : FixedPoint.One, outcome.Context.Absence);
    }

    [Fact]
    public void TheAllowanceRoundsDown()
    {
        // 0.5 % of 0.010000000000000001 is 0.000050000000000000005: five units of 10^-20 too little to reach the next unit.
        Assert.Equal(P("0.000050000000000000"), Median.Allowance(Price.Zero, P("0.010000000000000001"), 5_000));
    }

    [Fact]
    public void WithoutAStrictMajority_AllStay_AndTheBreakerOpens()
    {
        var outcome = Priced(Policy(), Fresh, Pyth("2100"), Chainlink("2000"), Api3("1900"));
        Assert.Equal(P("2000"), outcome.Value);
        Assert.Equal(3, outcome.Context.Votes.Count);
        Assert.Empty(outcome.Context.Outliers);
        Assert.Equal(BreakerState.Open, outcome.State.Breaker);
    }

    [Fact]
    public void FewerThanTheQuorum_IsAGap_ThatSaysWhy()
    {
        var gap = Gap(Policy(), Fresh, Pyth("2000", age: 60_001), Chainlink("2000"));
        Assert.Equal((GapReason.NoQuorum, Now - 1_000, Now, (byte)1), (gap.Reason, gap.From, gap.To, gap.Context.Usable));
        Assert.Equal(
            [new(Provider.Pyth, RouteId.Parse("pyth"), RejectionCode.Stale), new(Provider.Api3, RouteId.Parse("api3"), RejectionCode.Absent)],
            gap.Context.Causes);
    }

    [Fact]
    public void OutliersThatTakeTheQuorum_AreAGapOfTheirOwnReason()
    {
        var gap = Gap(Policy() with { Quorum = 3 }, Fresh, Pyth("2100", "1"), Chainlink("2000"), Api3("2001"));
        Assert.Equal((GapReason.Outliers, (byte)2), (gap.Reason, gap.Context.Usable));
        Assert.Contains(new GapCause(Provider.Pyth, RouteId.Parse("pyth"), RejectionCode.Outlier), gap.Context.Causes);
    }

    [Fact]
    public void AProviderWideFaultOfTheFeed_GivesTheGapItsReason_AndOpensTheBreaker()
    {
        var gap = Assert.IsType<FeedOutcome.Gap>(FeedAggregation.Run(Policy(), After("2000"), [Chainlink("2000")], [Fault(Provider.Pyth)], Now - 1_000, Now));
        Assert.Equal((GapReason.ProviderFault, BreakerState.Open), (gap.Reason, gap.State.Breaker));
        Assert.Contains(new GapCause(Provider.Pyth, default, RejectionCode.ProviderFault), gap.Context.Causes);

        // A fault of a provider that the feed does not have explains nothing about it.
        var policy = Policy(Threshold(Provider.Api3, "api3", 10_000), Threshold(Provider.Chainlink, "chainlink", 5_000));
        var other = Assert.IsType<FeedOutcome.Gap>(FeedAggregation.Run(policy, After("2000"), [Chainlink("2000")], [Fault(Provider.Pyth)], Now - 1_000, Now));
        Assert.Equal((GapReason.NoQuorum, BreakerState.Closed), (other.Reason, other.State.Breaker));
    }

    [Fact]
    public void AGapBegins_WhereTheLastPriceEnded_AndKeepsItsBeginning()
    {
        var first = FeedAggregation.Run(Policy(), After("2000"), [], [], Now - 1_000, Now);
        var second = Assert.IsType<FeedOutcome.Gap>(FeedAggregation.Run(Policy(), first.State, [], [], Now, Now + 1_000));
        Assert.Equal((Now - 1_000, Now + 1_000), (second.From, second.To));
        Assert.Equal(After("2000") with { GapFrom = Now - 1_000 }, second.State);
        var price = FeedAggregation.Run(Policy(), second.State, [Chainlink("2000"), Api3("2000")], [], Now + 1_000, Now + 2_000);
        Assert.Equal(0, price.State.GapFrom);
        Assert.Equal(Now + 2_000, Assert.IsType<FeedOutcome.Gap>(FeedAggregation.Run(Policy(), price.State, [], [], Now + 2_000, Now + 3_000)).From);
    }

    [Fact]
    public void CausesOfAGap_StandInOrder_OnceEach_AndAreBounded()
    {
        Observation[] crowd = [.. Enumerable.Range(0, 5_000).Select(i => Pyth("2000") with { Route = RouteId.Parse($"nobody-{9_999 - i}") })];
        var causes = Gap(Policy(), Fresh, [.. crowd, .. crowd]).Context.Causes;
        Assert.Equal(GapContext.MaximumCauses, causes.Count);
        Assert.Equal(causes.Distinct().OrderBy(cause => cause.Provider).ThenBy(cause => cause.Route).ThenBy(cause => cause.Code), causes);
    }

    /// <summary>All bands reach the median: votes 99 ± 2, 100 ± 1, 101 ± 3, so {97, 98, 99, 99, 100, 101, 101, 101, 104}: p25 is the third, 99, p75 the seventh, 101.</summary>
    [Fact]
    public void Dispersion_IsTheFartherQuartileOfTheThreeVotes()
    {
        var policy = Policy(Continuous(Provider.Api3, "api3"), Continuous(Provider.Chainlink, "chainlink"), Continuous(Provider.Pyth, "pyth")) with { WidePpm = 100_000, DeviationPpm = 50_000 };
        var outcome = Priced(policy, Fresh, Pyth("99", "2"), Seen(Provider.Chainlink, "chainlink", "100", "1"), Seen(Provider.Api3, "api3", "101", "3"));
        Assert.Equal((P("100"), P("1"), P("1")), (outcome.Value, outcome.Context.Dispersion, outcome.Confidence));
    }

    /// <summary>Two of three: √(3 ÷ 2) = 1.224744871391589050, rounded up in every step.</summary>
    [Fact]
    public void AbsentProviders_WidenTheBand_ByTheRootOfConfiguredOverUsed()
    {
        var outcome = Priced(Policy(), Fresh, Pyth("2000", "2"), Chainlink("2000"));
        Assert.Equal(Ratio("1.224744871391589050"), outcome.Context.Absence);
        Assert.Equal((P("2"), P("2.4494897427831781")), (outcome.Context.Dispersion, outcome.Confidence));
        Assert.Equal(Ratio("1.732050807568877294"), Confidence.Absence(3, 1));
        Assert.Equal(Ratio("1.414213562373095049"), Confidence.Absence(2, 1));
        Assert.Equal(FixedPoint.One, Confidence.Absence(3, 3));
    }

    [Fact]
    public void AtLag_IsTheHypotenuseOfBandAndDrift_RoundedUp()
    {
        var statement = new PriceStatement
        {
            Feed = Feed,
            Value = P("2000"),
            Confidence = P("3"),
            Sigma = 100_000,
            Verdict = Verdict.All,
            Breaker = BreakerState.Closed,
            PublishedAt = Now,
            ValidFor = 1,
            Context = default,
        };

        // z·σ·m·√lag = 2 · 10^-4 · 2000 · √100 s = 4.
        Assert.Equal(P("5"), Confidence.AtLag(statement, 2_000, 100_000));
        Assert.Equal(P("3"), Confidence.AtLag(statement, 2_000, 0));
        Assert.True(Confidence.AtLag(statement, 2_000, 100_001) > P("5"));
    }
}
