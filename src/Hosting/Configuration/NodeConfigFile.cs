using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting.Files;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Hosting.Configuration;

/// <summary>Reads a node's configuration file (docs/configuration.md, config/node.schema.json). Every problem is reported, none starts the node.</summary>
public static class NodeConfigFile
{
    /// <summary>Nothing is asked, and no round made, more often than this.</summary>
    private static readonly TimeSpan FastestPoll = TimeSpan.FromMilliseconds(20);

    /// <param name="path">The file. Relative paths inside it are relative to its folder.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    public static NodeConfig? Load(string path, Func<string, string?> settings, out IReadOnlyList<string> problems) =>
        ConfigFile.Load(path, (root, folder) => Read(root, folder, settings), out problems, settings);

    /// <param name="content">UTF-8.</param>
    /// <param name="name">What the file is called in problems.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="settings">Reads an environment variable by its name, for endpoints.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    internal static NodeConfig? Parse(ReadOnlyMemory<byte> content, string name, string folder, Func<string, string?> settings, out IReadOnlyList<string> problems) =>
        ConfigFile.Parse(content, name, folder, (root, from) => Read(root, from, settings), out problems, settings);

    private static NodeConfig Read(JsonSection root, string folder, Func<string, string?> settings)
    {
        var chains = root.Sections("chains", required: false).Select(ReadChain).ToList();
        var routes = new Dictionary<RouteId, string>();
        var basis = ShardSection.ReadDefaults(root);
        var shards = new List<ShardPolicy>();
        foreach (var section in root.Sections("shards")) shards.Add(ShardSection.Read(section, basis, routes));
        var deployment = root.Text("deployment");
        var config = new NodeConfig
        {
            Deployment = deployment,
            DataFolder = Path.Combine(folder, root.Text("dataFolder", "data")),
            Listen = ConfigFile.ReadListen(root, "http://127.0.0.1:5080"),
            Attesters = ReadAttesters(root, folder, deployment),
            Pyth = ReadPyth(root, folder),
            Chains = chains,
            Shards = shards,
            RouteChains = routes,
            Pace = ReadPace(root),
        };
        config = config with { Collateral = CollateralSection.Read(root, folder, config.Deployment, settings) };
        root.Done();
        foreach (var (member, problem) in ConfigRules.Problems(config)) root.Problem(member, problem);
        return config;
    }

    private static AttesterConfig ReadAttesters(JsonSection root, string folder, string deployment)
    {
        var section = root.Section("attesters");
        if (section is null) return new([], 1, 0, 0, 1);
        var hasMembers = section.Has("members");
        var attesters = new AttesterConfig(
            [.. section.Texts("keys", required: !hasMembers).Select(key => Path.Combine(folder, key))],
            section.Integer("threshold"),
            section.Natural("epoch", 0),
            section.Time("validFrom", 0L),
            section.Time("expiresAt")) { Members = ReadMembers(section, hasMembers) };
        attesters = AttesterSequence.Read(section, attesters, deployment);
        var count = hasMembers ? attesters.Members.Count : attesters.KeyFiles.Count;
        if (hasMembers && attesters.KeyFiles.Count > 0) section.Problem("members", "stand in place of keys: name one of the two");
        if (count == 0) section.Problem(hasMembers ? "members" : "keys", hasMembers ? "name at least one attester's address" : "name at least one key file (keygen makes them)");
        else if (attesters.Threshold * 2 <= count || attesters.Threshold > count) section.Problem("threshold", $"must be more than half of {count} attesters and at most all, not {attesters.Threshold}");
        foreach (var missing in attesters.KeyFiles.Where(key => !File.Exists(key))) section.Problem("keys", $"{missing} does not exist (keygen makes it)");
        if (attesters.Epoch == AttesterSet.RecoveryEpoch) section.Problem("epoch", $"must be below {AttesterSet.RecoveryEpoch}, which is the recovery set's");
        if (attesters.ExpiresAt <= attesters.ValidFrom) section.Problem("expiresAt", "must be after validFrom");
        section.Done();
        return attesters;
    }

