using CrossChainOracle.Domain;

namespace CrossChainOracle.Hosting.Http;

/// <summary>Health means fresh signed prices, and chains whose accounts can be stated, not a running process.</summary>
/// <param name="Feeds">In order of feed.</param>
/// <param name="Chains">Of accounts, in order of chain.</param>
public sealed record HealthReport(long Now, IReadOnlyList<FeedHealth> Feeds, IReadOnlyList<ChainHealth> Chains)
{
    public bool IsHealthy => Feeds.All(feed => feed.Problem is null) && Chains.All(chain => chain.Problem is null);

    internal static HealthReport Of(IAttestedView view, FeedBoard board, AccountBoard accounts, long now)
    {
        var feeds = from shard in view.Shards from feed in shard.Feeds orderby feed.Feed select Judge(feed.Feed, board.Find(feed.Feed), now);
        return new(now, [.. feeds], ChainHealth.Of(view.Chains, accounts, now));
    }

    public byte[] Encode() => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("status", IsHealthy ? "healthy" : "unhealthy");
        json.WriteString("now", UnixTime.ToText(Now));
        json.WriteStartArray("feeds");
        foreach (var feed in Feeds)
        {
            json.WriteStartObject();
            json.WriteString("feed", feed.Feed.ToString());
            json.WriteString("status", feed.Problem is null ? "healthy" : "unhealthy");
            if (feed.AgeMs is { } age) json.WriteNumber("ageMs", age);
            if (feed.Problem is not null) json.WriteString("problem", feed.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (Chains.Count > 0) ChainHealth.Write(json, Chains);
        json.WriteEndObject();
    });

    private static FeedHealth Judge(FeedId feed, FeedEntry? entry, long now)
    {
        if (entry is null) return new(feed, null, "not attested since the node started");
        var age = now - entry.ObservedAt;
        return entry.Statement switch
        {
            GapStatement gap => new(feed, age, $"gap since {UnixTime.ToText(gap.From)}: {gap.Reason}"),
            _ when now > entry.ValidUntil => new(feed, age, $"the last price ended {now - entry.ValidUntil} ms ago"),
            _ => new(feed, age, null),
        };
    }
}

/// <param name="AgeMs">Since the last statement was observed; null before the first.</param>
/// <param name="Problem">Null while healthy.</param>
public sealed record FeedHealth(FeedId Feed, long? AgeMs, string? Problem);
