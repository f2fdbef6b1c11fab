using System.Globalization;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

public sealed class LimitTests
{
    [Fact]
    public async Task ABatchThatTheStreamCannotTake_IsNotReserved()
    {
        var policy = Largest();
        Assert.Empty(PolicyRules.Problems(policy));
        var world = new World { Policy = policy };
        await using var process = await ShardProcess.StartAsync(world, Disk.InMemory());
        world.Time.Advance(TimeSpan.FromSeconds(1));

        // Every spare route of Chainlink disagrees with its provider's vote, and each such dissent stands in the context.
        var look = world.Look();
        look = look with { Observations = [.. look.Observations.Select(Disagreeing)] };
        var failed = Assert.IsType<RoundOutcome.Failed>(await process.Round.RunAsync(policy, look));
        Assert.Equal("encode", failed.Stage);
        Assert.Empty(process.Ledger.Shards);
        Assert.IsType<RoundOutcome.Published>(await process.Round.RunAsync(policy, new Look([], [], [])));
        await process.SettleAsync();
    }

    private static Observation Disagreeing(Observation observation) =>
        observation.Route.ToString().StartsWith("spare", StringComparison.Ordinal) ? observation with { Value = Price.Parse("2700") } : observation;

    private static ShardPolicy Largest()
    {
        var policy = Samples.Policy(null, [.. Enumerable.Range(0, PolicyRules.MaximumFeeds).Select(i => i.ToString("'F'0000'/USD'", CultureInfo.InvariantCulture))]);
        return policy with { Feeds = [.. policy.Feeds.Select(WithSpareRoutes)] };
    }

    private static FeedPolicy WithSpareRoutes(FeedPolicy feed)
    {
        var basis = feed.Routes.Single(route => route.Provider == Provider.Chainlink);
        var spare = Enumerable.Range(feed.Routes.Count, PolicyRules.MaximumRoutes - feed.Routes.Count)
            .Select(i => basis with { Route = RouteId.Parse(i.ToString("'spare-'00", CultureInfo.InvariantCulture)) });
        return feed with { Routes = [.. feed.Routes.Concat(spare).OrderBy(route => route.Route)] };
    }
}
