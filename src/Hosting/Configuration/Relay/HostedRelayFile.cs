using CrossChainOracle.Encoding.Json;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>Reads the file of the function app Relay: <see cref="RelayConfigFile"/> without what the app has from its settings. Every problem is reported, none starts the app.</summary>
public static class HostedRelayFile
{
    /// <summary>What a relayer's file says and this one must not, with where a function app has it from.</summary>
    private static readonly (string Member, string Instead)[] Elsewhere =
    [
        ("stream", "attestations come from the hub of that name (EventHubs__fullyQualifiedNamespace)"),
        ("attesters", "the attester set is in the deployment's configuration (Oracle__ConfigFile)"),
        ("folder", "journals and inboxes are in the app's own storage account (Relay__JournalEndpoint)"),
        ("listen", "a function app serves no page; what it does is in receipts and telemetry"),
    ];

    /// <param name="path">The file. Relative paths inside it are relative to its folder.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    public static HostedRelay? Load(string path, Func<string, string?> settings, out IReadOnlyList<string> problems) => ConfigFile.Load(path, Read, out problems, settings);

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    internal static HostedRelay? Parse(ReadOnlyMemory<byte> content, string name, string folder, Func<string, string?> settings, out IReadOnlyList<string> problems) =>
        ConfigFile.Parse(content, name, folder, Read, out problems, settings);

    private static HostedRelay Read(JsonSection root, string folder)
    {
        var sections = root.Sections("chains");
        var relay = new HostedRelay(root.Text("deployment"), [.. sections.Select(ReadChain).OfType<RelayChainConfig>()], RelaySections.Deploy(root, folder));
        foreach (var (member, instead) in Elsewhere) root.Refuse(member, $"has no place here: {instead}");
        root.Done();
        if (relay.Chains.Count > 0 || sections.Count == 0) RelaySections.CheckChains(root, [.. relay.Chains.Select(static chain => chain.Chain)]);
        return relay;
    }

    /// <summary>Null where it is refused as a whole.</summary>
    private static RelayChainConfig? ReadChain(JsonSection section)
    {
        var id = RelaySections.ChainOf(section);
        if (RelayClusterSection.Is(id))
        {
            section.Problem("chain", $"is {id}, and a vault signs no Ed25519: start the command relay beside it (docs/relay.md)");
            return null;
        }

        section.Refuse("key", "has no place here: the gas key is in the operations vault (Relay__KeyId)");
        section.Refuse("poll", "has no place here: a step is made for what arrives, and by the timer RELAY_SCHEDULE");
        if (!section.Has("hub")) section.Problem("hub", "is missing; the command deploy-hub deploys one");
        return RelayChainSection.Read(section, id, keyFile: null);
    }
}
