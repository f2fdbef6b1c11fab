using System.Diagnostics;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Hosting;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Sandbox;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Bench.Reorg;

/// <summary>Reorganisation → signed retraction in the stream, through the embedded host: real HTTP to the chain, five attesters, ledger and stream on disk.</summary>
/// <remarks>Each round: a transfer is mined and so many blocks on top, until it is attested; then all of these blocks are replaced by a branch without it.</remarks>
internal static class ReorgBench
{
    private const ulong Id = 31_338;
    private const int DeepestReorg = 32;
    private const int Poll = 25;

    private static readonly EvmAddress Token = EvmAddress.Parse("0x00000000000000000000000000000000000000a1");
    private static readonly EvmAddress Alice = EvmAddress.Parse("0x0000000000000000000000000000000000000b01");
    private static readonly EvmAddress Bank = EvmAddress.Parse("0x0000000000000000000000000000000000000c01");
    private static readonly ChainId Chain = ChainId.Eip155(Id);

    public static async Task RunAsync(bool quick)
    {
        using var scratch = Scratch.Under(Directory.GetCurrentDirectory());
        var chain = new LedgerChain(Id, Genesis(), new(4, DeepestReorg * 2), Now());
        await using var server = await LoopbackServer.StartAsync(new EvmServer(new(new LedgerMethods(chain))).HandleAsync, EvmServer.LargestBody, CancellationToken.None);
        using var signers = Signers.Ephemeral();
        using var http = NodeHttp.Client();
        var services = new NodeServices(TimeProvider.System, http, null, signers.All, notice => Console.Error.WriteLine(notice));
        var watcher = new Timed(Watcher(server.Address, http));
        await using var node = await NodeRuntime.OpenAsync(Config(scratch.Folder("node")), services, [], [watcher], CancellationToken.None);
        var stream = new Statements(node);
        using var stop = new CancellationTokenSource();
        var running = node.RunAsync(stop.Token);
        var (fromReorg, fromSeen) = (new List<double>(), new List<double>());
        for (var i = 0; i < (quick ? 40 : 240); i++)
        {
            var (reorg, seen) = await OnceAsync(chain, stream, watcher, 1 + (i % DeepestReorg));
            fromReorg.Add(reorg);
            fromSeen.Add(seen);
        }

        await stop.CancelAsync();
        await running;
        Report(fromReorg, fromSeen);
    }

    private static async Task<(double FromReorg, double FromSeen)> OnceAsync(LedgerChain chain, Statements stream, Timed watcher, int depth)
    {
        var transfer = chain.Submit(Bank, new LedgerAction.Transfer(Token, Alice, 1_000_000));
        var block = chain.Mine(Now());
        for (var i = 1; i < depth; i++) chain.Mine(Now());
        await stream.StatedAsync(block.Hash);
        var retracted = stream.RetractedAsync(block.Hash);
        var at = Stopwatch.GetTimestamp();
        chain.Reorg(depth, new HashSet<Hash256> { transfer }, Now());
        var published = await retracted.WaitAsync(TimeSpan.FromSeconds(30));
        var result = (Stopwatch.GetElapsedTime(at, published).TotalMilliseconds, Stopwatch.GetElapsedTime(watcher.LostSeenAt, published).TotalMilliseconds);

        // Finality moves on, so that every round begins alike.
        for (var i = 0; i < DeepestReorg; i++) chain.Mine(Now());
        await Task.Delay(4 * Poll);
        return result;
    }

    private static EvmWatcher Watcher(Uri endpoint, HttpClient http)
    {
        var reader = new EvmReader(new EvmReaderOptions { Chain = Chain, Endpoints = [endpoint] }, http, TimeProvider.System);
        var profile = new ChainProfile
        {
            Chain = Chain, Pin = PinKind.Hash, Finality = FinalityKind.EthereumPos, ConfirmedDepth = 2, UnfinalizedTtlMs = 10_000, FinalizedValidForMs = 60_000, HeartbeatMs = 30_000, MaximumWindow = 512, MaximumHeadAgeMs = 60_000,
        };
        var tokens = new Erc20Reader(new(Chain, Erc20Balances.Transferred, [new(Token, 6)]));
        return new(reader, new(reader, profile, TimeProvider.System), [tokens], [new(AccountId.Parse("alice"), AccountAddress.Of(Chain, Alice))], TimeSpan.FromMilliseconds(Poll));
    }

