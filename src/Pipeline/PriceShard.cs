using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;

namespace CrossChainOracle.Pipeline;

/// <summary>A shard of feeds at work: what was heard of them, and the loop that makes rounds of it.</summary>
public sealed record PriceShard(ShardPolicy Policy, ObservationBook Book, ShardLoop Loop)
{
    /// <summary>Notes what a source said, and wakes the loop if it was news.</summary>
    public void Hear(Look look)
    {
        if (Book.Add(look)) Loop.Wake();
    }
}
