namespace CrossChainOracle.Domain.Aggregation;

/// <summary>What one round made of one feed.</summary>
public abstract record FeedOutcome
{
    /// <summary>The feed's state after the round.</summary>
    public required FeedState State { get; init; }

    /// <summary>Observations that were not used, and why. In the order they were given.</summary>
    public required IReadOnlyList<RejectedObservation> Rejections { get; init; }

    /// <summary>A price, complete but for the hash of its context.</summary>
    public sealed record Priced(Price Value, Price Confidence, long PublishedAt, Verdict Verdict, PriceContext Context) : FeedOutcome;

    /// <summary>No price. Times in Unix milliseconds.</summary>
    public sealed record Gap(GapReason Reason, long From, long To, GapContext Context) : FeedOutcome;
}

/// <summary>An observation that was not used, and why.</summary>
public readonly record struct RejectedObservation(Observation Observation, Rejection Rejection);
