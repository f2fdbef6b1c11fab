using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>Consumes a hub outside Functions: every batch is dealt with before its place is kept, so that a crash brings events again and loses none.</summary>
public class HubProcessor : PluggableCheckpointStoreEventProcessor<EventProcessorPartition>
{
    private const int EventsAtOnce = 100;

    private readonly HubBatches _batches;
    private readonly Action<string> _trouble;

    /// <param name="group">Consumer group; one of its own for each kind of consumer, or they take each other's partitions.</param>
    /// <param name="start">Where there is no checkpoint.</param>
    /// <param name="trouble">Hears what the processor meets by itself; it goes on.</param>
    public HubProcessor(HubAddress hub, string group, TokenCredential credential, CheckpointStore checkpoints, StreamPosition start, HubBatches batches, Action<string> trouble)
        : base(checkpoints, EventsAtOnce, group, hub.Namespace, hub.Hub, credential, HubClients.Processor(HubReader.PositionOf(start))) => (_batches, _trouble) = (batches, trouble);

    /// <summary>Without a connection, for tests.</summary>
    protected HubProcessor(HubBatches batches, Action<string> trouble) => (_batches, _trouble) = (batches, trouble);

    protected override async Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, EventProcessorPartition partition, CancellationToken cancellationToken)
    {
        if (await _batches.RunAsync(events, partition.PartitionId, cancellationToken).ConfigureAwait(false) is not { } last) return;
        await UpdateCheckpointAsync(partition.PartitionId, CheckpointPosition.FromEvent(last), cancellationToken).ConfigureAwait(false);
    }

    protected override Task OnProcessingErrorAsync(Exception exception, EventProcessorPartition? partition, string operationDescription, CancellationToken cancellationToken)
    {
        _trouble($"{(partition is null ? "" : $"partition {partition.PartitionId}: ")}{operationDescription}: {HubTrouble.NameOf(exception)}");
        return Task.CompletedTask;
    }
}
