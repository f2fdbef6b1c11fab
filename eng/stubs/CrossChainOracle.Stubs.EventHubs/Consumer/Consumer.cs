using Azure.Core;
using CrossChainOracle.Stubs;

namespace Azure.Messaging.EventHubs.Consumer;

/// <summary>Where reading a partition begins.</summary>
public struct EventPosition : IEquatable<EventPosition>
{
    // An offset "-1" is before the first event, "@latest" behind the last.
    private string _offset;
    private bool _isInclusive;
    private long? _sequenceNumber;
    private DateTimeOffset? _enqueuedTime;

    public static EventPosition Earliest => FromOffset("-1", false);

    public static EventPosition Latest => FromOffset("@latest", false);

    public static EventPosition FromOffset(string offsetString, bool isInclusive = true) => new() { _offset = offsetString, _isInclusive = isInclusive };

    public static EventPosition FromSequenceNumber(long sequenceNumber, bool isInclusive = true) => new() { _sequenceNumber = sequenceNumber, _isInclusive = isInclusive };

    public static EventPosition FromEnqueuedTime(DateTimeOffset enqueuedTime) => new() { _enqueuedTime = enqueuedTime };

    public readonly bool Equals(EventPosition other) =>
        (_offset, _isInclusive, _sequenceNumber, _enqueuedTime) == (other._offset, other._isInclusive, other._sequenceNumber, other._enqueuedTime);

    public override readonly bool Equals(object obj) => obj is EventPosition other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(_offset, _isInclusive, _sequenceNumber, _enqueuedTime);

    public static bool operator ==(EventPosition left, EventPosition right) => left.Equals(right);

    public static bool operator !=(EventPosition left, EventPosition right) => !left.Equals(right);

    public override readonly string ToString() => $"{_offset ?? _sequenceNumber?.ToString() ?? _enqueuedTime?.ToString("O")}{(_isInclusive ? " inclusive" : "")}";
}

/// <summary>Whose event it is.</summary>
public class PartitionContext
{
    protected internal PartitionContext(string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId) =>
        (FullyQualifiedNamespace, EventHubName, ConsumerGroup, PartitionId) = (fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId);

    public string FullyQualifiedNamespace { get; }

    public string EventHubName { get; }

    public string ConsumerGroup { get; }

    public string PartitionId { get; }
}

/// <summary>An event and its partition; no event where nothing came within the waiting time.</summary>
public struct PartitionEvent
{
    public PartitionEvent(PartitionContext partition, EventData data) => (Partition, Data) = (partition, data);

    public PartitionContext Partition { get; }

    public EventData Data { get; }
}

/// <summary>How a reader waits.</summary>
public class ReadEventOptions
{
    public TimeSpan? MaximumWaitTime { get; set; }
}

/// <summary>Options of a consumer.</summary>
public class EventHubConsumerClientOptions
{
    public EventHubConnectionOptions ConnectionOptions { get; set; } = new();

    public string Identifier { get; set; }

    public EventHubsRetryOptions RetryOptions { get; set; } = new();
}

/// <summary>Reads one hub without coordination with others. Overridable as in the package, for tests.</summary>
public class EventHubConsumerClient : IAsyncDisposable
{
    public const string DefaultConsumerGroupName = "$Default";

    protected EventHubConsumerClient()
    {
    }

    public EventHubConsumerClient(
        string consumerGroup, string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubConsumerClientOptions clientOptions = null) =>
        throw Cloud.Needed;

    public EventHubConsumerClient(string consumerGroup, string connectionString, string eventHubName) => throw Cloud.Needed;

    public virtual Task<string[]> GetPartitionIdsAsync(CancellationToken cancellationToken = default) => throw Cloud.Needed;

    public virtual IAsyncEnumerable<PartitionEvent> ReadEventsFromPartitionAsync(
        string partitionId, EventPosition startingPosition, ReadEventOptions readOptions, CancellationToken cancellationToken = default) =>
        throw Cloud.Needed;

    public virtual ValueTask DisposeAsync() => throw Cloud.Needed;
}
