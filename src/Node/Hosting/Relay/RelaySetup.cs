using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Hosting.Files;
using CrossChainOracle.Hosting.Relay;
using CrossChainOracle.Node.Commands;
using CrossChainOracle.Relay.Evm.Running;
using CrossChainOracle.Relay.Solana.Running;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Node.Hosting.Relay;

/// <summary>From a relayer's configuration to what its chains run with.</summary>
internal static class RelaySetup
{
    private const long MaximumAttesters = 1 << 20;

    /// <param name="path">The file.</param>
    /// <param name="settings">Reads an environment variable by its name.</param>
    /// <exception cref="NodeFaultException">Every problem, a line each.</exception>
    public static RelayConfig LoadConfig(string path, Func<string, string?> settings) =>
        RelayConfigFile.Load(path, settings, out var problems)
        ?? throw new NodeFaultException($"{path} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(static problem => "  " + problem))}", isConfiguration: true);

    /// <summary>The newest set of a file in the form of <c>/v1/attesters</c>.</summary>
    /// <exception cref="NodeFaultException">There is none, or it is another deployment's.</exception>
    public static AttesterSet LoadSet(string file, string deployment)
    {
        var bytes = BoundedFile.Read(file, MaximumAttesters, out var unreadable) ?? throw new NodeFaultException(unreadable!, isConfiguration: true);
        var (record, problem) = AttesterSource.Parse(file, bytes);
        if (record is null) throw new NodeFaultException(problem!, isConfiguration: true);
        return record.Deployment == deployment ? record.Attesters : throw new NodeFaultException($"{file} is of deployment {record.Deployment}, not {deployment}", isConfiguration: true);
    }

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

    private static RecoveryRule? RecoveryOf(RelayConfig config) => config.Deploy.RecoveryFile is { } file ? new(LoadSet(file, config.Deployment), config.Deploy.RecoveryDelayMs) : null;

    private static string FolderOf(RelayConfig config, ChainId chain) => Path.Combine(config.Folder, chain.ToString().Replace(':', '-'));
}
