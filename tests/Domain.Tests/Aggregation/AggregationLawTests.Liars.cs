using CrossChainOracle.Domain.Aggregation;
using static CrossChainOracle.Domain.Tests.Aggregation.Samples;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>What one lying provider can do, with any number of routes, and what it cannot.</summary>
public partial class AggregationLawTests
{
    [Fact]
    public void OneProviderOfThreeOrMore_MovesNeitherValueNorBandBeyondTheFeedsLimit()
    {
        var random = new Random(201);
        var (priced, beyond, removed, disagreed) = (0, 0, 0, 0);
        for (var index = 0; index < 30_000; index++)
        {
            var providers = random.Next(3, 6);
            var liar = (Provider)random.Next(1, providers + 1);
            var policy = Contested(random, providers, liar);
            var observations = policy.Routes.SelectMany(route => route.Provider == liar ? Lies(random, policy, route) : [Honest(random, route)]).ToArray();
            if (Run(policy, After("100", sigma: "0.001"), observations) is not FeedOutcome.Priced outcome) continue;
            var (kept, outliers) = (outcome.Context.Votes, outcome.Context.Outliers);
            var others = kept.Concat(outliers).Where(vote => vote.Provider != liar).ToList();
            if (others.Count < 2) continue;
            priced++;

            var allowance = Median.Allowance(Price.Zero, MedianOf([.. kept.Concat(outliers).Select(vote => vote.Value)]), policy.DeviationPpm);
            var where = $"seed 201, case {index}: {liar} lies, kept {string.Join(", ", kept)}, outliers {string.Join(", ", outliers)}, value {outcome.Value}";
            Assert.True(outcome.Value >= others.Min(vote => vote.Value) - allowance && outcome.Value <= others.Max(vote => vote.Value) + allowance, where);
            var (low, high) = (others.Min(vote => vote.Value - vote.HalfWidth) - allowance, others.Max(vote => vote.Value + vote.HalfWidth) + allowance);
            var (p25, p75) = Quartiles(kept, outcome.Value);
            Assert.True(p25 >= low && p75 <= high, $"{where}: quartiles {p25} and {p75}, the others' edges {low} and {high}");
            Assert.True(outcome.Context.Dispersion <= Price.Max(outcome.Value - low, high - outcome.Value), $"{where}: dispersion {outcome.Context.Dispersion}");
            if (kept.Count == 2 && kept.Any(vote => vote.Provider == liar)) beyond++;
            if (outliers.Any(vote => vote.Provider == liar)) removed++;
            if (outcome.State.Breaker == BreakerState.Open) disagreed++;
        }

        Assert.True(priced > 10_000 && beyond > 50 && removed > 1_000 && disagreed > 300, $"{priced} prices, {beyond} with two left, {removed} liars removed, {disagreed} open");
    }

    /// <summary>
    /// ADR 0005: 80 ± 1 and 100 ± 1 disagree under a limit of 1 %, and 120 ± 20 is excused by its own half-width alone. Were 80 removed, the mean of the other two
    /// would be 110. Nobody can say who is wrong: all stay, the value is the middle one, and the breaker opens.
    /// </summary>
    [Fact]
    public void AWideLiarBesideTwoThatDisagree_DoesNotMoveTheValue_AndTheBreakerOpens()
    {
        var policy = Tight(3, 10_000, 200_000);
        var outcome = Priced(policy, Fresh, Of(Provider.Pyth, "80", "1"), Of(Provider.Chainlink, "100", "1"), Of(Provider.Api3, "120", "20"));
        Assert.Equal((P("100"), BreakerState.Open, 3), (outcome.Value, outcome.State.Breaker, outcome.Context.Votes.Count));
    }

