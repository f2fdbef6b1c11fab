using CrossChainOracle.Domain;

namespace CrossChainOracle.Encoding;

/// <summary>The canonical bytes of a shard's state (docs/spec/attestation-v1.md, section 8).</summary>
public static class StateCodec
{
    private const byte Tag = 0x90;

    /// <summary>Above every confidence that the aggregation can give, and small enough that the sum of two is a price.</summary>
    private static readonly Price MaximumConfidence = Price.FromScaled(FixedPoint.PowerOfTen(FixedPoint.MaxPowerOfTen) / 2);

    public static byte[] Encode(ShardState state)
    {
        using var writer = new CanonicalWriter(40 + (state.Feeds.Count * 80));
        writer.U8(Tag);
        writer.Shard(state.Shard);
        writer.U64(state.NextSequence);
        writer.Time(state.ObservedAt);
        writer.U16(state.Feeds.Count);
        foreach (var feed in state.Feeds)
        {
            writer.Feed(feed.Feed);
            writer.Price(feed.Median);
            writer.Price(feed.Confidence);
            writer.Time(feed.MedianAt);
            writer.U128(feed.Variance);
            writer.U8((byte)feed.Breaker);
            writer.U16(feed.CalmRounds);
            writer.Time(feed.GapFrom);
        }

        return writer.ToArray();
    }

    public static Refusal? Decode(ReadOnlySpan<byte> bytes, out ShardState? state)
    {
        state = null;
        var reader = new CanonicalReader(bytes, "shard state");
        var tag = reader.U8();
        reader.Require(tag == Tag, "tag", "is not a shard state", tag);
        var (shard, next, observedAt, count) = (reader.Shard(), reader.U64(), reader.Time(), reader.U16());
        reader.RequireAtMost(PolicyRules.MaximumFeeds, "feeds", count);
        reader.Require(next < ulong.MaxValue, "next sequence", "must leave room for one more", next);
        var feeds = new List<FeedState>();
        for (var i = 0; i < count && reader.Ok; i++)
        {
            var feed = ReadFeed(ref reader, observedAt);
            reader.Require(i == 0 || feeds[i - 1].Feed < feed.Feed, "feeds", "must be distinct and in order", feed.Feed);
            feeds.Add(feed);
        }

        var refusal = reader.Finish();
        if (refusal is null) state = new(shard, next, observedAt, feeds);
        return refusal;
    }

    private static FeedState ReadFeed(ref CanonicalReader reader, long observedAt)
    {
        var feed = new FeedState
        {
            Feed = reader.Feed(),
            Median = reader.Price(),
            Confidence = reader.Price(),
            MedianAt = reader.Time(),
            Variance = reader.U128(),
            Breaker = reader.Enum<BreakerState>("breaker"),
            CalmRounds = reader.U16(),
            GapFrom = reader.Time(),
        };
        reader.Require(feed.HasMedian ? feed.Median.IsPositive && feed.Median <= Price.Maximum : feed.Median == Price.Zero, "median", "is a price where there is one and zero elsewhere", feed.Median);
        reader.Require(feed.Confidence >= Price.Zero && feed.Confidence <= MaximumConfidence, "confidence", $"must be 0 to {MaximumConfidence}", feed.Confidence);
        reader.Require(feed.MedianAt <= observedAt, "time of the median", $"must not be after {observedAt}", feed.MedianAt);
        reader.Require(feed.GapFrom <= observedAt, "gap from", $"must not be after {observedAt}", feed.GapFrom);
        reader.Require(feed.Variance <= FixedPoint.One * FixedPoint.One, "variance", "is at most 10^36", feed.Variance);
        return feed;
    }
}
