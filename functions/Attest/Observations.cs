using Azure.Messaging.EventHubs;
using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Hosting.Distributed;
using CrossChainOracle.Pipeline.Distributed;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Attest;

/// <summary>Makes attestations of observations, in the order of each partition.</summary>
/// <remarks>
/// The platform moves its checkpoint after a failed execution too, but only once its retries have ended, and these never end: while this throws, the partition stands still. Each attempt has the same
/// events; those that were attested before are dropped, for their time is covered.
/// </remarks>
public sealed partial class Observations(Attesting attesting, HubConsumption consumption, ILogger<Observations> logger)
{
    [Function(nameof(Observations))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public async Task RunAsync([EventHubTrigger(ObservedStream.Hub, Connection = "EventHubs", ConsumerGroup = "attest")] EventData[] events, FunctionContext context, CancellationToken cancellation)
    {
        try
        {
            var report = await consumption.RunAsync(events, TriggerPartition.Of(context.BindingContext.BindingData), attesting.ConsumeAsync, NoteBad, cancellation).ConfigureAwait(false);
            var dropped = report.Dropped.Values.Sum();
            Ended(logger, report.Done, report.Bad, dropped);
        }
        catch (PartitionHeldException held)
        {
            StandsStill(logger, held.Partition, held.SequenceNumber, held.Reason);
            throw;
        }
    }

    private void NoteBad(StoredEvent stored, string reason) => PutAside(logger, stored.Partition, stored.SequenceNumber, reason);

    [LoggerMessage(1, LogLevel.Debug, "{Done} attested, {Bad} put aside, {Dropped} dropped")]
    private static partial void Ended(ILogger logger, int done, int bad, int dropped);

    [LoggerMessage(2, LogLevel.Error, "partition {Partition}, event {SequenceNumber} is a dead letter: {Reason}")]
    private static partial void PutAside(ILogger logger, int partition, long sequenceNumber, string reason);

    [LoggerMessage(3, LogLevel.Critical, "partition {Partition} stands still at event {SequenceNumber}: {Reason}")]
    private static partial void StandsStill(ILogger logger, int partition, long sequenceNumber, string reason);
}
