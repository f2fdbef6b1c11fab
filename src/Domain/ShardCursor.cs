namespace CrossChainOracle.Domain;

/// <summary>Where a shard stands, whatever its state is about.</summary>
/// <param name="Shard">Whose state.</param>
/// <param name="NextSequence">The sequence number of the batch that the next round makes.</param>
/// <param name="ObservedAt">When the last round was observed; before the first, when the shard was started. Unix milliseconds.</param>
public readonly record struct ShardCursor(ShardId Shard, ulong NextSequence, long ObservedAt)
{
    /// <summary>After the batch with that header.</summary>
    public static ShardCursor After(BatchHeader header) => new(header.Shard, checked(header.Sequence + 1), header.ObservedAt);
}
