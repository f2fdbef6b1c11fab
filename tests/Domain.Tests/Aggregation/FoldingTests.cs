using static CrossChainOracle.Domain.Tests.Aggregation.Samples;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>Section 12.2: half-widths worked out by hand, and which of several routes speaks for its provider.</summary>
public class FoldingTests
{
    /// <summary>σ 10^-4 per √second, z 2, age 4 s: 2 · 10^-4 · 2 = 0.0004 of the value.</summary>
    [Theory]
    [InlineData("2000", "1", 4_000, "1.8")]
    [InlineData("2000", "1", 0, "1")]
    [InlineData("2000", "1", -1_500, "1")]
    [InlineData("2000", "0", 1, "0.0126491108")]
    public void AContinuousRoute_AddsDiffusionForEveryMillisecondOfAge(string value, string published, long age, string width) =>
        Assert.Equal(P(width), Vote(Pyth(value, published, age)).HalfWidth);

    [Theory]
    [InlineData(0, "10")]
    [InlineData(3_600_000, "10")]
    [InlineData(3_604_000, "10.8")]
    public void AThresholdRoute_HasItsThreshold_AndAddsDiffusionOnlyPastItsHeartbeat(long age, string width) =>
        Assert.Equal(P(width), Vote(Chainlink("2000", age)).HalfWidth);

    [Fact]
    public void EveryPartOfAHalfWidth_RoundsUp()
    {
        // 0.5 % of 0.010000000000000001 is 0.000050000000000000005.
        Assert.Equal(P("0.000050000000000001"), Vote(Chainlink("0.010000000000000001")).HalfWidth);
        Assert.Equal(P("0.000000000000000001"), Vote(Pyth("0.000000000000000001", age: 1)).HalfWidth);
    }

    [Fact]
    public void SigmaOfTheState_ReplacesTheInitialOne_AndIsNotBelowTheFloor()
    {
        Assert.Equal(P("2000") - P("1992"), Priced(One, After("2000", sigma: "0.001"), Pyth("2000", age: 4_000)).Context.Votes[0].HalfWidth);
        Assert.Equal(Ratio("0.00001"), Priced(One, After("2000", sigma: "0.000001"), Pyth("2000")).Context.Sigma);
        Assert.Equal(Ratio("0.0001"), Priced(One, Fresh, Pyth("2000")).Context.Sigma);
        Assert.Equal(Ratio("0.0001") + 1, Priced(One, After("2000") with { Variance = (Ratio("0.0001") * Ratio("0.0001")) + 1 }, Pyth("2000")).Context.Sigma);
    }

    [Fact]
    public void TheBestRouteSpeaks_ByAuthenticityThenWidthThenTimeThenSequenceThenRoute()
    {
        // Each is beaten by the next, by the first rule in which they differ.
        Observation[] worstFirst =
        [
            Seen(Provider.Pyth, "b", "2000", "1", 100) with { Authenticity = Authenticity.SingleRead },
            Seen(Provider.Pyth, "b", "2000", "3", 100),
            Seen(Provider.Pyth, "b", "2000", "2", 50),
            Seen(Provider.Pyth, "b", "2000", "1", 0) with { PublishedAt = Now },
            Seen(Provider.Pyth, "b", "2000", "1", 0) with { PublishedAt = Now + 1 },
            Seen(Provider.Pyth, "b", "2000", "1", 0) with { PublishedAt = Now + 1, Sequence = 1 },
            Seen(Provider.Pyth, "a", "2000", "1", 0) with { PublishedAt = Now + 1, Sequence = 1 },
            Seen(Provider.Pyth, "a", "1999", "1", 0) with { PublishedAt = Now + 1, Sequence = 1 },
            Seen(Provider.Pyth, "a", "1999", "5", 500) with { Authenticity = Authenticity.Authenticated },
        ];
        var policy = Policy(Continuous(Provider.Pyth, "a"), Continuous(Provider.Pyth, "b")) with { Quorum = 1 };
        for (var i = 1; i < worstFirst.Length; i++)
        {
            Observation best = worstFirst[i], other = worstFirst[i - 1];
            foreach (var order in (Observation[][])[[best, other], [other, best]])
            {
                var vote = Assert.Single(Priced(policy, Fresh, order).Context.Votes);
                Assert.Equal((best.Route, best.Value, best.PublishedAt, best.Authenticity), (vote.Route, vote.Value, vote.PublishedAt, vote.Authenticity));
            }
        }
    }

    [Theory]
    [InlineData("2003", false)]
    [InlineData("2003.000000000000000001", true)]
    [InlineData("1997", false)]
    [InlineData("1996.999999999999999999", true)]
    public void ARouteThatDoesNotOverlapItsProvidersVote_IsADissent(string value, bool dissents)
    {
        var policy = Policy(Continuous(Provider.Pyth, "a"), Continuous(Provider.Pyth, "b")) with { Quorum = 1 };
        var context = Priced(policy, Fresh, Seen(Provider.Pyth, "a", "2000", "1"), Seen(Provider.Pyth, "b", value, "2")).Context;
        Assert.Equal(dissents ? [RouteId.Parse("b")] : [], context.Dissents.Select(vote => vote.Route));
        Assert.Equal(P("2000"), Assert.Single(context.Votes).Value);
    }

    [Fact]
    public void ManyRoutesOfOneProvider_AreOneVote()
    {
        RoutePolicy[] routes = [Threshold(Provider.Chainlink, "chainlink", 5_000), .. Enumerable.Range(0, 20).Select(i => Continuous(Provider.Pyth, $"pyth-{i:D2}"))];
        var policy = Policy(routes);
        Observation[] crowd = [.. routes.Skip(1).Select(route => Seen(Provider.Pyth, route.Route.ToString(), "2010"))];
        Assert.Equal(1, Gap(policy, Fresh, crowd).Context.Usable);
        Assert.Equal(P("2005"), Priced(policy, Fresh, [Chainlink("2000"), .. crowd]).Value);
    }

    private static FeedPolicy One => Policy() with { Quorum = 1, LowerBound = Price.FromScaled(1) };

    private static Vote Vote(Observation observation) => Assert.Single(Priced(One, Fresh, observation).Context.Votes);
}
