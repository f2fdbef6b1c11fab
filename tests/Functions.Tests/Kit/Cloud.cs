using System.Collections.Concurrent;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Functions.Attest;
using CrossChainOracle.Functions.Ingest;
using CrossChainOracle.Functions.Serve;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Ledger;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Signing;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.Storage;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;
using CrossChainOracle.Verifier;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>What outlives every instance of every app: clock, sources, hubs, ledger, the attester's log and key. One attester, as in Azure.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    public const int Partitions = 2;
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);
    private const string Deployment_ = "crosschainoracle:functions-test";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordedHermes _hermes = new();
    private readonly Dictionary<EvmAddress, AttesterLog> _logs = [];
    private readonly NodeConfig _config;

    /// <param name="change">Of the configuration.</param>
    /// <param name="now">Where the clock stands, Unix milliseconds; null: soon after the recorded price.</param>
    public Cloud(Func<NodeConfig, NodeConfig>? change = null, long? now = null)
    {
        Signer = Keys.Of("the attester of the cloud");
        // A little after a tick of every schedule.
        Time = new(DateTimeOffset.FromUnixTimeMilliseconds(Tick.Of(now ?? RecordedHermes.PublishedAt, TimeSpan.FromSeconds(10)) + 10_000 + 137));
        ConfigFile = _folder.Write("node.json", ConfigText());
        var config = LiveNode.LoadConfig(ConfigFile, static _ => null);
        _config = change?.Invoke(config) ?? config;
        Deployment = NewDeployment(_config);
        Ledger = FileLedger.Open(FileLedger.In(_folder.In("ledger"))).OrThrow();
        Observations = Open("observations");
        Attestations = Open("attestations");
        DeadLetters = Open("dead-letter");
    }

    /// <summary>Where the configuration lies.</summary>
    public string ConfigFile { get; }

    public ManualTime Time { get; }

    public RecordedHermes Hermes => _hermes;

    /// <summary>The key of the instances that are made from now on.</summary>
    public PlatformSigner Signer { get; private set; }

    /// <summary>What is configured now.</summary>
    public Deployment Deployment { get; private set; }

    public FileLedger Ledger { get; }

    public Hub Observations { get; }

    public Hub Attestations { get; }

    public Hub DeadLetters { get; }

    public ConcurrentQueue<NodeNotice> Notices { get; } = new();

    /// <summary>What was noted as a shard's last batch.</summary>
    public ConcurrentDictionary<string, (ulong Sequence, Hash256 Digest)> Latest { get; } = new();

    /// <summary>What all instances of all apps measured.</summary>
    public Measured Measured { get; } = new();

    /// <summary>Trusts the first set, as a consumer that has been there from the beginning.</summary>
    public AttestationVerifier Verifier => new(Deployment.Domain, new AttesterSets(Deployment.Config.Attesters.Earlier is [var first, ..] ? first : Deployment.Attesters));

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public static ShardId Shard { get; } = ShardId.Parse("majors");

    public Prices NewPrices(IEventPublisher? observations = null) =>
        new(Deployment.PriceIngest(observations ?? Observations.Stream, static _ => null), Settings, NullLogger<Prices>.Instance);

    /// <summary>An instance of Ingest that looks at these chains.</summary>
    public Ingest.Collateral NewCollateral(params IChainWatcher[] chains) =>
        new(new CollateralStart(cancellation => Deployment.CollateralIngestAsync(Observations.Stream, Ledger, new OracleMetrics(Measured), chains, cancellation)), Settings, NullLogger<Ingest.Collateral>.Instance);

    /// <summary>An instance of Attest, which knows nothing yet.</summary>
    public Observations NewAttest(ILedger? ledger = null, IEventPublisher? attestations = null, IEventPublisher? deadLetters = null)
    {
        var metrics = new OracleMetrics(Measured);
        return new(NewAttesting(ledger, attestations, metrics), new(ObservedStream.Hub, new(new Bodies()), deadLetters ?? DeadLetters.Stream, metrics, Time), NullLogger<Observations>.Instance);
    }

    /// <summary>What such an instance is made of.</summary>
    public Attesting NewAttesting(ILedger? ledger = null, IEventPublisher? attestations = null, OracleMetrics? metrics = null) =>
        Deployment.Attesting(ledger ?? Ledger, attestations ?? Attestations.Stream, Signer, LogOf(Signer), NoteAsync, metrics ?? new OracleMetrics(Measured));

    /// <summary>The apps are deployed with these attesters; instances that are there already stay as they are.</summary>
    public void Deploy(Func<AttesterConfig, AttesterConfig> attesters, PlatformSigner? signer = null)
    {
        Deployment = NewDeployment(_config with { Attesters = attesters(_config.Attesters) });
        Signer = signer ?? Signer;
    }

    public Reading NewServe(TimeSpan every = default) => new(new LedgerView(Deployment, Ledger, every, Time));

    public static IngestSettings Settings { get; } = new(
        new("id", "node.json", 5, new("https://blobs.test")), new("test", Partitions), new(new("https://cosmos.test"), "oracle"), Schedule.Parse("*/2 * * * * *")!, Schedule.Parse("*/10 * * * * *")!);

    /// <summary>Ends a tick of accounts: what they observed is delivered, unless it is to wait.</summary>
    public async Task TickAsync(Ingest.Collateral accounts, Observations? attest)
    {
        var before = (await Observations.AllAsync(1)).Count;
        await accounts.RunAsync(new TimerInfo(), default);
        if (attest is not null) await attest.RunAsync(await Observations.DeliverAsync(1, before), new Execution(1), default);
        Time.Advance(Settings.Collateral.Period);
    }

    public async Task TickAsync(Prices prices, int ticks = 1)
    {
        for (var tick = 0; tick < ticks; tick++)
        {
            await prices.RunAsync(new TimerInfo(), default);
            Time.Advance(Period);
        }
    }

    /// <summary>Rounds of prices from the sources into ledger and stream, one after the other.</summary>
    public async Task AttestAsync(int rounds)
    {
        var (prices, attest) = (NewPrices(), NewAttest());
        for (var round = 0; round < rounds; round++)
        {
            await TickAsync(prices);
            await attest.RunAsync(await Observations.DeliverAsync(0, round), new Execution(0), default);
        }
    }

    /// <summary>Every batch of a shard, each checked: chained, signed by the attester, recomputed from its round.</summary>
    public async Task<IReadOnlyList<StoredBatch>> LedgerAsync(ShardId? of = null)
    {
        var (shard, batches, state) = (of ?? Shard, new List<StoredBatch>(), default(ReadOnlyMemory<byte>));
        var rules = Deployment.Shards.Single(rules => rules.Shard == shard);
        var history = await Deployment.HistoryAsync(Ledger, default);
        await foreach (var entry in Ledger.ReadFromAsync(shard.ToString(), 0))
        {
            Assert.Null(StoredBatch.Open(entry, Deployment.Domain, out var batch));
            Assert.Equal(((ulong)batches.Count, batches.LastOrDefault()?.Digest ?? default), (batch!.Header.Sequence, batch.Header.PreviousDigest));
            Assert.Null(new AttestationVerifier(Deployment.Domain, history.For(batch.Header.Epoch)).Verify(batch.ToAttestation(), null, out _));
            Assert.Null(rules.Compute(Deployment.Domain, state, entry.Reservation.Round, null, out var computed));
            Assert.Equal(batch.Digest, computed!.Digest);
            state = computed.StateBytes;
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>What subscribers see, without repetitions: the same batches as the ledger has, none left out, and never two for a sequence.</summary>
    public async Task AuditAsync(int expected, ShardId? of = null)
    {
        var batches = await LedgerAsync(of);
        Assert.Equal(expected, batches.Count);
        var seen = new SortedDictionary<ulong, Hash256>();
        foreach (var stored in (await Attestations.AllAsync()).Where(stored => stored.PartitionKey == (of ?? Shard).ToString()))
        {
            Assert.Null(AttestationCodec.Decode(stored.Body, out Attestation? attestation));
            var digest = Deployment.Domain.Digest(attestation!.Header);
            if (seen.TryGetValue(attestation.Header.Sequence, out var known)) Assert.Equal(known, digest);
            seen[attestation.Header.Sequence] = digest;
            Assert.True(stored.Body.Span.SequenceEqual(AttestationCodec.Encode(batches[(int)attestation.Header.Sequence].ToAttestation())), "stream and ledger hold other bytes");
        }

        Assert.Equal(batches.Select(batch => batch.Digest), seen.Values);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _logs.Values) await log.DisposeAsync();
        await Ledger.DisposeAsync();
        await Observations.DisposeAsync();
        await Attestations.DisposeAsync();
        await DeadLetters.DisposeAsync();
        Measured.Dispose();
        Signer.Dispose();
        _hermes.Dispose();
        _folder.Dispose();
    }

    private ValueTask<string?> NoteAsync(string shard, ulong sequence, Hash256 digest, long observedAt, CancellationToken cancellation)
    {
        Latest[shard] = (sequence, digest);
        return new((string?)null);
    }

    private Deployment NewDeployment(NodeConfig config) => new(config, new(Time, new HttpClient(_hermes), LiveNode.LoadTrust(config.Pyth), [], Notices.Enqueue));

    private AttesterLog LogOf(PlatformSigner signer)
    {
        if (!_logs.TryGetValue(signer.Address, out var log)) _logs.Add(signer.Address, log = AttesterLog.Open(AttesterLog.In(_folder.In($"log-{signer.Address}")), signer.Address).OrThrow());
        return log;
    }

    private Hub Open(string name) => new(name, FileEventStream.Open(FileEventStream.In(_folder.In(name)), Partitions, Time).OrThrow());

    private string ConfigText() => $$"""
        {
          "deployment": "{{Deployment_}}",
          "attesters": { "members": ["{{Signer.Address}}"], "threshold": 1, "epoch": 1, "expiresAt": "2027-06-01T00:00:00Z" },
          "pyth": { "endpoints": ["https://hermes.test"], "signers": "{{Repository.PathOf("config", "pyth-signers.json")}}" },
          "shards": [
            {
              "shard": "{{Shard}}",
              "feeds": [{
                "feed": "ETH/USD", "quorum": 1, "lowerBound": "1", "upperBound": "100000",
                "verdict": { "open": { "minimumProviders": 1 }, "borrow": { "minimumProviders": 1 }, "withdraw": { "minimumProviders": 1 }, "liquidate": { "minimumProviders": 1 } },
                "routes": [{ "provider": "pyth", "route": "pyth-hermes", "source": "{{RecordedHermes.EthUsd}}", "maximumAge": "5m" }]
              }]
            }
          ]
        }
        """;
}
