using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Deployment;

/// <summary>A hub and the contracts through which existing protocols read it.</summary>
/// <param name="Aggregators">In the order of the feeds, a Chainlink feed each.</param>
/// <param name="Pyth">One adapter for all feeds; null where there are no feeds.</param>
/// <param name="GasUsed">Of all transactions.</param>
public sealed record DeployedHub(EvmAddress Hub, IReadOnlyList<(AdapterFeed Feed, EvmAddress Address)> Aggregators, EvmAddress? Pyth, ulong GasUsed);

/// <summary>Deploys a hub and its adapters.</summary>
public static class HubDeployment
{
    /// <param name="needed">Verdict bits that a price must have to be read through an adapter.</param>
    /// <returns>What stands there, or the first outcome that is not a deployment; what was deployed before it stays and is of no harm.</returns>
    public static async Task<(DeployedHub? Deployed, DeployOutcome? Problem)> DeployAsync(ContractDeployer deployer, HubParameters parameters, IReadOnlyList<AdapterFeed> feeds, Verdict needed, CancellationToken cancellation)
    {
        if (await deployer.DeployAsync(parameters.ToCreation(), cancellation).ConfigureAwait(false) is var first && first is not DeployOutcome.Deployed) return (null, first);
        var hub = (DeployOutcome.Deployed)first;
        if (feeds.Count == 0) return (new(hub.Address, [], null, hub.GasUsed), null);
        byte[][] creations =
        [
            .. feeds.Select(feed => AdapterParameters.Aggregator(hub.Address, feed, AdapterParameters.Decimals, needed)),
            AdapterParameters.Pyth(hub.Address, feeds, AdapterParameters.Decimals, needed),
        ];
        var outcomes = await deployer.DeployAsync(creations, cancellation).ConfigureAwait(false);
        if (outcomes.FirstOrDefault(static outcome => outcome is not DeployOutcome.Deployed) is { } problem) return (null, problem);
        var adapters = outcomes.Cast<DeployOutcome.Deployed>().ToList();
        var gas = adapters.Aggregate(hub.GasUsed, static (sum, adapter) => sum + adapter.GasUsed);
        return (new(hub.Address, [.. feeds.Zip(adapters, static (feed, adapter) => (feed, adapter.Address))], adapters[^1].Address, gas), null);
    }
}