    private static LedgerState Genesis() => LedgerState.Empty.WithToken(Token, LedgerToken.Of(6, "USDC", [(Bank, 1_000_000_000_000_000), (Alice, 1)]));

    private static NodeConfig Config(string folder) => new()
    {
        Deployment = "crosschainoracle:bench",
        DataFolder = folder,
        Listen = new("http://127.0.0.1:0"),
        Attesters = new([], 3, 0, 0, Now() + PolicyRules.MaximumDurationMs),
        Pyth = new([], null, string.Empty),
        Chains = [],
        Shards = [],
        AccountShards =
        [
            new(new(ShardId.Parse("accounts"), Hash256.Zero, [new(Chain, 2, 10_000, 60_000, 10_000)], [new(AssetId.Erc20(Chain, Token), default, 6)], [new(AccountId.Parse("alice"), [new(AccountAddress.Of(Chain, Alice), false)])], [], 60_000, 60_000), TimeSpan.FromMinutes(1)),
        ],
        RouteChains = new Dictionary<RouteId, string>(),
    };

    private static void Report(List<double> fromReorg, List<double> fromSeen)
    {
        Console.WriteLine($"\n{fromReorg.Count} reorganisations of 1 to {DeepestReorg} blocks, the chain looked at every {Poll} ms");
        Console.WriteLine("| ms to the retraction in the stream | p50 | p90 | p99 | max |\n|---|---:|---:|---:|---:|");
        Line("from the look that saw it, its reads included", fromSeen);
        Line("from the reorganisation", fromReorg);
    }

    private static void Line(string what, List<double> values)
    {
        List<double> sorted = [.. values.Order()];
        Console.WriteLine($"| {what} | {Figures.Percentile(sorted, 50):F1} | {Figures.Percentile(sorted, 90):F1} | {Figures.Percentile(sorted, 99):F1} | {sorted[^1]:F1} |");
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>Notes when the look began that first found blocks lost.</summary>
    private sealed class Timed(IChainWatcher inner) : IChainWatcher
    {
        public ChainId Chain => inner.Chain;

        public TimeSpan Poll => inner.Poll;

        public long LostSeenAt { get; private set; }

        public async Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
        {
            var began = Stopwatch.GetTimestamp();
            var look = await inner.LookAsync(open, cancellation).ConfigureAwait(false);
            if (look.Reading is { Lost.Count: > 0, ReorgDepth: > 0 }) LostSeenAt = began;
            return look;
        }
    }

    /// <summary>What was published.</summary>
    private sealed class Statements
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<(bool IsRetraction, Hash256 Block), TaskCompletionSource<long>> _awaited = [];

        public Statements(NodeRuntime node) => node.Turned += (_, outcome) =>
        {
            if (outcome is not RoundOutcome.Published published) return;
            var now = Stopwatch.GetTimestamp();
            foreach (var leaf in published.Attestation.Leaves)
            {
                if (StatementCodec.Decode(leaf.Bytes.Span, out var statement) is not null) continue;
                if (statement is CollateralStatement stated) Of(false, stated.At.Hash).TrySetResult(now);
                if (statement is RetractionStatement retraction) Of(true, retraction.Lost).TrySetResult(now);
            }
        };

        public Task<long> StatedAsync(Hash256 block) => Of(false, block).Task.WaitAsync(TimeSpan.FromSeconds(30));

        public Task<long> RetractedAsync(Hash256 block) => Of(true, block).Task;

        private TaskCompletionSource<long> Of(bool isRetraction, Hash256 block)
        {
            lock (_gate)
            {
                if (!_awaited.TryGetValue((isRetraction, block), out var source)) _awaited.Add((isRetraction, block), source = new(TaskCreationOptions.RunContinuationsAsynchronously));
                return source;
            }
        }
    }
}
