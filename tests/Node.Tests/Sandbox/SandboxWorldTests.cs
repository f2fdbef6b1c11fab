using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Tests.Sandbox;

public sealed class SandboxWorldTests
{
    [Fact]
    public async Task Finished_WhenTheLastValueWasTold_IsDoneAndTheServersGoOn()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        playing.MoveTo(9_999);
        Assert.False(playing.World.Finished.IsCompleted);
        playing.MoveTo(10_000);
        await playing.World.Finished;
        playing.MoveTo(60_000);
        foreach (var reader in playing.Readers()) Assert.NotEmpty((await reader.ReadAsync(CancellationToken.None)).Observations);
    }

    [Fact]
    public async Task DisposeAsync_BeforeTheEnd_CancelsFinishedEndsStreamsAndClosesTheServers()
    {
        var playing = await Playing.StartAsync(TinyMarket.Load());
        var id = playing.World.Feeds[0].Find(Provider.Pyth)!.Source;
        using var http = new HttpClient();
        using var stream = await http.GetAsync(new Uri(playing.World.Hermes, $"v2/updates/price/stream?ids[]={id}"), HttpCompletionOption.ResponseHeadersRead);
        await playing.DisposeAsync();
        Assert.True(playing.World.Finished.IsCanceled);
        using var rest = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.Equal(string.Empty, await rest.ReadToEndAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(playing.World.Hermes));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(playing.World.Rpc));
    }

    [Fact]
    public async Task Feeds_OfAScenario_SayWhereToReadAndWhatToDeclare()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        Assert.Equal(["ETH/USD", "LATE/USD", "USDC/USD"], playing.World.Feeds.Select(feed => feed.Feed.ToString()));
        var eth = playing.World.Feeds[0];
        Assert.Equal([Provider.Pyth, Provider.Chainlink, Provider.Api3], eth.Sources.Select(source => source.Provider));
        Assert.Equal(3, eth.Sources.Select(source => source.Source).Distinct().Count());

        // Pyth's role was silent for 120 s at most, Chainlink's for 60 s; a second is added for the wire's grain.
        Assert.Equal((3_000L, 0u, "A"), (eth.Sources[0].HeartbeatMs, eth.Sources[0].ThresholdPpm, eth.Sources[0].Venue));
        Assert.Equal((2_000L, 5_000u, 60), (eth.Sources[1].HeartbeatMs, eth.Sources[1].ThresholdPpm, eth.Sources[1].BarSeconds));
        var usdc = Assert.Single(playing.World.Feeds[2].Sources);
        Assert.Equal((1_441_000L, 2_500u, (int?)null), (usdc.HeartbeatMs, usdc.ThresholdPpm, usdc.BarSeconds));
        Assert.EndsWith("8fffffd4afb6115b954bd326cbe7b4ba576818f6", usdc.Source.ToString(), StringComparison.Ordinal);
        Assert.Equal("eip155:31337", playing.World.Chain.ToString());
        Assert.True(playing.World.Hermes.IsLoopback && playing.World.Rpc.IsLoopback);
    }

    [Fact]
    public async Task StartAsync_WithGivenRouters_BelievesThoseAndKeepsThemOpen()
    {
        PlatformSigner[] routers = [.. Enumerable.Range(0, 5).Select(_ => PlatformSigner.Generate().OrThrow())];
        await using (var playing = await Playing.StartAsync(TinyMarket.Load(), new() { Routers = routers, Speed = 600 }))
        {
            Assert.Equal(routers.Select(router => router.Address), Assert.Single(playing.World.Signers.Sets).Members);
            Assert.Equal(3, playing.World.Signers.Newest!.Quorum);
            playing.MoveTo(1_000);
            await playing.World.Finished;
            Assert.Equal(2, (await playing.Pyth().ReadAsync(CancellationToken.None)).Observations.Count);
        }

        foreach (var router in routers)
        {
            Assert.Equal(65, router.Sign(Hash256.Zero).Length);
            router.Dispose();
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1_000_001, 5)]
    [InlineData(60, 4)]
    public async Task StartAsync_OutsideItsRules_Throws(int speed, int routers)
    {
        PlatformSigner[] keys = [.. Enumerable.Range(0, routers).Select(_ => PlatformSigner.Generate().OrThrow())];
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Playing.StartAsync(TinyMarket.Load(), new() { Speed = speed, Routers = keys }));
        foreach (var key in keys) key.Dispose();
    }

    [Fact]
    public async Task StartAsync_OnARealClock_PlaysToTheEnd()
    {
        await using var world = await SandboxWorld.StartAsync(TinyMarket.Load(), new() { Speed = 6_000 }, TimeProvider.System, CancellationToken.None);
        await world.Finished;
    }
}
