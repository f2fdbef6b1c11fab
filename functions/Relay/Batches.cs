using Azure.Messaging.EventHubs;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Azure.Relay;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Relay;

/// <summary>Keeps the attestations of each partition in their order, and lets the relay make a step.</summary>
/// <remarks>What could not be kept is delivered again until it can, and what is no attestation of ours is put aside, as in Attest. What a chain or its endpoints do wrong holds up no partition: the batch is kept, and posted by a later step.</remarks>
public sealed partial class Batches(CloudRelay relay, HubConsumption consumption, ILogger<Batches> logger)
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

        await relay.StepAsync(cancellation).ConfigureAwait(false);
    }

    private void NoteBad(StoredEvent stored, string reason) => PutAside(logger, stored.Partition, stored.SequenceNumber, reason);

    [LoggerMessage(1, LogLevel.Error, "partition {Partition}, event {SequenceNumber} is a dead letter: {Reason}")]
    private static partial void PutAside(ILogger logger, int partition, long sequenceNumber, string reason);

    [LoggerMessage(2, LogLevel.Critical, "partition {Partition} stands still at event {SequenceNumber}: {Reason}")]
    private static partial void StandsStill(ILogger logger, int partition, long sequenceNumber, string reason);
}
