using CrossChainOracle.Node.Sandbox.Accounts.Cosmos;
using CrossChainOracle.Node.Sandbox.Accounts.Evm;
using CrossChainOracle.Node.Sandbox.Accounts.Solana;
using CrossChainOracle.Node.Sandbox.Evm;

namespace CrossChainOracle.Node.Sandbox.Accounts;

/// <summary>Three chains on which a script moves what accounts own, told by nodes of our own on 127.0.0.1: readers use the same clients as with the real ones.</summary>
/// <remarks>Who and what is on them stands in <see cref="AccountsCast"/>.</remarks>
public sealed class AccountsWorld : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];
    private AccountsPlay? _play;

    private AccountsWorld(AccountsScript script, long startedAt) => (Script, StartedAt) = (script, startedAt);

    public AccountsScript Script { get; }

    /// <summary>Unix milliseconds.</summary>
    public long StartedAt { get; }

    /// <summary>Where Ethereum's JSON-RPC is posted to, of <see cref="AccountsCast.Evm"/>.</summary>
    public Uri EvmRpc { get; private set; } = null!;

    /// <summary>Where Solana's JSON-RPC is posted to, of <see cref="AccountsCast.Solana"/>.</summary>
    public Uri SolanaRpc { get; private set; } = null!;

    /// <summary>Where CometBFT's JSON-RPC is posted to, of <see cref="AccountsCast.Cosmos"/>.</summary>
    public Uri CosmosRpc { get; private set; } = null!;

    /// <summary>What the script did so far, oldest first.</summary>
    public IReadOnlyList<AccountsEvent> Log => _play!.Log;

    /// <summary>Done when the script has ended; one that loops never does. Cancelled when disposed of before. The chains go on without transactions.</summary>
    public Task Finished => _play!.Finished;

    /// <summary>Starts the three chains; what everybody has in the beginning is final when it returns.</summary>
    /// <param name="script">What is played.</param>
    /// <param name="clock">Whose time it is.</param>
    /// <param name="cancellation">Of the start.</param>
    /// <param name="isHeld">The chains make blocks, and nothing moves on them before <see cref="LetGo"/>.</param>
    public static async Task<AccountsWorld> StartAsync(AccountsScript script, TimeProvider clock, CancellationToken cancellation, bool isHeld = false)
    {
        var world = new AccountsWorld(script, clock.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            await world.OpenAsync(clock, isHeld, cancellation).ConfigureAwait(false);
            return world;
        }
        catch
        {
            await world.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The script begins with the next block.</summary>
    public void LetGo() => _play!.LetGo();

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--) await _owned[i].DisposeAsync().ConfigureAwait(false);
        _owned.Clear();
    }

    private async Task OpenAsync(TimeProvider clock, bool isHeld, CancellationToken cancellation)
    {
        var ledger = new LedgerChain(AccountsCast.Eip155, AccountsGenesis.OnEvm(StartedAt), Script.Finality, StartedAt);
        var cluster = new SolanaCluster(AccountsCast.ClusterName, AccountsGenesis.OnSolana(), StartedAt);
        var cosmos = new CosmosChain(AccountsCast.Network, AccountsGenesis.OnCosmos(), StartedAt);
        _play = new(Script, ledger, cluster, cosmos, StartedAt, clock, isHeld);
        _owned.Add(_play);
        EvmRpc = await ServeAsync(new LedgerMethods(ledger), cancellation).ConfigureAwait(false);
        SolanaRpc = await ServeAsync(new ClusterMethods(cluster), cancellation).ConfigureAwait(false);
        CosmosRpc = await ServeAsync(new CosmosMethods(cosmos), cancellation).ConfigureAwait(false);
    }

    private async Task<Uri> ServeAsync(IRpcMethods methods, CancellationToken cancellation)
    {
        var server = await LoopbackServer.StartAsync(new EvmServer(new(methods)).HandleAsync, EvmServer.LargestBody, cancellation).ConfigureAwait(false);
        _owned.Add(server);
        return server.Address;
    }
}
