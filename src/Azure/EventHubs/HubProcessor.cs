using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>Consumes a hub outside Functions: every batch is dealt with before its place is kept, so that a crash brings events again and loses none. Where a function would throw, this waits and goes on at the event that stands still.</summary>
public class HubProcessor : PluggableCheckpointStoreEventProcessor<EventProcessorPartition>
{
    private const int EventsAtOnce = 100;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly HubWork _work;

    /// <param name="group">Consumer group; one of its own for each kind of consumer, or they take each other's partitions.</param>
    /// <param name="start">Where there is no checkpoint.</param>
    /// <param name="work">What is done with what arrives.</param>
    public HubProcessor(HubAddress hub, string group, TokenCredential credential, CheckpointStore checkpoints, StreamPosition start, HubWork work)
        : base(checkpoints, EventsAtOnce, group, hub.Namespace, hub.Hub, credential, HubClients.Processor(HubReader.PositionOf(start))) => _work = work;

    /// <summary>Without a connection, for tests.</summary>
    protected HubProcessor(HubWork work) => _work = work;

    protected override async Task OnProcessingEventBatchAsync(IEnumerable<EventData> events, EventProcessorPartition partition, CancellationToken cancellationToken)
    {
        EventData[] delivered = [.. events];
        if (delivered.Length == 0) return;
        var (left, pause, stands) = (delivered, FirstPause, -1L);
        while (await TryAsync(left, partition.PartitionId, cancellationToken).ConfigureAwait(false) is { } held)
        {
            pause = held.SequenceNumber != stands ? FirstPause : pause * 2 > LongestPause ? LongestPause : pause * 2;
            stands = held.SequenceNumber;
            _work.Trouble(held.Message);
            await Task.Delay(pause, _work.Time, cancellationToken).ConfigureAwait(false);
            left = [.. left.SkipWhile(data => data.SequenceNumber != stands)];
        }

        await UpdateCheckpointAsync(partition.PartitionId, CheckpointPosition.FromEvent(delivered[^1]), cancellationToken).ConfigureAwait(false);
    }

    protected override Task OnProcessingErrorAsync(Exception exception, EventProcessorPartition? partition, string operationDescription, CancellationToken cancellationToken)
    {
        _work.Trouble($"{(partition is null ? "" : $"partition {partition.PartitionId}: ")}{operationDescription}: {HubTrouble.NameOf(exception)}");
        return Task.CompletedTask;
    }

    private async Task<PartitionHeldException?> TryAsync(EventData[] events, string partition, CancellationToken ct)
    {
        try
        {
            await _work.Consumption.RunAsync(events, partition, _work.Consume, _work.OnBad, ct).ConfigureAwait(false);
            return null;
        }
        catch (PartitionHeldException held)
        {
            return held;
        }
    }
}

/// <summary>What a consumer outside Functions does with what arrives.</summary>
/// <param name="Consumption">Opens events and puts bad ones aside: into the hub of dead letters, or into a stream of the consumer's own.</param>
/// <param name="Consume">Deals with one event that was opened.</param>
/// <param name="Trouble">Hears why a partition stands still, each time it is tried again, and what the processor meets by itself; it goes on.</param>
/// <param name="Time">Measures the pauses.</param>
public sealed record HubWork(HubConsumption Consumption, Func<StoredEvent, CancellationToken, Task<EventOutcome>> Consume, Action<string> Trouble, TimeProvider Time)
{
    /// <summary>Told of every event that was put aside, and why.</summary>
    public Action<StoredEvent, string>? OnBad { get; init; }
}
