namespace CrossChainOracle.Domain;

/// <summary>How far a feed's breaker is open. Ordered from best to worst.</summary>
public enum BreakerState : byte
{
    Closed = 0,

    /// <summary>The last round was calm, fewer than the required number have been.</summary>
    HalfOpen = 1,

    Open = 2,
}

/// <summary>What one feed carries from round to round.</summary>
public sealed record FeedState
{
    public required FeedId Feed { get; init; }

    /// <summary>Median of the last round that had one; zero before the first.</summary>
    public Price Median { get; init; }

    /// <summary>Confidence published with <see cref="Median"/>.</summary>
    public Price Confidence { get; init; }

    /// <summary>When the round of <see cref="Median"/> was observed, Unix milliseconds; 0 before the first.</summary>
    public long MedianAt { get; init; }

    /// <summary>Realised variance per second, scaled by 10^36; 0 before the first median.</summary>
    public UInt128 Variance { get; init; }

    public BreakerState Breaker { get; init; }

    /// <summary>Consecutive rounds without a jump since the breaker opened.</summary>
    public int CalmRounds { get; init; }

    /// <summary>Since when there has been no price, Unix milliseconds; 0 while there is one.</summary>
    public long GapFrom { get; init; }

    public bool HasMedian => MedianAt != 0;

    public static FeedState Initial(FeedId feed) => new() { Feed = feed };
}

/// <summary>What one shard carries from round to round: the whole memory of the aggregation.</summary>
/// <param name="Shard">Whose state.</param>
/// <param name="NextSequence">The sequence number of the batch that the next round makes.</param>
/// <param name="ObservedAt">When the last round was observed; before the first, when the shard was started. Unix milliseconds.</param>
/// <param name="Feeds">In order of feed.</param>
public sealed record ShardState(ShardId Shard, ulong NextSequence, long ObservedAt, IReadOnlyList<FeedState> Feeds)
{
    /// <summary>The state that the first round of a shard starts from.</summary>
    public static ShardState Initial(ShardId shard, long startedAt) => new(shard, 0, startedAt, []);
}
