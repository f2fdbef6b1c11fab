namespace CrossChainOracle.Domain;

/// <summary>How a price came about: the parts that no contract reads. Its hash stands in the statement, it travels beside it.</summary>
public sealed record PriceContext
{
    /// <summary>Oldest publish time used, Unix milliseconds.</summary>
    public required long OldestPublishedAt { get; init; }

    /// <summary>max(m − p25, p75 − m).</summary>
    public required Price Dispersion { get; init; }

    /// <summary>√(configured ÷ used), scaled by 10^18, rounded up.</summary>
    public required UInt128 Absence { get; init; }

    /// <summary>σ per √second scaled by 10^18, from before the round, floored by policy, rounded up.</summary>
    public required UInt128 Sigma { get; init; }

    /// <summary>z of the policy, with which a consumer widens to its own liquidation lag.</summary>
    public required uint ZMilli { get; init; }

    public required byte ConfiguredProviders { get; init; }

    /// <summary>The votes in the median, in order of provider.</summary>
    public required IReadOnlyList<Vote> Votes { get; init; }

    /// <summary>Votes removed as outliers, in order of provider.</summary>
    public required IReadOnlyList<Vote> Outliers { get; init; }

    /// <summary>Routes that do not overlap their provider's vote, in order of provider and route.</summary>
    public required IReadOnlyList<Vote> Dissents { get; init; }
}

/// <summary>A provider's voice in a round: its best route's value with the half-width it has after ageing.</summary>
public sealed record Vote(Provider Provider, RouteId Route, Price Value, Price HalfWidth, long PublishedAt, Authenticity Authenticity);

/// <summary>Why there was no price, per route. Its hash stands in the gap statement.</summary>
/// <param name="Usable">Providers that had a usable vote.</param>
/// <param name="Causes">In order of provider, route, code; the first <see cref="MaximumCauses"/> of them.</param>
public sealed record GapContext(byte Usable, IReadOnlyList<GapCause> Causes)
{
    /// <summary>A round may name any number of routes that the policy does not know; what is signed stays bounded.</summary>
    public const int MaximumCauses = 512;
}

/// <summary>Why one route had no vote; an empty route stands for the whole provider.</summary>
public readonly record struct GapCause(Provider Provider, RouteId Route, RejectionCode Code);
