using System.CommandLine;
using System.Globalization;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Node.Hosting.Relay;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Node.Commands;

/// <summary><c>deploy-hub --config FILE</c>: a hub and its adapters on the chains of a relayer's configuration.</summary>
internal static class DeployHubCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = new Option<string>("--config") { Description = "A relayer's configuration file. Chains that name a hub are left alone.", Required = true };
        var only = new Option<string?>("--chain") { Description = "Only this chain of the configuration, such as eip155:1." };
        var json = Options.Json();
        var command = new Command("deploy-hub", "Deploys the hub, a Chainlink feed for every price feed and one Pyth adapter on each configured chain that names no hub yet, paid by the chain's key, and prints the addresses. Nobody owns what is deployed: attester set, grace, recovery and clock limit are fixed by the configuration's 'deploy' section.") { config, only, json }
            .WithExamples("deploy-hub --config config/relay.json", "deploy-hub --config config/relay.json --chain eip155:1 --json");
        command.SetAction((parsed, cancellation) => RunAsync(terminal, parsed.GetValue(config)!, parsed.GetValue(only), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string path, string? only, bool json, CancellationToken cancellation)
    {
        var config = RelaySetup.LoadConfig(path, terminal.Variable);
        var chains = config.Chains.Where(chain => only is null ? chain.Hub is null : chain.Chain.ToString() == only).ToList();
        if (chains.Count == 0)
        {
            terminal.Error(only is null ? $"{path}: every chain names its hub already" : $"--chain: {path} has no chain {only}");
            return ExitCode.Usage;
        }

        var parameters = ParametersOf(config);
        using var signers = Signers.Load([.. chains.Select(static chain => chain.KeyFile!)]);
        using var http = JsonRpcClient.CreateHttp();
        var deployed = new List<(RelayChainConfig Chain, DeployedHub Hub)>();
        var code = ExitCode.Ok;
        foreach (var (chain, signer) in chains.Zip(signers.All))
        {
            if (!json) terminal.Line($"{chain.Chain}: deploying from {signer.Address} …");
            var (hub, problem) = await DeployAsync(chain, signer, parameters, http, cancellation).ConfigureAwait(false);
            if (hub is not null)
            {
                deployed.Add((chain, hub));
                continue;
            }

            terminal.Error($"{chain.Chain}: {Describe(problem!)}");
            code = problem is DeployOutcome.Refused ? ExitCode.Refused : ExitCode.Failed;
        }

        // Also after a failure: what was deployed is there and must be known.
        if (json) WriteJson(terminal, deployed);
        else Show(terminal, deployed);
        return code;
    }

    private static HubParameters ParametersOf(RelayConfig config)
    {
        var recovery = config.Deploy.RecoveryFile is { } file ? AttesterFile.Load(file, config.Deployment) : null;
        if (recovery is not null && recovery.Epoch != AttesterSet.RecoveryEpoch) throw new NodeFaultException($"{config.Deploy.RecoveryFile}: a recovery set has epoch {AttesterSet.RecoveryEpoch}, not {recovery.Epoch}", isConfiguration: true);
        return new(new SigningDomain(config.Deployment), AttesterFile.Load(config.AttestersFile, config.Deployment), recovery, config.Deploy.RecoveryDelayMs, config.Deploy.GraceMs, config.Deploy.MaximumAheadMs);
    }

    private static async Task<(DeployedHub? Hub, DeployOutcome? Problem)> DeployAsync(RelayChainConfig chain, ISigner signer, HubParameters parameters, HttpClient http, CancellationToken cancellation)
    {
        chain.Chain.TryGetEip155(out var chainId);
        var deployer = new ContractDeployer(EvmRelaySetup.Client(http, chain.Endpoints[0], TimeProvider.System), chainId, signer, chain.MaximumFee, TimeProvider.System);
        var feeds = chain.Shards.SelectMany(static shard => shard.Value.Feeds.Keys.Order().Select(feed => new AdapterFeed(shard.Key, feed, shard.Value.Form == StorageForm.Paired ? [.. shard.Value.Feeds.Keys.Order()] : []))).ToList();
        return await HubDeployment.DeployAsync(deployer, parameters, feeds, Verdict.None, cancellation).ConfigureAwait(false);
    }

    private static string Describe(DeployOutcome problem) => problem switch
    {
        DeployOutcome.Refused refused => refused.Reason,
        DeployOutcome.Failed failed => $"{failed.Reason}; nothing was sent, try again",
        DeployOutcome.Unknown unknown => $"{unknown.Reason}; transaction {unknown.Transaction} may still come: look at {unknown.Address} before trying again",
        _ => throw new InvalidOperationException($"No such case: {problem}"),
    };

    private static void Show(Terminal terminal, IReadOnlyList<(RelayChainConfig Chain, DeployedHub Hub)> deployed)
    {
        foreach (var (chain, hub) in deployed)
        {
            terminal.Line($"{chain.Chain}  {hub.GasUsed.ToString(CultureInfo.InvariantCulture)} gas");
            terminal.Line($"  hub        {hub.Hub}");
            foreach (var (feed, address) in hub.Aggregators) terminal.Line($"  {feed.Feed,-10} {address}");
            if (hub.Pyth is { } pyth) terminal.Line($"  Pyth       {pyth}");
        }

        if (deployed.Count > 0) terminal.Line("Write each hub's address into the configuration as 'hub', then: relay --config …");
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<(RelayChainConfig Chain, DeployedHub Hub)> deployed) => terminal.Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var (chain, hub) in deployed)
        {
            writer.WriteStartObject();
            writer.WriteString("chain", chain.Chain.ToString());
            writer.WriteString("hub", hub.Hub.ToString());
            writer.WriteStartObject("aggregators");
            foreach (var (feed, address) in hub.Aggregators) writer.WriteString(feed.Feed.ToString(), address.ToString());
            writer.WriteEndObject();
            if (hub.Pyth is { } pyth) writer.WriteString("pyth", pyth.ToString());
            writer.WriteString("gas", hub.GasUsed.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
