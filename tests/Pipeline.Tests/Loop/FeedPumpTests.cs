using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

public sealed class FeedPumpTests
{
    private static readonly FeedId Eth = FeedId.Parse("ETH/USD");
    private static readonly RouteId Route = RouteId.Parse("chainlink-base");

    [Fact]
    public async Task AFailure_IsToldWhenItBegins_AndAgainAfterTheFeedWasGood()
    {
        var (wholeProvider, oneFeed, otherFeed) = (Failure(default), Failure(Eth), Failure(FeedId.Parse("BTC/USD")));
        Assert.Equal(["", "ETH/USD", "", "ETH/USD"], await ToldAsync(
            new([], [wholeProvider, oneFeed], []),
            new([], [wholeProvider, oneFeed], []),
            Good(),
            new([], [wholeProvider, oneFeed], [])));
        Assert.Equal(["BTC/USD"], await ToldAsync(new([], [otherFeed], []), Good(), new([], [otherFeed], [])));
        Assert.Equal([""], await ToldAsync(Good() with { Failures = [wholeProvider] }, Good() with { Failures = [wholeProvider] }));
    }

    private static async Task<IEnumerable<string>> ToldAsync(params Look[] looks)
    {
        var told = new List<string>();
        using var http = NodeHttp.Client();
        var services = new NodeServices(TimeProvider.System, http, null, [], notice => told.Add(notice.Subject[Route.ToString().Length..].Trim()));
        var pump = new FeedPump(new(new ScriptedReader(looks), TimeSpan.FromSeconds(1)), [], services);
        for (var i = 0; i < looks.Length; i++) await pump.LookAsync(default);
        return told;
    }

    private static SourceFailure Failure(FeedId feed) => new(feed, Provider.Chainlink, Route, RejectionCode.Unreachable, "timed out");

    private static Look Good() =>
        new([Samples.Observation(Eth, Samples.Feed(Eth).Routes.Single(route => route.Route == Route), Price.Parse("2500"), Samples.StartedAt)], [], []);

    private sealed class ScriptedReader(Look[] looks) : IFeedReader
    {
        private int _next;

        public Provider Provider => Provider.Chainlink;

        public RouteId Route => FeedPumpTests.Route;

        public IReadOnlyList<FeedTarget> Targets => [];

        public Task<Look> ReadAsync(CancellationToken cancellation) => Task.FromResult(looks[_next++]);
    }
}
