using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Pipeline;

namespace CrossChainOracle.Node.Configuration;

/// <summary>Reads a node's configuration file (docs/configuration.md, config/node.schema.json). Every problem is reported, none starts the node.</summary>
public static class NodeConfigFile
{
    /// <summary>A configuration file of a thousand feeds is below a megabyte.</summary>
    public const long MaximumBytes = 4 << 20;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="path">The file. Relative paths inside it are relative to its folder.</param>
    /// <param name="problems">Empty exactly when a configuration is returned.</param>
    public static NodeConfig? Load(string path, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        if (Open(path, found) is not { } document) return null;
        using (document)
        {
            var config = Read(new JsonSection(document.RootElement, "$", found), Path.GetDirectoryName(Path.GetFullPath(path))!);
            return found.Count == 0 ? config : null;
        }
    }

    private static JsonDocument? Open(string path, List<string> problems)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) problems.Add($"{path}: there is no such file");
            else if (file.Length > MaximumBytes) problems.Add($"{path}: {file.Length} bytes, at most {MaximumBytes} are read");
            else if (StrictJson.Parse(File.ReadAllBytes(path), out var problem, Options) is { } document) return document;
            else problems.Add($"{path}: {problem}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: {failure.Message}");
        }

        return null;
    }

    private static NodeConfig Read(JsonSection root, string folder)
    {
        var chains = root.Sections("chains", required: false).Select(ReadChain).ToList();
        var routes = new Dictionary<RouteId, string>();
        var defaults = root.Section("defaults", required: false);
        var shards = new List<ShardPolicy>();
        foreach (var section in root.Sections("shards")) shards.Add(ShardSection.Read(section, defaults, routes));
        var config = new NodeConfig
        {
            Deployment = root.Text("deployment"),
            DataFolder = Path.Combine(folder, root.Text("dataFolder", "data")),
            Listen = root.Address("listen", new Uri("http://127.0.0.1:5080")),
            Attesters = ReadAttesters(root, folder),
            Pyth = ReadPyth(root, folder),
            Chains = chains,
            Shards = shards,
            RouteChains = routes,
            Pace = ReadPace(root),
        };
        defaults?.Done();
        root.Done();
        CheckAcross(root, config);
        return config;
    }

    private static void CheckAcross(JsonSection root, NodeConfig config)
    {
        foreach (var shard in config.Shards)
        {
            foreach (var problem in PolicyRules.Problems(shard)) root.Problem("shards", problem);
        }

        foreach (var twice in config.Shards.GroupBy(shard => shard.Shard).Where(group => group.Count() > 1)) root.Problem("shards", $"{twice.Key} is there twice");
        foreach (var twice in config.Shards.SelectMany(shard => shard.Feeds).GroupBy(feed => feed.Feed).Where(group => group.Count() > 1))
        {
            root.Problem("shards", $"feed {twice.Key} is in {twice.Count()} shards; a subject belongs to one");
        }

        foreach (var twice in config.Chains.GroupBy(chain => chain.Options.Chain).Where(group => group.Count() > 1)) root.Problem("chains", $"{twice.Key} is there twice");
        foreach (var (route, chain) in config.RouteChains)
        {
            if (config.Chains.All(known => known.Options.Chain.ToString() != chain)) root.Problem("chains", $"route {route} reads {chain}, which is not configured");
        }

        var usesPyth = config.Shards.SelectMany(shard => shard.Feeds).SelectMany(feed => feed.Routes).Any(route => route.Provider == Provider.Pyth);
        if (usesPyth && config.Pyth.Endpoints.Count == 0) root.Problem("pyth.endpoints", "a feed reads Pyth, but no endpoint is named");
    }

    private static AttesterConfig ReadAttesters(JsonSection root, string folder)
    {
        var section = root.Section("attesters");
        if (section is null) return new([], 1, 0, 0, 1);
        var attesters = new AttesterConfig(
            [.. section.Texts("keys").Select(key => Path.Combine(folder, key))],
            section.Integer("threshold"),
            (uint)section.Integer("epoch", 0),
            section.Time("validFrom", 0L),
            section.Time("expiresAt"));
        var count = attesters.KeyFiles.Count;
        if (count == 0) section.Problem("keys", "name at least one key file (keygen makes them)");
        else if (attesters.Threshold * 2 <= count || attesters.Threshold > count) section.Problem("threshold", $"must be more than half of {count} attesters and at most all, not {attesters.Threshold}");
        foreach (var missing in attesters.KeyFiles.Where(key => !File.Exists(key))) section.Problem("keys", $"{missing} does not exist (keygen makes it)");
        if (attesters.ExpiresAt <= attesters.ValidFrom) section.Problem("expiresAt", "must be after validFrom");
        section.Done();
        return attesters;
    }

    private static PythConfig ReadPyth(JsonSection root, string folder)
    {
        if (root.Section("pyth", required: false) is not { } section) return new([], null, string.Empty);
        var pyth = new PythConfig(
            section.Addresses("endpoints"),
            section.Has("apiKeyVariable") ? section.Text("apiKeyVariable") : null,
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
            Endpoints = section.Addresses("endpoints"),
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
        if (pace.Spacing < TimeSpan.FromMilliseconds(20)) section.Problem("spacing", "must be at least 20ms");
        section.Done();
        return pace;
    }

    private static (bool Ok, EvmAddress Value) ParseAddress(string text) => (EvmAddress.TryParse(text, out var address), address);
}
