using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Hosting.Relay;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Node.Sandbox.Relay;

/// <summary>One chain of the sandbox's own with everything on it.</summary>
internal sealed record RelayedChain(AnvilNode Anvil, StorageForm Form, DeployedHub Deployed);

/// <summary>Two real EVM chains of this machine, a hub and adapters on each, and a relayer that posts the node's rounds to both: one price to a slot on the first, two on the second.</summary>
internal sealed class SandboxRelay : IAsyncDisposable
{
    private const ulong SingleChain = 31_340;
    private const ulong PairedChain = 31_341;

    /// <summary>1,000 ether of the chain's own making.</summary>
    private const string Funds = "0x3635c9adc5dea00000";

    private static readonly UInt128 DeploymentFee = 1_000_000_000_000;

    private readonly Stack<IDisposable> _owned = [];
    private readonly Stack<IAsyncDisposable> _opened = [];
    private readonly HttpClient _http = JsonRpcClient.CreateHttp();
    private readonly List<RelayedChain> _chains = [];
    private RelayHost? _host;

    private SandboxRelay()
    {
    }

    public IReadOnlyList<RelayedChain> Chains => _chains;

    /// <summary>Starts the chains and deploys; nothing is posted yet.</summary>
    /// <param name="server">Where the node serves its stream.</param>
    /// <param name="folder">For the relayers' journals and receipts.</param>
    /// <exception cref="NodeFaultException">There is no anvil, or it does not do what it should; the message says what to do.</exception>
    public static async Task<SandboxRelay> StartAsync(NodeRuntime node, Uri server, string folder, RelayBoard board, Action<NodeNotice> notify, Action<string> progress, CancellationToken cancellation)
    {
        var relay = new SandboxRelay();
        try
        {
            var program = await AnvilProgram.FindAsync(progress, cancellation).ConfigureAwait(false);
            Directory.CreateDirectory(folder);
            var sinks = Opening.Require(await RelaySinks.OpenAsync(folder, 2, node.Time).ConfigureAwait(false), "relay");
            relay._opened.Push(sinks);
            var metrics = new RelayMetrics();
            relay._owned.Push(metrics);
            var services = new RelayServices(node.Time, relay._http, sinks, board, metrics, notice => notify(RelayNotices.ToNode(notice)));
            var started = await Task.WhenAll(
                relay.StartChainAsync(program, SingleChain, StorageForm.Single, node, cancellation),
                relay.StartChainAsync(program, PairedChain, StorageForm.Paired, node, cancellation)).ConfigureAwait(false);
            relay._chains.AddRange(started.Select(static chain => new RelayedChain(chain.Anvil, chain.Form, chain.Hub)));
            relay._host = new([.. started.Select(chain => RelayOpening.Of(SettingsOf(chain, node, server, folder), chain.Signer))], services);
            return relay;
        }
        catch
        {
            await relay.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs both relayers until cancelled. One that breaks does not stop the other.</summary>
    public Task RunAsync(CancellationToken cancellation) => _host!.RunAsync(cancellation);

    /// <summary>An endpoint of the chain, to read what stands on it.</summary>
    public JsonRpcClient Client(AnvilNode anvil, TimeProvider time) => new(_http, new(anvil.Rpc), new() { Timeout = TimeSpan.FromSeconds(10) }, time);

    public async ValueTask DisposeAsync()
    {
        while (_opened.TryPop(out var opened)) await opened.DisposeAsync().ConfigureAwait(false);
        while (_owned.TryPop(out var owned)) owned.Dispose();
        _http.Dispose();
    }

    private sealed record Prepared(AnvilNode Anvil, ulong ChainId, StorageForm Form, PlatformSigner Signer, EvmAddress Multicall, DeployedHub Hub);

    private async Task<Prepared> StartChainAsync(AnvilProgram program, ulong chainId, StorageForm form, NodeRuntime node, CancellationToken cancellation)
    {
        var anvil = await AnvilNode.StartAsync(program, chainId, cancellation).ConfigureAwait(false);
        lock (_owned) _owned.Push(anvil);
        var signer = PlatformSigner.Generate().OrThrow();
        lock (_owned) _owned.Push(signer);
        var client = Client(anvil, node.Time);
        if (await client.SendAsync(new("anvil_setBalance", signer.Address.ToString(), Funds), cancellation).ConfigureAwait(false) is not JsonRpcAnswer.Ok) throw new NodeFaultException($"{anvil.Chain}: anvil gives no test ether");
        var deployer = new ContractDeployer(client, chainId, signer, DeploymentFee, node.Time);
        var multicall = await deployer.DeployAsync(ContractCode.Creation(ContractCode.Aggregate3), cancellation).ConfigureAwait(false) as DeployOutcome.Deployed;
        var parameters = new HubParameters(node.Domain, node.Attesters.Set, null, 0, AttesterSet.MaximumGraceMs, HubParameters.DefaultMaximumAheadMs);
        var (hub, problem) = await HubDeployment.DeployAsync(deployer, parameters, SandboxRelayPolicy.Feeds(node.Config, form), Verdict.None, cancellation).ConfigureAwait(false);
        if (hub is null || multicall is null) throw new NodeFaultException($"{anvil.Chain}: deploying failed: {problem}");
        return new(anvil, chainId, form, signer, multicall.Address, hub);
    }

    private static EvmRelaySettings SettingsOf(Prepared chain, NodeRuntime node, Uri server, string folder)
    {
        var policy = SandboxRelayPolicy.Of(node.Config, chain.Anvil.Chain, chain.Hub.Hub, chain.Form);
        return new()
        {
            Domain = node.Domain,
            Attesters = node.Attesters.Set,
            Follow = new(new(server, "/v1/stream"), Path.Combine(folder, $"{chain.ChainId}")),
            Policy = policy,
            Sender = new() { Chain = chain.Anvil.Chain, Hub = chain.Hub.Hub, Endpoints = [chain.Anvil.Rpc], MaximumWaiting = 64, MarginMs = policy.MarginMs },
            Multicall = chain.Multicall,
            Aggregators = chain.Hub.Aggregators.ToDictionary(static aggregator => aggregator.Feed.Feed, static aggregator => aggregator.Address),
            Pyth = chain.Hub.Pyth,
        };
    }
}
