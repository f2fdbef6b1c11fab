using Azure.Core;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Processor;
using CrossChainOracle.Stubs;

namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>A partition that a processor owns.</summary>
public class EventProcessorPartition
{
    public string PartitionId { get; protected internal set; }
}

/// <summary>Options of a processor.</summary>
public class EventProcessorOptions
{
    public EventHubConnectionOptions ConnectionOptions { get; set; } = new();

    public EventPosition DefaultStartingPosition { get; set; } = EventPosition.Earliest;

    public string Identifier { get; set; }

    public LoadBalancingStrategy LoadBalancingStrategy { get; set; } = LoadBalancingStrategy.Greedy;

    public EventHubsRetryOptions RetryOptions { get; set; } = new();
}

/// <summary>Shares the partitions of a hub among the processors of a consumer group.</summary>
public abstract class EventProcessor<TPartition>
    where TPartition : EventProcessorPartition, new()
{
    protected EventProcessor()
    {
    }

    protected EventProcessor(
        int eventBatchMaximumCount, string consumerGroup, string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventProcessorOptions options = null) =>
        throw Cloud.Needed;

    public virtual Task StartProcessingAsync(CancellationToken cancellationToken = default) => throw Cloud.Needed;

    public virtual Task StopProcessingAsync(CancellationToken cancellationToken = default) => throw Cloud.Needed;

    protected abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken);

    protected abstract Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(CancellationToken cancellationToken);

    protected virtual Task<EventProcessorCheckpoint> GetCheckpointAsync(string partitionId, CancellationToken cancellationToken) => throw Cloud.Needed;

    protected virtual Task UpdateCheckpointAsync(string partitionId, CheckpointPosition startingPosition, CancellationToken cancellationToken) => throw Cloud.Needed;

    protected abstract Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, TPartition partition, CancellationToken cancellationToken);

    protected abstract Task OnProcessingErrorAsync(Exception exception, TPartition partition, string operationDescription, CancellationToken cancellationToken);

    protected virtual Task OnPartitionProcessingStoppedAsync(TPartition partition, ProcessingStoppedReason reason, CancellationToken cancellationToken) => throw Cloud.Needed;
}

/// <summary>A processor whose checkpoints are kept elsewhere.</summary>
public abstract class PluggableCheckpointStoreEventProcessor<TPartition> : EventProcessor<TPartition>
    where TPartition : EventProcessorPartition, new()
{
    protected PluggableCheckpointStoreEventProcessor()
    {
    }

    protected PluggableCheckpointStoreEventProcessor(
        CheckpointStore checkpointStore,
        int eventBatchMaximumCount,
        string consumerGroup,
        string fullyQualifiedNamespace,
        string eventHubName,
        TokenCredential credential,
        EventProcessorOptions options = null) =>
        throw Cloud.Needed;

    protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken) => throw Cloud.Needed;

    protected override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(CancellationToken cancellationToken) => throw Cloud.Needed;

    protected override Task<EventProcessorCheckpoint> GetCheckpointAsync(string partitionId, CancellationToken cancellationToken) => throw Cloud.Needed;

    protected override Task UpdateCheckpointAsync(string partitionId, CheckpointPosition startingPosition, CancellationToken cancellationToken) => throw Cloud.Needed;
}
