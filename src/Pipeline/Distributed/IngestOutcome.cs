using CrossChainOracle.Domain;

namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>What came of one shard at one tick.</summary>
public abstract record IngestOutcome(ShardId Shard)
{
    /// <summary>A draft is in the stream.</summary>
    public sealed record Published(ShardId Shard, long Tick, int Bytes) : IngestOutcome(Shard);

    /// <summary>Nothing to say at this tick; the next round covers its time.</summary>
    public sealed record Nothing(ShardId Shard, string Reason) : IngestOutcome(Shard);

    /// <summary>No draft, or it is not known whether there is one: the next tick makes another. Other shards are not concerned.</summary>
    public sealed record Failed(ShardId Shard, string Reason) : IngestOutcome(Shard);
}
