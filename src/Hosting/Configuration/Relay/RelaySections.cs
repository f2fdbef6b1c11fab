using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>What chains of every kind have in a relayer's configuration.</summary>
internal static class RelaySections
{
    public const long DefaultPollMs = 2_000;

    private const long FastestPollMs = 100;
    private const long DefaultHeartbeatMs = 3_600_000;

    public static ChainId ChainOf(JsonSection section) => section.Parsed("chain", "a CAIP-2 chain such as eip155:1", static text => (ChainId.TryParse(text, out var id), id));

    /// <summary>At least one, and each once.</summary>
    public static void CheckChains(JsonSection root, IReadOnlyList<ChainId> chains)
    {
        if (chains.Count == 0 && root.Has("chains")) root.Problem("chains", "there must be at least one");
        foreach (var twice in chains.GroupBy(static chain => chain).Where(static group => group.Count() > 1)) root.Problem("chains", $"{twice.Key} is there twice");
    }

    /// <param name="keyFile">Null: there is none.</param>
    /// <param name="keygen">The command that makes a key.</param>
    public static IEnumerable<(string Member, string Problem)> Problems(IReadOnlyList<Uri> endpoints, string? keyFile, string keygen, TimeSpan poll)
    {
        if (endpoints.Count == 0) yield return ("endpoints", "name at least one");
        if (keyFile is not null && !File.Exists(keyFile)) yield return ("key", $"{keyFile} does not exist ({keygen} makes it)");
        if (poll.TotalMilliseconds < FastestPollMs) yield return ("poll", $"must be at least {FastestPollMs} ms");
    }

    /// <param name="read">A shard from its section and its feeds.</param>
    public static Dictionary<ShardId, T> Shards<T>(JsonSection chain, Func<JsonSection, IReadOnlyDictionary<FeedId, FeedRule>, T> read)
    {
        var shards = new Dictionary<ShardId, T>();
        foreach (var section in chain.Sections("shards", required: false))
        {
            var name = section.Parsed("shard", "1 to 16 printable ASCII characters", static text => (ShardId.TryParse(text, out var id), id));
            var feeds = Feeds(section);
            var shard = read(section, feeds);
            section.Done();
            if (feeds.Count == 0) section.Problem("feeds", "name at least one");
            if (!shards.TryAdd(name, shard)) section.Problem("shard", $"{name} is there twice");
        }

        return shards;
    }

    /// <summary>What a hub is deployed with; also where it stands already, for limits that a relay must know.</summary>
    public static DeployConfig Deploy(JsonSection root, string folder)
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

    private static Dictionary<FeedId, FeedRule> Feeds(JsonSection shard)
    {
        var feeds = new Dictionary<FeedId, FeedRule>();
        foreach (var section in shard.Sections("feeds"))
        {
            var feed = section.Parsed("feed", "1 to 16 printable ASCII characters such as ETH/USD", static text => (FeedId.TryParse(text, out var id), id));
            var rule = new FeedRule(section.Percent("deviation"), section.Duration("heartbeat", DefaultHeartbeatMs)) { PostOpenBreaker = section.Flag("postOpenBreaker", false) };
            section.Done();
            if (rule.HeartbeatMs <= 0) section.Problem("heartbeat", "must be above 0");
            if (!feeds.TryAdd(feed, rule)) section.Problem("feed", $"{feed} is there twice");
        }

        return feeds;
    }
}
