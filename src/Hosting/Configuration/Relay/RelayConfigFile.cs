using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting.Files;
using CrossChainOracle.Relay.Evm.Deployment;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>Reads a relayer's configuration file (docs/configuration.md, config/relay.schema.json). Every problem is reported, none starts the relayer.</summary>
public static class RelayConfigFile
{
    /// <param name="path">The file. Relative paths inside it are relative to its folder.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    public static RelayConfig? Load(string path, out IReadOnlyList<string> problems) => ConfigFile.Load(path, Read, out problems);

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    internal static RelayConfig? Parse(ReadOnlyMemory<byte> content, string name, string folder, out IReadOnlyList<string> problems) => ConfigFile.Parse(content, name, folder, Read, out problems);

    private static RelayConfig Read(JsonSection root, string folder)
    {
        var (chains, clusters) = ReadChains(root, folder);
        var config = new RelayConfig(
            root.Text("deployment"),
            root.Address("stream"),
            Path.Combine(folder, root.Text("attesters")),
            Path.Combine(folder, root.Text("folder", "data")),
            ConfigFile.ReadListen(root, "http://127.0.0.1:5090"),
            chains,
            clusters,
            ReadDeploy(root, folder));
        root.Done();
        foreach (var twice in chains.Select(static chain => chain.Chain).Concat(clusters.Select(static cluster => cluster.Chain)).GroupBy(static chain => chain).Where(static group => group.Count() > 1)) root.Problem("chains", $"{twice.Key} is there twice");
        if (!File.Exists(config.AttestersFile) && root.Has("attesters")) root.Problem("attesters", $"{config.AttestersFile} does not exist (curl the node's /v1/attesters into it, and check the set with those who sign)");
        return config;
    }

    private static (List<RelayChainConfig> Chains, List<RelayClusterConfig> Clusters) ReadChains(JsonSection root, string folder)
    {
        var (chains, clusters, sections) = (new List<RelayChainConfig>(), new List<RelayClusterConfig>(), root.Sections("chains"));
        foreach (var section in sections)
        {
            var chain = section.Parsed("chain", "a CAIP-2 chain such as eip155:1", static text => (ChainId.TryParse(text, out var id), id));
            if (chain.ToString().StartsWith(RelayClusterSection.Namespace, StringComparison.Ordinal)) clusters.Add(RelayClusterSection.Read(section, chain, folder));
            else chains.Add(RelayChainSection.Read(section, chain, folder));
        }

        if (sections.Count == 0 && root.Has("chains")) root.Problem("chains", "there must be at least one");
        return (chains, clusters);
    }

    private static DeployConfig ReadDeploy(JsonSection root, string folder)
    {
        if (root.Section("deploy", required: false) is not { } section) return new(AttesterSet.MaximumGraceMs, null, 0, HubParameters.DefaultMaximumAheadMs);
        var deploy = new DeployConfig(
            section.Duration("grace", AttesterSet.MaximumGraceMs),
            section.Has("recovery") ? Path.Combine(folder, section.Text("recovery")) : null,
            section.Duration("recoveryDelay", 0),
            section.Duration("maximumAhead", HubParameters.DefaultMaximumAheadMs));
        if (deploy.GraceMs > AttesterSet.MaximumGraceMs) section.Problem("grace", "must be at most 1h");
        if (deploy.RecoveryFile is { } file && !File.Exists(file)) section.Problem("recovery", $"{file} does not exist");
        if (deploy.RecoveryFile is not null && deploy.RecoveryDelayMs == 0) section.Problem("recoveryDelay", "a recovery set needs a delay that others can see coming");
        section.Done();
        return deploy;
    }
}
