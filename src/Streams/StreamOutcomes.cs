namespace CrossChainOracle.Streams;

/// <summary>What came of a publication.</summary>
public abstract record PublishOutcome
{
    private PublishOutcome() { }

    /// <summary>Durable, all of them, in order, without another publication's events between them.</summary>
    /// <param name="Offsets">One per event; none where the stream does not say where it put them (Event Hubs).</param>
    /// <param name="FirstSequenceNumber">Of the partition; the others follow. Null where the stream does not say.</param>
    public sealed record Published(IReadOnlyList<string> Offsets, long? FirstSequenceNumber) : PublishOutcome;

    /// <summary>Rejected.</summary>
    public sealed record NoSuchPartition(int Partition, int Partitions) : PublishOutcome;

    /// <summary>Rejected, whole: one event is larger than <see cref="StreamLimits.MaxEventBytes"/>.</summary>
    public sealed record EventTooLarge(int Index, long Bytes, long Limit) : PublishOutcome;

    /// <summary>Rejected, whole: all events together are larger than the log takes at once.</summary>
    public sealed record PublicationTooLarge(long Bytes, long Limit) : PublishOutcome;

    /// <summary>Rejected, whole: a field of one event is outside its range.</summary>
    public sealed record Invalid(int Index, string Field, string Reason) : PublishOutcome;

    /// <summary>Nothing persisted; may be retried.</summary>
    public sealed record Failed(string Reason) : PublishOutcome;

    /// <summary>All, some (a prefix) or none may have persisted: open the stream again and look.</summary>
    public sealed record Unknown(string Reason) : PublishOutcome;
}

/// <summary>What came of asking to read.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome() { }

    /// <param name="Events">In order; may be enumerated once or several times, each from the same start.</param>
    public sealed record Reading(IAsyncEnumerable<StoredEvent> Events) : ReadOutcome;

    public sealed record NoSuchPartition(int Partition, int Partitions) : ReadOutcome;

    /// <summary>Not an offset of this stream, or one that it has not reached (a cursor of another or of a lost stream).</summary>
    public sealed record InvalidOffset(string Offset, string Reason) : ReadOutcome;

    /// <summary>The events.</summary>
    /// <exception cref="InvalidOperationException">It was refused; the message is the refusal.</exception>
    public IAsyncEnumerable<StoredEvent> OrThrow() =>
        this is Reading reading ? reading.Events : throw new InvalidOperationException(ToString());
}

/// <summary>What came of a checkpoint.</summary>
public abstract record CheckpointOutcome
{
    private CheckpointOutcome() { }

    /// <summary>Durable.</summary>
    public sealed record Stored : CheckpointOutcome;

    public sealed record NoSuchPartition(int Partition, int Partitions) : CheckpointOutcome;

    public sealed record InvalidOffset(string Offset, string Reason) : CheckpointOutcome;

    public sealed record InvalidGroup(string Group, string Reason) : CheckpointOutcome;

    /// <summary>Nothing persisted; may be retried.</summary>
    public sealed record Failed(string Reason) : CheckpointOutcome;

    /// <summary>It may or may not have persisted: open the stream again.</summary>
    public sealed record Unknown(string Reason) : CheckpointOutcome;
}
