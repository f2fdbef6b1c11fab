using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Hosting.Configuration.Relay;

/// <summary>What chains of every kind have in a relayer's configuration.</summary>
internal static class RelaySections
{
    public const long DefaultPollMs = 2_000;

    private const long FastestPollMs = 100;
    private const long DefaultHeartbeatMs = 3_600_000;

    /// <param name="keygen">The command that makes a key.</param>
    public static IEnumerable<(string Member, string Problem)> Problems(IReadOnlyList<Uri> endpoints, string keyFile, string keygen, TimeSpan poll)
    {
        if (endpoints.Count == 0) yield return ("endpoints", "name at least one");
        if (!File.Exists(keyFile)) yield return ("key", $"{keyFile} does not exist ({keygen} makes it)");
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
