namespace CrossChainOracle.Domain;

/// <summary>The first byte of a statement. Numbers never change meaning; 8 is reserved for what later versions attest.</summary>
public enum StatementKind : byte
{
    Price = 1,
    Gap = 2,
    AttesterSet = 3,
    Collateral = 4,
    MarketIndex = 5,
    Snapshot = 6,
    ChainStatus = 7,
    Risk = 8,
    Retraction = 9,
    CollateralGap = 10,
}

/// <summary>What a value is good enough for, a bit each. The consumer's rule for each bit stands in the specification.</summary>
[Flags]
public enum Verdict : byte
{
    None = 0,
    Open = 1,
    Borrow = 2,
    Withdraw = 4,
    Liquidate = 8,
    Relay = 16,
    All = 31,
}

/// <summary>Why there is no price.</summary>
public enum GapReason : byte
{
    /// <summary>Fewer usable providers than the feed's quorum.</summary>
    NoQuorum = 1,

    /// <summary>Enough providers voted, but too few agreed once outliers were removed.</summary>
    Outliers = 2,

    /// <summary>A provider-wide fault took votes without which the quorum is lost.</summary>
    ProviderFault = 3,
}

/// <summary>One fact in its canonical form.</summary>
public abstract record Statement(StatementKind Kind);

/// <summary>What a feed was worth, how sure that is, and what it is good enough for.</summary>
public sealed record PriceStatement() : Statement(StatementKind.Price)
{
    public required FeedId Feed { get; init; }

    /// <summary>The median across providers; positive.</summary>
    public required Price Value { get; init; }

    /// <summary>Half-width of the band around <see cref="Value"/>; not negative.</summary>
    public required Price Confidence { get; init; }

    /// <summary>σ per √second, relative, in units of 10^-9, rounded up.</summary>
    public required uint Sigma { get; init; }

    public required Verdict Verdict { get; init; }

    public required BreakerState Breaker { get; init; }

    /// <summary>Median of the publish times used, Unix milliseconds.</summary>
    public required long PublishedAt { get; init; }

    /// <summary>Milliseconds after the batch's observation time at which the statement ends.</summary>
    public required uint ValidFor { get; init; }

    /// <summary>keccak256 of the canonical bytes of the <see cref="PriceContext"/> that travels beside the statement.</summary>
    public required Hash256 Context { get; init; }
}

/// <summary>That a feed had no price, from when to when, and why.</summary>
public sealed record GapStatement() : Statement(StatementKind.Gap)
{
    public required FeedId Feed { get; init; }

    public required GapReason Reason { get; init; }

    public required BreakerState Breaker { get; init; }

    /// <summary>Providers that were needed.</summary>
    public required byte Quorum { get; init; }

    /// <summary>Since when there has been no price, exclusive, Unix milliseconds.</summary>
    public required long From { get; init; }

    /// <summary>Up to when that is known, inclusive, Unix milliseconds.</summary>
    public required long To { get; init; }

    /// <summary>keccak256 of the canonical bytes of the <see cref="GapContext"/> that travels beside the statement.</summary>
    public required Hash256 Context { get; init; }
}

/// <summary>Who attests in an epoch.</summary>
public sealed record AttesterSetStatement(AttesterSet Set) : Statement(StatementKind.AttesterSet);