    private static IReadOnlyList<EvmAddress> ReadMembers(JsonSection section, bool hasMembers)
    {
        if (!hasMembers) return [];
        var members = section.Texts("members").Select(text => (Text: text, Parsed: ParseAddress(text))).ToList();
        foreach (var member in members.Where(static member => !member.Parsed.Ok)) section.Problem("members", $"'{member.Text}' is not an address");
        foreach (var twice in members.GroupBy(static member => member.Parsed.Value).Where(static group => group.Count() > 1)) section.Problem("members", $"{twice.Key} is there twice");
        return [.. members.Select(static member => member.Parsed.Value).Distinct().Order()];
    }

    private static PythConfig ReadPyth(JsonSection root, string folder)
    {
        if (root.Section("pyth", required: false) is not { } section) return new([], null, string.Empty);
        var pyth = new PythConfig(
            section.Endpoints("endpoints"),
            ReadVariable(section, "apiKeyVariable"),
            Path.Combine(folder, section.Text("signers")));
        if (!File.Exists(pyth.SignersFile)) section.Problem("signers", $"{pyth.SignersFile} does not exist");
        section.Done();
        return pyth;
    }

    private static ChainConfig ReadChain(JsonSection section)
    {
        var options = new EvmReaderOptions
        {
            Chain = section.Parsed("chain", "a CAIP-2 chain such as eip155:1", static text => (ChainId.TryParse(text, out var chain), chain)),
            Endpoints = section.Endpoints("endpoints"),
            Agreement = section.Integer("agreement", 1),
            Multicall = section.Parsed("multicall", "an address", ParseAddress, EvmReaderOptions.CanonicalMulticall),
        };
        foreach (var problem in options.Problems()) section.Problems.Add($"{section.Path}.{problem}");
        var chain = new ChainConfig(
            options,
            section.Choice("read", (BlockTag?)BlockTag.Latest),
            TimeSpan.FromMilliseconds(section.Duration("poll", 2_000)),
            section.Has("sequencerFeed") ? section.Parsed("sequencerFeed", "an address", ParseAddress) : null,
            TimeSpan.FromMilliseconds(section.Duration("sequencerGrace", 3_600_000)));
        if (chain.Poll < FastestPoll) section.Problem("poll", $"must be at least {FastestPoll.TotalMilliseconds} ms, not {chain.Poll.TotalMilliseconds} ms");
        section.Done();
        return chain;
    }

    private static RoundPace ReadPace(JsonSection root)
    {
        var pace = new RoundPace();
        if (root.Section("pace", required: false) is not { } section) return pace;
        pace = new()
        {
            Spacing = TimeSpan.FromMilliseconds(section.Duration("spacing", 20)),
            Heartbeat = TimeSpan.FromMilliseconds(section.Duration("heartbeat", 1_000)),
            Retry = TimeSpan.FromMilliseconds(section.Duration("retry", 250)),
        };
        if (pace.Spacing < FastestPoll) section.Problem("spacing", $"must be at least {FastestPoll.TotalMilliseconds} ms, not {pace.Spacing.TotalMilliseconds} ms");
        if (pace.Heartbeat < pace.Spacing) section.Problem("heartbeat", "must not be shorter than spacing");
        if (pace.Retry < FastestPoll) section.Problem("retry", $"must be at least {FastestPoll.TotalMilliseconds} ms, not {pace.Retry.TotalMilliseconds} ms");
        section.Done();
        return pace;
    }

    /// <summary>A variable's name. What stands there may be the key itself, and is not repeated.</summary>
    private static string? ReadVariable(JsonSection section, string member)
    {
        if (!section.Has(member)) return null;
        var name = section.Text(member);
        if (!name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_'))
        {
            section.Problem(member, "must be the NAME of an environment variable in capitals, such as PYTH_API_KEY");
        }

        return name;
    }

    private static (bool Ok, EvmAddress Value) ParseAddress(string text) => (EvmAddress.TryParse(text, out var address), address);
}
