namespace Azure.Messaging.EventHubs.Processor;

/// <summary>How fast partitions are claimed.</summary>
public enum LoadBalancingStrategy
{
    Balanced = 0,
    Greedy = 1,
}

/// <summary>Why a partition is not processed any more.</summary>
public enum ProcessingStoppedReason
{
    Shutdown = 0,
    OwnershipLost = 1,
}

/// <summary>How far a partition was processed.</summary>
public struct CheckpointPosition : IEquatable<CheckpointPosition>
{
    public CheckpointPosition(string offsetString, long sequenceNumber = long.MinValue) => (OffsetString, SequenceNumber) = (offsetString, sequenceNumber);

    public string OffsetString { get; }

    public long SequenceNumber { get; }

    public static CheckpointPosition FromEvent(EventData eventData) => new(eventData.OffsetString, eventData.SequenceNumber);

    public readonly bool Equals(CheckpointPosition other) => (OffsetString, SequenceNumber) == (other.OffsetString, other.SequenceNumber);

    public override readonly bool Equals(object obj) => obj is CheckpointPosition other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(OffsetString, SequenceNumber);

    public static bool operator ==(CheckpointPosition left, CheckpointPosition right) => left.Equals(right);

    public static bool operator !=(CheckpointPosition left, CheckpointPosition right) => !left.Equals(right);
}
