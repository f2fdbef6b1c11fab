using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Relay.Tests.Evm;
using CrossChainOracle.Relay.Tests.Planning;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.Streams;
using CrossChainOracle.TestKit;
using Deployment = CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Running;

/// <summary>A whole relayer of one chain, over the wire of a node that streams one price and of a chain that has a hub, on disks that fail where a test says so.</summary>
internal sealed class RelayRig : IAsyncDisposable
{
    private static readonly PriceStatement Statement = Deployment.Price("A/USD", "100", validFor: 3_600_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("ccoracle-relay-").FullName;
    private readonly PlatformSigner _key = Postings.Key(0);
    private readonly FakeChain _chain;
    private readonly HttpClient _http;
    private readonly RelayMetrics _metrics = new();
    private readonly SinceStart _time = new();
    private readonly Deployment _deployment = Deployment.Solo();
    private readonly Attestation _attestation;

    public RelayRig()
    {
        _attestation = _deployment.Sign(RelayScene.Single, Deployment.Start, Statement);
        _chain = new(_key.Address) { Reading = static call => (Hash256.Zero, HubCalls.TryOpen(call.Span, out _, out var posting) ? BinaryPrimitives.ReadUInt64BigEndian(posting.AsSpan(12)) + 1 : 0), Elsewhere = Aggregate };
        _http = new(new Wire(_chain, _attestation)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Of the sender's journal.</summary>
    public MemoryFileSystem Journal { get; private set; } = new();

    /// <summary>Of receipts and dead letters.</summary>
    public MemoryFileSystem Sinks { get; private set; } = new();

    public ConcurrentQueue<RelayNotice> Notices { get; } = [];

    /// <summary>While it holds, a hub refuses every trial with an error that passes.</summary>
    public void RefuseWhile(Func<bool> holds)
    {
        var error = Hex.Encode(new AbiWriter().UInt(2).UInt(1).ToCall(AbiSelector.Of("Ahead(uint256,uint256)")));
        _chain.Oddity = (_, method) => method == "eth_estimateGas" && holds() ? new FakeChain.Odd(Member: $"\"error\":{{\"code\":3,\"message\":\"execution reverted\",\"data\":\"{error}\"}}") : null;
    }

    public int Posted => _chain.Taken.Count;

    /// <summary>One run of the process, which is ended as soon as the condition holds; what the disks hold is what the next one finds.</summary>
    /// <returns>Why the relayer must be opened again; null where it was ended.</returns>
    public async Task<string?> RunAsync(Func<Task<bool>> until)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var sinks = (await RelaySinks.OpenAsync("/sinks", 1, _time, Sinks)).OrThrow();
        var (relay, problem) = await EvmRelay.OpenAsync(Settings(), new(_time, _http, sinks, new(), _metrics, Notices.Enqueue), 0, _key);
        Assert.Null(problem);
        string? ended;
        await using (relay)
        {
            var running = relay!.RunAsync(stop.Token);
            while (!running.IsCompleted && !await until())
            {
                if (_chain.Mempool.Count > 0 || Posted > 0) _chain.Mine();
                await Task.Delay(20);
            }

            Assert.False(stop.IsCancellationRequested, string.Join("; ", Notices));
            await stop.CancelAsync();
            ended = await running;
        }

        (Journal, Sinks) = (Journal.AfterKill(), Sinks.AfterKill());
        return ended;
    }

    public bool WasTold(string text) => Notices.Any(notice => notice.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>What the stream <c>receipts</c> has on the disk.</summary>
    public IReadOnlyList<RelayReceipt> Receipts()
    {
        var receipts = new List<RelayReceipt>();
        FileEventStream.Verify(FileEventStream.In("/sinks/" + RelaySinks.Receipts) with { FileSystem = Sinks.AfterKill() }, stored =>
        {
            Assert.Null(ReceiptCodec.Decode(stored.Body, out var receipt));
            receipts.Add(receipt!);
        });
        return receipts;
    }

    /// <summary>What the journal holds; one that is not there yet is begun.</summary>
    public async Task<int> UnderWayAsync()
    {
        var files = Journal.Steps.Count == 0 && Journal.Content().Count == 0 ? Journal : Journal.AfterKill();
        await using var journal = (await SendJournal.OpenAsync(Path.Combine(_folder, "journal"), new(FakeChain.ChainId, _key.Address), files)).OrThrow();
        return journal.Alive.Count;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        _metrics.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private EvmRelaySettings Settings() => new()
    {
        Domain = Deployment.Domain,
        Attesters = _deployment.Anchor,
        Follow = new(new("http://node.test/v1/stream"), _folder) { Poll = TimeSpan.FromMilliseconds(20), Spacing = TimeSpan.FromMilliseconds(1) },
        Policy = RelayScene.PolicyOf("A/USD") with { Hub = FakeChain.Hub, Fees = Enum.GetValues<PostingKind>().ToDictionary(static kind => kind, static _ => new FeeCeiling(500 * Postings.Gwei, 500 * Postings.Gwei)) },
        Sender = new() { Chain = RelayScene.Chain, Hub = FakeChain.Hub, Endpoints = [new("http://chain.test")] },
        Files = Journal,
    };

    /// <summary>The hub's views: epoch 1, and the price once it was taken.</summary>
    private byte[] Aggregate(EvmAddress to, byte[] data)
    {
        if (!AbiSelector.TrySplit(data, out _, out var arguments) || !Multicall3.TryDecodeCalls(arguments, out var calls, out _)) return [];
        return Multicall3.EncodeResults([.. calls.Select(call => AbiSelector.TrySplit(call.Data.Span, out var selector, out _) && selector == AbiSelector.Of("currentEpoch()") ? Words(1) : Price())]);
    }

    private MulticallResult Price()
    {
        if (Posted == 0) return new(false, new AbiWriter().Bytes32(default).ToCall(AbiSelector.Of("NoPrice(bytes16)")));
        return Words(0, Deployment.Start, (UInt128)Statement.PublishedAt, (UInt128)Deployment.Start + Statement.ValidFor, (UInt128)(byte)Statement.Verdict, (UInt128)(byte)Statement.Breaker, (UInt128)Statement.Value.Scaled, (UInt128)Statement.Confidence.Scaled);
    }

    private static MulticallResult Words(params UInt128[] words) => new(true, words.Aggregate(new AbiWriter(), static (writer, word) => writer.UInt(word)).ToArray());

    /// <summary>The machine's clock, begun at the deployment's first second.</summary>
    private sealed class SinceStart : TimeProvider
    {
        private readonly DateTimeOffset _began = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Deployment.Start + 500) + (System.GetUtcNow() - _began);
    }

    /// <summary>Every connection to the node gets the one event, and an end; everything else goes to the chain.</summary>
    private sealed class Wire(FakeChain chain, Attestation attestation) : DelegatingHandler(chain)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.Host != "node.test") return base.SendAsync(request, cancellationToken);
            var isNew = !request.Headers.TryGetValues("Last-Event-ID", out var after) || after.Single() == "earliest";
            var data = $$"""{"signedAt":{{Deployment.Start + 50}},"publishedAt":{{Deployment.Start + 100}},"attestation":"{{Hex.Encode(AttestationCodec.Encode(attestation))}}"}""";
            var body = isNew ? $"event: attestation\ndata: {data}\nid: 1\n\n" : "event: ping\ndata: {}\n\n";
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, System.Text.Encoding.UTF8, "text/event-stream") });
        }
    }
}
