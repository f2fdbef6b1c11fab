using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of a shard's policy, whose hash every round names (docs/spec/attestation-v1.md, section 8).</summary>
public static class PolicyCodec
{
    private const byte Tag = 0x91;

    public static Hash256 Digest(ShardPolicy policy) => Keccak256.Hash(Encode(policy));

    public static byte[] Encode(ShardPolicy policy)
    {
        var writer = new CanonicalWriter(64 + (policy.Feeds.Count * 512));
        writer.U8(Tag);
        writer.Shard(policy.Shard);
        writer.Hash(policy.Audience);
        writer.U16(policy.Feeds.Count);
        foreach (var feed in policy.Feeds) WriteFeed(writer, feed);
        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out ShardPolicy? policy)
    {
        policy = null;
        var reader = new CanonicalReader(bytes, "shard policy");
        var tag = reader.U8();
        reader.Require(tag == Tag, "tag", "is not a shard policy", tag);
        var (shard, audience, count) = (reader.Shard(), reader.Hash(), reader.U16());
        reader.RequireAtMost(PolicyRules.MaximumFeeds, "feeds", count);
        var feeds = new List<FeedPolicy>();
        for (var i = 0; i < count && reader.Ok; i++) feeds.Add(ReadFeed(ref reader));
        if (reader.Finish() is { } refusal) return refusal;
        var read = new ShardPolicy { Shard = shard, Audience = audience, Feeds = feeds };
        var problems = PolicyRules.Problems(read);
        if (problems.Count > 0) return new Refusal.OutOfRange("shard policy", shard.ToString(), string.Join("; ", problems.Take(3)));
        policy = read;
        return null;
    }

    private static void WriteFeed(CanonicalWriter writer, FeedPolicy feed)
    {
        writer.Feed(feed.Feed);
        writer.U8((byte)feed.Quorum);
        writer.Price(feed.LowerBound);
        writer.Price(feed.UpperBound);
        writer.U32(feed.DeviationPpm);
        writer.U32(feed.WidePpm);
        writer.U32(feed.ZMilli);
        writer.U32(feed.KMilli);
        writer.U64((ulong)feed.SigmaFloor);
        writer.U64((ulong)feed.SigmaInitial);
        writer.Time(feed.TauMs);
        writer.Time(feed.TickMs);
        writer.U32(feed.MaximumMovePpm);
        writer.U16(feed.CalmRounds);
        writer.Time(feed.ValidForMs);
        foreach (var rule in (ActionRule[])[feed.Verdict.Open, feed.Verdict.Borrow, feed.Verdict.Withdraw, feed.Verdict.Liquidate, feed.Verdict.Relay])
        {
            writer.U32(rule.MaximumWidthPpm);
            writer.Time(rule.MaximumAgeMs);
            writer.U8((byte)rule.MinimumProviders);
            writer.U8((byte)rule.WorstBreaker);
        }

        writer.U8((byte)feed.Routes.Count);
        foreach (var route in feed.Routes) WriteRoute(writer, route);
    }

    private static void WriteRoute(CanonicalWriter writer, RoutePolicy route)
    {
        writer.U8((byte)route.Provider);
        writer.Route(route.Route);
        writer.Hash(route.Source);
        writer.U8((byte)route.Cadence);
        writer.U32(route.ThresholdPpm);
        writer.Time(route.HeartbeatMs);
        writer.Time(route.GraceMs);
        writer.Time(route.MaximumAgeMs);
        writer.Time(route.MaximumAheadMs);
    }

    private static FeedPolicy ReadFeed(ref CanonicalReader reader)
    {
        var feed = new FeedPolicy
        {
            Feed = reader.Feed(),
            Quorum = reader.U8(),
            LowerBound = reader.Price(),
            UpperBound = reader.Price(),
            DeviationPpm = reader.U32(),
            WidePpm = reader.U32(),
            ZMilli = reader.U32(),
            KMilli = reader.U32(),
            SigmaFloor = reader.U64(),
            SigmaInitial = reader.U64(),
            TauMs = reader.Time(),
            TickMs = reader.Time(),
            MaximumMovePpm = reader.U32(),
            CalmRounds = reader.U16(),
            ValidForMs = reader.Time(),
            Verdict = new(ReadRule(ref reader), ReadRule(ref reader), ReadRule(ref reader), ReadRule(ref reader), ReadRule(ref reader)),
            Routes = [],
        };
        var count = reader.U8();
        reader.RequireAtMost(PolicyRules.MaximumRoutes, "routes", count);
        var routes = new List<RoutePolicy>();
        for (var i = 0; i < count && reader.Ok; i++) routes.Add(ReadRoute(ref reader));
        return feed with { Routes = routes };
    }

    private static ActionRule ReadRule(ref CanonicalReader reader) => new(reader.U32(), reader.Time(), reader.U8(), reader.Enum<BreakerState>("worst breaker"));

    private static RoutePolicy ReadRoute(ref CanonicalReader reader) => new()
    {
        Provider = reader.Enum<Provider>("provider"),
        Route = reader.Route(),
        Source = reader.Hash(),
        Cadence = reader.Enum<Cadence>("cadence"),
        ThresholdPpm = reader.U32(),
        HeartbeatMs = reader.Time(),
        GraceMs = reader.Time(),
        MaximumAgeMs = reader.Time(),
        MaximumAheadMs = reader.Time(),
    };
}
