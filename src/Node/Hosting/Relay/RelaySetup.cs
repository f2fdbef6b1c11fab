using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Solana.Running;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Hosting.Relay;

/// <summary>From a relayer's configuration to what its chains run with.</summary>
internal static class RelaySetup
{
    /// <param name="path">The file.</param>
    /// <param name="settings">Reads an environment variable by its name.</param>
    /// <exception cref="NodeFaultException">Every problem, a line each.</exception>
    public static RelayConfig LoadConfig(string path, Func<string, string?> settings) =>
        RelayConfigFile.Load(path, settings, out var problems)
        ?? throw new NodeFaultException($"{path} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(static problem => "  " + problem))}", isConfiguration: true);

    public static EvmRelaySettings SettingsOf(RelayConfig config, AttesterSet attesters, RelayChainConfig chain) =>
        EvmRelaySetup.SettingsOf(new(config.Deployment), attesters, RecoveryOf(config), chain, config.Deploy, new(config.Stream, FolderOf(config, chain.Chain)) { Poll = chain.Poll });

    public static SolanaRelaySettings SettingsOf(RelayConfig config, AttesterSet attesters, RelayClusterConfig cluster) => new()
    {
        Domain = new SigningDomain(config.Deployment),
        Attesters = attesters,
        Recovery = RecoveryOf(config),
        Policy = new() { Shards = cluster.Shards, MaximumFee = cluster.MaximumFee },
        Sender = new() { Chain = cluster.Chain, FeePercentile = cluster.FeePercentile, MinimumUnitPrice = cluster.MinimumUnitPrice, MaximumUnitPrice = cluster.MaximumUnitPrice },
        Endpoints = cluster.Endpoints,
        Follow = new(config.Stream, FolderOf(config, cluster.Chain)) { Poll = cluster.Poll },
    };

    private static RecoveryRule? RecoveryOf(RelayConfig config) => config.Deploy.RecoveryFile is { } file ? new(AttesterFile.Load(file, config.Deployment), config.Deploy.RecoveryDelayMs) : null;

    private static string FolderOf(RelayConfig config, ChainId chain) => Path.Combine(config.Folder, chain.ToString().Replace(':', '-'));
}