    [Theory]
    [InlineData("101", 2)]
    [InlineData("101.000000000000000001", 3)]
    public void TwoThatWouldBeLeft_AgreeWithoutTheirWidths_OrNobodyIsRemoved(string other, int votes)
    {
        var outcome = Priced(Tight(3, 10_000, 200_000), Fresh, Of(Provider.Pyth, "80", "1"), Of(Provider.Chainlink, "100", "1"), Of(Provider.Api3, other, "20"));
        Assert.Equal(votes, outcome.Context.Votes.Count);
        Assert.Equal(votes == 2 ? BreakerState.Closed : BreakerState.Open, outcome.State.Breaker);
    }

    [Fact]
    public void AWideLiar_CannotHideBehindItsOwnWidth_BeyondWide()
    {
        var random = new Random(202);
        var (stayed, rejected) = (0, 0);
        for (var index = 0; index < 5_000; index++)
        {
            var policy = Tight(3, (uint)random.Next(1, 20_000), (uint)random.Next(1, 100_000));
            var value = Price.FromScaled(P("100").Scaled + (P("0.001").Scaled * random.Next(-30_000, 30_000)));
            var width = Price.FromScaled(P("0.001").Scaled * random.Next(0, 10_000));
            var lie = Of(Provider.Pyth, "100", "0") with { Value = value, HalfWidth = width };
            var outcome = Priced(policy, Fresh, lie, Of(Provider.Chainlink, "100", "0"), Of(Provider.Api3, "100", "0"));
            var allowed = FixedPoint.Share(value, policy.WidePpm, FixedPoint.PpmInOne, Rounding.Down) + FixedPoint.Share(P("100"), policy.DeviationPpm, FixedPoint.PpmInOne, Rounding.Down);
            var used = outcome.Context.Votes.Count == 3;
            Assert.True(!used || (value - P("100")).Abs() <= allowed, $"seed 202, case {index}: {value} ± {width} counts");
            Assert.Equal(P("100"), outcome.Value);
            if (used) stayed++;
            else rejected++;
        }

        Assert.True(stayed > 300 && rejected > 300, $"{stayed} stayed, {rejected} rejected");
    }

    [Fact]
    public void WithTwoProviders_TheValueStaysBetweenBoth_AndDisagreementOpensTheBreaker()
    {
        var random = new Random(203);
        var (agreed, disagreed) = (0, 0);
        for (var index = 0; index < 10_000; index++)
        {
            var policy = Tight(random.Next(2, 4), (uint)random.Next(1, 50_000), 1_000_000);
            Observation[] both = [Of(Provider.Pyth, "100", "0") with { Value = Around(random), HalfWidth = Small(random) }, Of(Provider.Chainlink, "100", "0") with { Value = Around(random), HalfWidth = Small(random) }];
            var outcome = Priced(policy, Fresh, both);
            var (low, high) = (Price.FromScaled(Int128.Min(both[0].Value.Scaled, both[1].Value.Scaled)), Price.Max(both[0].Value, both[1].Value));
            Assert.True(outcome.Value >= low && outcome.Value <= high, $"seed 203, case {index}: {outcome.Value} is not between {low} and {high}");
            Assert.Empty(outcome.Context.Outliers);
            var apart = both.Any(item => (item.Value - outcome.Value).Abs() > Median.Allowance(item.HalfWidth, outcome.Value, policy.DeviationPpm));
            Assert.Equal(apart ? BreakerState.Open : BreakerState.Closed, outcome.State.Breaker);
            if (apart) disagreed++;
            else agreed++;
        }

        Assert.True(agreed > 1_000 && disagreed > 1_000, $"{agreed} agreed, {disagreed} disagreed");

        static Price Around(Random random) => Price.FromScaled(P("100").Scaled + (P("0.000000001").Scaled * random.NextInt64(-5_000_000_000, 5_000_000_000)) + random.Next(2));

        static Price Small(Random random) => Price.FromScaled(P("0.001").Scaled * random.Next(0, 3_000));
    }

    /// <summary>Continuous routes, so that a stated half-width is a vote's half-width at age 0.</summary>
    private static FeedPolicy Tight(int providers, uint deviationPpm, uint widePpm)
    {
        RoutePolicy[] routes = [Continuous(Provider.Api3, "api3"), Continuous(Provider.Chainlink, "chainlink"), Continuous(Provider.Pyth, "pyth")];
        return Policy(routes[(3 - providers)..]) with { DeviationPpm = deviationPpm, WidePpm = widePpm };
    }

