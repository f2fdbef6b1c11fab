using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Sandbox.Hermes;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Wormhole;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>A recorded market, told again by a Hermes and an Ethereum node of our own on 127.0.0.1: readers use the same clients as with the real ones.</summary>
/// <remarks>Between two recorded values the earlier one stands, with its own time; nothing is interpolated.</remarks>
public sealed class SandboxWorld : IAsyncDisposable
{
    private const ulong Eip155 = 31_337;
    private const int NoBody = 4_096;

    private readonly List<IAsyncDisposable> _owned = [];
    private Replay? _replay;

    private SandboxWorld(Scenario scenario, int speed, long startedAt, DevelopmentRouters routers)
    {
        (Scenario, Speed, StartedAt, Trust, Signers) = (scenario, speed, startedAt, routers.Trust, routers.Signers);
        Feeds = [.. scenario.Feeds.Select(feed => SandboxFeed.From(feed, speed)).OrderBy(feed => feed.Feed)];
    }

    public Scenario Scenario { get; }

    /// <summary>Scenario seconds per real second.</summary>
    public int Speed { get; }

    /// <summary>Real time of the scenario's start, Unix milliseconds.</summary>
    public long StartedAt { get; }

    /// <summary>Base address: <c>/v2/updates/price/latest</c> and <c>/v2/updates/price/stream</c> are below it.</summary>
    public Uri Hermes { get; private set; } = null!;

    /// <summary>Where JSON-RPC is posted to.</summary>
    public Uri Rpc { get; private set; } = null!;

    /// <summary>Believes the development routers and nobody else.</summary>
    public PythTrust Trust { get; }

    /// <summary>The one set of five routers, of which three sign.</summary>
    public SignerSets Signers { get; }

    /// <summary>In order of feed.</summary>
    public IReadOnlyList<SandboxFeed> Feeds { get; }

    public ChainId Chain { get; } = ChainId.Eip155(Eip155);

    public EvmAddress Multicall => EvmReaderOptions.CanonicalMulticall;

    /// <summary>Done when every recorded value was told; cancelled when disposed of before. The servers go on with the last values.</summary>
    public Task Finished => _replay!.Finished;

    /// <summary>Starts both servers; the values of the first moment are there when it returns.</summary>
    /// <param name="scenario">What is played.</param>
    /// <param name="options">How.</param>
    /// <param name="clock">Whose time it is.</param>
    /// <param name="cancellation">Of the start.</param>
    /// <exception cref="ArgumentException">A speed outside its range, or other than five different routers.</exception>
    /// <exception cref="InvalidOperationException">The platform has no secp256k1 and no routers were given.</exception>
    public static async Task<SandboxWorld> StartAsync(Scenario scenario, SandboxOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var speed = options.Speed ?? scenario.Speed;
        ArgumentOutOfRangeException.ThrowIfLessThan(speed, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speed, SandboxOptions.MaximumSpeed, nameof(options));
        PlatformSigner[] own = options.Routers is null ? [.. Enumerable.Range(0, DevelopmentRouters.Count).Select(_ => PlatformSigner.Generate().OrThrow())] : [];
        var routers = new DevelopmentRouters(options.Routers ?? own);
        var world = new SandboxWorld(scenario, speed, clock.GetUtcNow().ToUnixTimeMilliseconds(), routers);
        try
        {
            await world.OpenAsync(routers, own, options.HermesToken, clock, cancellation).ConfigureAwait(false);
            return world;
        }
        catch
        {
            await world.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--) await _owned[i].DisposeAsync().ConfigureAwait(false);
        _owned.Clear();
    }

    private async Task OpenAsync(DevelopmentRouters routers, IReadOnlyList<PlatformSigner> keys, string? token, TimeProvider clock, CancellationToken cancellation)
    {
        _owned.Add(new Keys(keys));
        var cast = Cast.Of(Scenario, Feeds, StartedAt, Speed);
        var board = new HermesBoard(cast.PriceIds);
        var chain = new SandboxChain(Eip155, cast.Contracts);
        _replay = new(cast.Values, new(routers, board), chain, StartedAt, clock);
        _owned.Add(_replay);
        var hermes = await LoopbackServer.StartAsync(new HermesServer(board, token, clock).HandleAsync, NoBody, cancellation).ConfigureAwait(false);
        _owned.Add(hermes);
        var rpc = await LoopbackServer.StartAsync(new EvmServer(new(new EthereumMethods(chain))).HandleAsync, EvmServer.LargestBody, cancellation).ConfigureAwait(false);
        _owned.Add(rpc);
        (Hermes, Rpc) = (hermes.Address, rpc.Address);
    }

    private sealed class Keys(IReadOnlyList<PlatformSigner> signers) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            foreach (var signer in signers) signer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
