using CrossChainOracle.Storage;

namespace CrossChainOracle.Streams;

/// <summary>Builds the state while a log opens, and refuses a log whose records break the stream's rules.</summary>
internal sealed class StreamScan(int partitions, Action<StoredEvent>? visit = null)
{
    public StreamState State { get; } = new();

    /// <summary>An event in a partition that the stream is opened without; null when there is none.</summary>
    public int? PartitionBeyond { get; private set; }

    public LogDamage? Visit(in ScannedRecord scanned)
    {
        switch (StreamRecord.Parse(scanned.Number, scanned.Payload, out var fault))
        {
            case StreamRecord.Event e: return Visit(scanned, e.Stored);
            case StreamRecord.Checkpoint checkpoint:
                State.Checkpointed(checkpoint);
                return null;
            default: return scanned.ContentDamage("a stream record", fault!);
        }
    }

    private LogDamage? Visit(in ScannedRecord scanned, StoredEvent stored)
    {
        if (stored.Partition >= partitions)
        {
            PartitionBeyond = stored.Partition;
            return scanned.ContentDamage($"a partition below {partitions}", $"partition {stored.Partition}");
        }

        var next = State.NextSequence(stored.Partition);
        if (stored.SequenceNumber != next)
        {
            return scanned.ContentDamage($"sequence number {next} of partition {stored.Partition}", $"{stored.SequenceNumber}");
        }

        if (stored.EnqueuedTime < State.LastTime) return scanned.ContentDamage($"an enqueued time from {State.LastTime} on", $"{stored.EnqueuedTime}");
        State.Published(stored.Partition, stored.SequenceNumber, scanned.Number, stored.EnqueuedTime);
        visit?.Invoke(stored);
        return null;
    }
}