    private static Observation Of(Provider provider, string value, string halfWidth) => Seen(provider, provider switch { Provider.Pyth => "pyth", Provider.Chainlink => "chainlink", _ => "api3" }, value, halfWidth);

    private static FeedPolicy Contested(Random random, int providers, Provider liar)
    {
        var routes = new List<RoutePolicy>();
        for (var provider = 1; provider <= providers; provider++)
        {
            for (var copies = (Provider)provider == liar ? random.Next(1, 6) : random.Next(1, 3); copies > 0; copies--)
            {
                var name = $"r{routes.Count:D2}";
                routes.Add(random.Next(2) == 0 ? Continuous((Provider)provider, name) : Threshold((Provider)provider, name, (uint)random.Next(1, 20_000)));
            }
        }

        return Policy([.. routes]) with { Quorum = random.Next(1, 3), DeviationPpm = (uint)random.Next(1, 30_000), WidePpm = (uint)random.Next(1, 300_000), LowerBound = P("0.000001") };
    }

    /// <summary>Around 100: mostly close together, now and then far off, because the law does not ask the others to be right.</summary>
    private static Observation Honest(Random random, RoutePolicy route) =>
        Seen(route.Provider, route.Route.ToString(), "100", age: random.Next(0, 50_000)) with
        {
            Value = Price.FromScaled(P("100").Scaled + (P("0.0001").Scaled * random.Next(-1, 2) * random.Next(1, random.Next(6) == 0 ? 300_000 : 15_000))),
            HalfWidth = Price.FromScaled(P("0.0001").Scaled * random.Next(0, 10_000)),
            Authenticity = (Authenticity)random.Next(1, 4),
        };

    /// <summary>One to three answers of a route: any value, width and time that screening may let through, and around the edges of the allowance.</summary>
    private static IEnumerable<Observation> Lies(Random random, FeedPolicy policy, RoutePolicy route)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var value = Price.FromScaled(random.Next(4) switch
            {
                0 => P("0.0001").Scaled * random.Next(1, 1_000_000_000),
                1 => P("100").Scaled + (P("100").Scaled / 1_000_000 * random.Next(-1, 2) * (Int128)policy.DeviationPpm) + random.Next(-1, 2),
                _ => P("100").Scaled + (P("0.0001").Scaled * random.Next(-500_000, 500_000)),
            });
            var wide = FixedPoint.Share(value, policy.WidePpm, FixedPoint.PpmInOne, Rounding.Down).Scaled;
            yield return Seen(route.Provider, route.Route.ToString(), "1", age: random.Next(3) switch { 0 => random.Next(-2_000, 0), 1 => random.Next(0, 60_001), _ => random.Next(0, 3_900_001) }) with
            {
                Value = value,
                HalfWidth = Price.FromScaled(random.Next(3) switch { 0 => 0, 1 => wide, _ => wide / random.Next(1, 20) }),
                Authenticity = (Authenticity)random.Next(1, 4),
            };
        }
    }

    private static Price MedianOf(List<Price> values)
    {
        values.Sort();
        return Median.Of([.. values]);
    }

    /// <summary>Section 12.4's p25 and p75.</summary>
    private static (Price P25, Price P75) Quartiles(IReadOnlyList<Vote> votes, Price median)
    {
        var lower = votes.SelectMany(vote => (Price[])[vote.Value - vote.HalfWidth, vote.Value, Price.Max(vote.Value + vote.HalfWidth, median)]).Order().ToList();
        var upper = votes.SelectMany(vote => (Price[])[Price.FromScaled(Int128.Min((vote.Value - vote.HalfWidth).Scaled, median.Scaled)), vote.Value, vote.Value + vote.HalfWidth]).Order().ToList();
        return (lower[lower.Count >> 2], upper[upper.Count - 1 - (upper.Count >> 2)]);
    }
}
