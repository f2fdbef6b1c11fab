using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using CrossChainOracle.Stubs;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>How far a consumer group has come in a partition.</summary>
public class EventProcessorCheckpoint
{
    public string FullyQualifiedNamespace { get; set; }

    public string EventHubName { get; set; }

    public string ConsumerGroup { get; set; }

    public string PartitionId { get; set; }

    public EventPosition StartingPosition { get; set; }
}

/// <summary>Who processes a partition.</summary>
public class EventProcessorPartitionOwnership
{
    public string FullyQualifiedNamespace { get; set; }

    public string EventHubName { get; set; }

    public string ConsumerGroup { get; set; }

    public string OwnerIdentifier { get; set; }

    public string PartitionId { get; set; }

    public DateTimeOffset LastModifiedTime { get; set; }

    public string Version { get; set; }
}

/// <summary>Where processors keep checkpoints and who owns which partition.</summary>
public abstract class CheckpointStore
{
    public abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken);

    public abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken);

    public abstract Task<EventProcessorCheckpoint> GetCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken);

    public virtual Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace,
        string eventHubName,
        string consumerGroup,
        string partitionId,
        string clientIdentifier,
        CheckpointPosition startingPosition,
        CancellationToken cancellationToken) => throw Cloud.Needed;
}
