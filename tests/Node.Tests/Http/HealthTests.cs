using System.Net;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Http;

/// <summary>Green only while freshly signed prices of every feed are valid.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Health_BeforeTheFirstRound_Is503AndThereIsNoPrice()
    {
        await using var node = await RunningNode.StartAsync(_folder.Path, run: false);
        var (status, _, body) = await node.AskAsync("/health");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (status, body.Text("status")));
        Assert.All(body.GetProperty("feeds").EnumerateArray(), feed => Assert.Equal("not attested since the node started", feed.Text("problem")));
        Assert.Contains("ETH/USD", await node.RefusalAsync("/v1/feeds/ETH-USD/latest", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WhenPublicationStops_Is503OnceThePricesHaveEnded()
    {
        await using var node = await RunningNode.StartAsync(_folder.Path);
        await node.PricesAsync("ETH/USD");
        await node.StopRoundsAsync();
        node.Time.Shift(TimeSpan.FromHours(1));
        var (status, _, body) = await node.AskAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("the last price ended ", body.GetProperty("feeds").EnumerateArray().First(feed => feed.Text("feed") == "ETH/USD").Text("problem"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WhenSourcesDie_Is503WithTheGapAndItsReason()
    {
        await using var node = await RunningNode.StartAsync(_folder.Path);
        await node.RoundsAsync(1);
        await node.World.DisposeAsync();
        node.Time.Shift(TimeSpan.FromHours(1));
        await node.RoundsAsync(node.Published.Count + 2);
        var (status, _, body) = await node.AskAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.All(body.GetProperty("feeds").EnumerateArray(), feed => Assert.Matches("^gap since 2.*Z: [A-Za-z]+", feed.Text("problem")));
        Assert.Equal("gap", (await node.AskAsync("/v1/feeds/ETH-USD/latest")).Body.GetProperty("statement").GetProperty("decoded").Text("kind"));
        Assert.Contains(node.Notices, notice => notice.Text.Contains("Unreachable", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
