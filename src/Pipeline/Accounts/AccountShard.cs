using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Pipeline.Accounts;

/// <summary>A shard of accounts at work: what is known of them, and the loop that makes rounds of it.</summary>
public sealed record AccountShard(CollateralPolicy Policy, CollateralBook Book, ShardLoop Loop)
{
    /// <summary>Notes what a look at a chain gave, and wakes the loop if it was news.</summary>
    public void Hear(ChainId chain, ChainLook look)
    {
        if (Book.Hear(chain, look)) Loop.Wake();
    }
}
