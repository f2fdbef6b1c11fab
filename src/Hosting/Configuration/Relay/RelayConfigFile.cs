using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>Reads a relayer's configuration file (docs/configuration.md, config/relay.schema.json). Every problem is reported, none starts the relayer.</summary>
public static class RelayConfigFile
{
    /// <param name="path">The file. Relative paths inside it are relative to its folder.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    public static RelayConfig? Load(string path, Func<string, string?> settings, out IReadOnlyList<string> problems) => ConfigFile.Load(path, Read, out problems, settings);

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    internal static RelayConfig? Parse(ReadOnlyMemory<byte> content, string name, string folder, Func<string, string?> settings, out IReadOnlyList<string> problems) =>
        ConfigFile.Parse(content, name, folder, Read, out problems, settings);

    private static RelayConfig Read(JsonSection root, string folder)
    {
        var (chains, clusters) = ReadChains(root, folder);
        var config = new RelayConfig(
            root.Text("deployment"),
            root.Endpoint("stream"),
            Path.Combine(folder, root.Text("attesters")),
            Path.Combine(folder, root.Text("folder", "data")),
            ConfigFile.ReadListen(root, "http://127.0.0.1:5090"),
            chains,
            clusters,
            RelaySections.Deploy(root, folder));
        root.Done();
        RelaySections.CheckChains(root, [.. chains.Select(static chain => chain.Chain), .. clusters.Select(static cluster => cluster.Chain)]);
        if (!File.Exists(config.AttestersFile) && root.Has("attesters")) root.Problem("attesters", $"{config.AttestersFile} does not exist (curl the node's /v1/attesters into it, and check the set with those who sign)");
        return config;
    }

    private static (List<RelayChainConfig> Chains, List<RelayClusterConfig> Clusters) ReadChains(JsonSection root, string folder)
    {
        var (chains, clusters) = (new List<RelayChainConfig>(), new List<RelayClusterConfig>());
        foreach (var section in root.Sections("chains"))
        {
            var chain = RelaySections.ChainOf(section);
            if (RelayClusterSection.Is(chain)) clusters.Add(RelayClusterSection.Read(section, chain, folder));
            else chains.Add(RelayChainSection.Read(section, chain, Path.Combine(folder, section.Text("key"))));
        }

        return (chains, clusters);
    }
}
