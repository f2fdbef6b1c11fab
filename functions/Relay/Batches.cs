using Azure.Messaging.EventHubs;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Relay;

/// <summary>What a relay makes of one attestation of the stream. There is none for this app yet: it would verify the batch, plan and send, and keep what was sent in a journal that outlives the process.</summary>
public interface IBatchRelay
{
    Task<EventOutcome> ConsumeAsync(StoredEvent attestation, CancellationToken cancellation);
}

/// <summary>Hands attestations to a relay, in the order of each partition. As in Attest, what fails is delivered again until it does not, and what is no event of ours is put aside.</summary>
public sealed partial class Batches(IBatchRelay relay, HubConsumption consumption, ILogger<Batches> logger)
{
    public const string Hub = "attestations";

    [Function(nameof(Batches))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task RunAsync([EventHubTrigger(Hub, Connection = "EventHubs", ConsumerGroup = "relayer")] EventData[] events, FunctionContext context, CancellationToken cancellation)
    {
        try
        {
            await consumption.RunAsync(events, TriggerPartition.Of(context.BindingContext.BindingData), relay.ConsumeAsync, NoteBad, cancellation).ConfigureAwait(false);
        }
        catch (PartitionHeldException held)
        {
            StandsStill(logger, held.Partition, held.SequenceNumber, held.Reason);
            throw;
        }
    }

    private void NoteBad(StoredEvent stored, string reason) => PutAside(logger, stored.Partition, stored.SequenceNumber, reason);

    [LoggerMessage(1, LogLevel.Error, "partition {Partition}, event {SequenceNumber} is a dead letter: {Reason}")]
    private static partial void PutAside(ILogger logger, int partition, long sequenceNumber, string reason);

    [LoggerMessage(2, LogLevel.Critical, "partition {Partition} stands still at event {SequenceNumber}: {Reason}")]
    private static partial void StandsStill(ILogger logger, int partition, long sequenceNumber, string reason);
}
