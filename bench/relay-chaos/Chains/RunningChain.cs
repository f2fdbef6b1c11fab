using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Node.Sandbox.Relay;
using CrossChainOracle.Relay.Evm;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.RelayChaos.World;
using CrossChainOracle.Signing;

namespace CrossChainOracle.RelayChaos.Chains;

/// <summary>A real node with a hub on it and two paying accounts; blocks come only when they are asked for.</summary>
internal sealed class RunningChain : IDisposable
{
    public const int Relayers = 2;

    /// <summary>Wei: 1,000 ether.</summary>
    public const string Funds = "0x3635c9adc5dea00000";

    /// <summary>Blocks on top of the contracts that no reorganisation reaches through.</summary>
    private const int Ground = 20;

    private static readonly UInt128 DeploymentFee = 1_000_000_000_000;

    private readonly AnvilNode _anvil;

    private RunningChain(ChainPlan plan, AnvilNode anvil, Rpc rpc) =>
        (Plan, _anvil, Rpc, Accounts) = (plan, anvil, rpc, [.. Enumerable.Range(0, Relayers).Select(index => Attesters.Key($"relay-chaos relayer {plan.Name}{index + 1}"))]);

    public ChainPlan Plan { get; }

    public Rpc Rpc { get; }

    public Uri Address => _anvil.Rpc;

    /// <summary>Of the relayers; the bench uses them to get in their way.</summary>
    public IReadOnlyList<PlatformSigner> Accounts { get; }

    public EvmAddress Hub { get; private set; }

    /// <summary>Where the hub keeps its facts.</summary>
    public EvmAddress Facts { get; private set; }

    public EvmAddress Multicall { get; private set; }

    /// <summary>The first block that a relayer may be in.</summary>
    public ulong First { get; private set; }

    /// <param name="begin">Of the simulated time, Unix milliseconds; the chain's own begins before.</param>
    /// <exception cref="RpcException">The node does not do what it should.</exception>
    public static async Task<RunningChain> StartAsync(ChainPlan plan, AnvilProgram program, HttpClient http, AttesterSet first, long begin, CancellationToken cancellation)
    {
        var genesis = ((begin / 1_000) - 3_600).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var anvil = await AnvilNode.StartAsync(program, plan.ChainId, cancellation, "--timestamp", genesis, "--order", "fees");
        var chain = new RunningChain(plan, anvil, new(http, anvil.Rpc));
        try
        {
            await chain.DeployAsync(first, cancellation);
            return chain;
        }
        catch
        {
            chain.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var account in Accounts) account.Dispose();
        _anvil.Dispose();
    }

    private async Task DeployAsync(AttesterSet first, CancellationToken cancellation)
    {
        using var owner = Attesters.Key($"relay-chaos owner {Plan.Name}");
        foreach (var account in Accounts.Select(static account => account.Address).Append(owner.Address)) await Rpc.AskAsync("anvil_setBalance", account.ToString(), Funds);
        var deployer = new ContractDeployer(Rpc.Client, Plan.ChainId, owner, DeploymentFee, TimeProvider.System);
        var parameters = new HubParameters(ChainPlan.Domain, first, null, 0, ChainPlan.GraceMs, HubParameters.DefaultMaximumAheadMs);
        var outcomes = await deployer.DeployAsync([ContractCode.Creation(ContractCode.Aggregate3), parameters.ToCreation()], cancellation);
        if (outcomes is not [DeployOutcome.Deployed multicall, DeployOutcome.Deployed hub]) throw new RpcException($"chain {Plan.Name}: not deployed: {outcomes[^1]}");
        (Multicall, Hub) = (multicall.Address, hub.Address);
        var facts = await Rpc.CallAsync(Hub, HubReads.Facts()) ?? throw new RpcException("the hub has no facts");
        Facts = EvmAddress.From(facts.AsSpan(AbiReader.Word - EvmAddress.Size));
        await Rpc.AskAsync("evm_setAutomine", false);
        await Rpc.AskAsync("anvil_mine", Rpc.Quantity(Ground));
        First = await Rpc.NumberAsync("eth_blockNumber") + 1;
    }
}
