using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Relay;

/// <summary>The time that a statement has behind it.</summary>
public static class PostedSource
{
    /// <summary>A price's median publish time, a fact's block time, Unix milliseconds; null where the statement has none.</summary>
    public static long? Of(Statement statement) => statement switch
    {
        PriceStatement price => price.PublishedAt,
        CollateralStatement collateral => collateral.At.Time,
        MarketIndexStatement index => index.At.Time,
        ChainStatusStatement status => status.Head.Time,
        _ => null,
    };
}
