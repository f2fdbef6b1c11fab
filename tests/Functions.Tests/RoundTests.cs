using CrossChainOracle.Functions.Tests.Kit;
using CrossChainOracle.Hosting;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
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

    /// <summary>The same sources at the same times, in one process.</summary>
    private static async Task<List<LedgerEntry>> EmbeddedAsync(Cloud cloud, long started, IReadOnlyList<long> times)
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTime(DateTimeOffset.FromUnixTimeMilliseconds(times[0]));
        var trust = LiveNode.LoadTrust(cloud.Deployment.Config.Pyth)!;
        var evidence = new RoundEvidence(trust);
        var rules = new PriceRules(cloud.Deployment.Config.Shards[0], evidence.Check);
        await using var ledger = FileLedger.Open(FileLedger.In(folder.In("ledger"))).OrThrow();
        await using var stream = FileEventStream.Open(FileEventStream.In(folder.In("stream")), 1, time).OrThrow();
        await using var log = AttesterLog.Open(AttesterLog.In(folder.In("log")), cloud.Signer.Address).OrThrow();
        using var http = new HttpClient(new RecordedHermes());
        var source = Assert.Single(FeedSources.Build(cloud.Deployment.Config, new(time, http, trust, [], static _ => { }), static _ => null));
        var book = new ObservationBook(rules.Policy.Feeds.Select(feed => feed.Feed).ToHashSet());
        var attester = new Attester(cloud.Signer, log, new() { Domain = cloud.Deployment.Domain, Rules = [rules], Sets = [cloud.Deployment.Attesters] }, time);
        var round = new AttestationRound(new(cloud.Deployment.Domain, rules, cloud.Deployment.Attesters, [attester], 0), ledger, stream, time);
        var maker = new PriceRoundMaker(cloud.Deployment.Domain, rules, book.Snapshot, evidence);
        await round.LoadAsync(default, started);
        foreach (var at in times)
        {
            time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(at) - time.GetUtcNow());
            book.Add(await source.Reader.ReadAsync(default));
            Assert.IsType<RoundOutcome.Published>(await round.RunAsync(maker, default));
        }

        return [.. ledger.ReadFromAsync(rules.Shard.ToString(), 0).ToBlockingEnumerable()];
    }
}
