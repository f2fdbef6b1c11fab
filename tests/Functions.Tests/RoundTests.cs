using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting;
using CrossChainOracle.Ledger;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Functions.Tests;

/// <summary>Recorded prices through the function classes, from the source to the ledger.</summary>
public sealed class RoundTests
{
    [Fact]
    public async Task AFullRound_GivesTheBytesOfTheEmbeddedHost()
    {
        await using var cloud = new Cloud();
        var started = Tick.Of(cloud.Now, Cloud.Period) - 1;
        var times = new List<long>();
        var (prices, attest) = (cloud.NewPrices(), cloud.NewAttest());
        for (var round = 0; round < 5; round++)
        {
            times.Add(cloud.Now);
            await cloud.TickAsync(prices);
            await attest.RunAsync(await cloud.Observations.DeliverAsync(0, round), new Execution(0), default);
        }

        await cloud.AuditAsync(5);
        Assert.Empty(await cloud.DeadLetters.AllAsync());
        var embedded = await EmbeddedAsync(cloud, started, times);
        var distributed = (await cloud.LedgerAsync()).Select(batch => batch.Entry).ToList();
        Assert.Equal(embedded.Count, distributed.Count);
        for (var i = 0; i < embedded.Count; i++)
        {
            var (left, right) = (embedded[i].Reservation, distributed[i].Reservation);
            Assert.Equal(left.Digest, right.Digest);
            Assert.True(left.Batch.Span.SequenceEqual(right.Batch.Span), $"batch {i}");
            Assert.True(left.Round.Span.SequenceEqual(right.Round.Span), $"round {i}");
            Assert.True(left.State.Span.SequenceEqual(right.State.Span), $"state {i}");
        }

        Assert.Equal((4UL, distributed[4].Reservation.Digest), cloud.Latest[Cloud.Shard.ToString()]);
    }

    [Fact]
    public async Task APriceOfTheRecording_IsStated()
    {
        await using var cloud = new Cloud();
        await cloud.TickAsync(cloud.NewPrices());
        await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
        var batch = Assert.Single(await cloud.LedgerAsync());
        Assert.Null(Encoding.StatementCodec.Decode(batch.Leaves[0].Bytes.Span, out var statement));
        Assert.Equal("1976.685", Assert.IsType<Domain.PriceStatement>(statement).Value.ToString());
        Assert.Equal(RecordedHermes.PublishedAt, ((Domain.PriceStatement)statement).PublishedAt);
    }

    [Fact]
    public async Task ASourceThatIsDown_IsAGap_AndTheRoundIsMadeAllTheSame()
    {
        await using var cloud = new Cloud();
        cloud.Hermes.IsDown = true;
        await cloud.TickAsync(cloud.NewPrices());
        await cloud.NewAttest().RunAsync(await cloud.Observations.DeliverAsync(0), new Execution(0), default);
        var batch = Assert.Single(await cloud.LedgerAsync());
        Assert.Null(Encoding.StatementCodec.Decode(batch.Leaves[0].Bytes.Span, out var statement));
        Assert.IsType<Domain.GapStatement>(statement);
    }

    /// <summary>The same sources at the same times, in the embedded host: its folder, attesters and shards.</summary>
    private static async Task<List<LedgerEntry>> EmbeddedAsync(Cloud cloud, long started, IReadOnlyList<long> times)
    {
        using var folder = new TemporaryFolder();
        using var http = new HttpClient(new RecordedHermes());
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(started));
        var config = cloud.Deployment.Config with { DataFolder = folder.Path, Attesters = cloud.Deployment.Config.Attesters with { Members = [] } };
        var services = new NodeServices(time, http, LiveNode.LoadTrust(config.Pyth), [cloud.Signer], static _ => { });
        var source = Assert.Single(FeedSources.Build(config, services, static _ => null));
        await using var node = await NodeRuntime.OpenAsync(config, services, [source], [], default);
        var shard = Assert.Single(node.Shards);
        foreach (var at in times)
        {
            time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(at) - time.GetUtcNow());
            shard.Hear(await source.Reader.ReadAsync(default));
            Assert.IsType<RoundOutcome.Published>(await shard.Loop.TurnAsync(default));
        }

        return [.. node.Ledger.ReadFromAsync(shard.Policy.Shard.ToString(), 0).ToBlockingEnumerable()];
    }
}
