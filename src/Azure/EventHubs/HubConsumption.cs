using System.Globalization;
using Azure.Messaging.EventHubs;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Consuming;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>Deals with a delivery of a Functions trigger: opens each event of a partition in order, and puts aside what is none of ours. Where that fails it throws, and the platform delivers the same again.</summary>
/// <param name="hub">What the hub is called.</param>
/// <param name="events">Opens them.</param>
/// <param name="deadLetters">Where bad events go.</param>
/// <param name="observer">Told of every attempt and of every letter.</param>
/// <param name="time">Says how old an event is.</param>
public sealed class HubConsumption(string hub, HubEvents events, IEventPublisher deadLetters, IConsumptionObserver observer, TimeProvider time)
{
    private readonly BatchConsumption _consumption = new(hub, deadLetters);

    /// <param name="delivered">Of one partition, in order.</param>
    /// <param name="partitionId">Which.</param>
    /// <param name="consume">Deals with an event that was opened.</param>
    /// <param name="onBad">Told of every event that was put aside, and why.</param>
    /// <param name="ct">Ends it between two steps.</param>
    /// <exception cref="PartitionHeldException">The partition stands still at an event.</exception>
    public Task<ConsumptionReport> RunAsync(
        IReadOnlyList<EventData> delivered, string partitionId, Func<StoredEvent, CancellationToken, Task<EventOutcome>> consume, Action<StoredEvent, string>? onBad, CancellationToken ct)
    {
        if (delivered.Count > 0) observer.Attempt(hub, partitionId, AgeOf(delivered));
        return _consumption.RunAsync(delivered, data => AsDelivered(data, partitionId), (data, token) => ConsumeAsync(data, partitionId, consume, token), Note, ct);

        void Note(StoredEvent stored, EventOutcome.Bad bad)
        {
            observer.DeadLetter(hub, bad.Kind);
            onBad?.Invoke(stored, bad.Reason);
        }
    }

    /// <summary>Milliseconds since the oldest was stored; 0 where the hub's clock is ahead of ours.</summary>
    private long AgeOf(IReadOnlyList<EventData> delivered) => Math.Max(0, (long)(time.GetUtcNow() - delivered.Min(static data => data.EnqueuedTime)).TotalMilliseconds);

    private async Task<EventOutcome> ConsumeAsync(EventData data, string partitionId, Func<StoredEvent, CancellationToken, Task<EventOutcome>> consume, CancellationToken ct) =>
        await events.OpenAsync(data, partitionId, ct).ConfigureAwait(false) switch
        {
            HubEventOutcome.Opened opened => await consume(opened.Event, ct).ConfigureAwait(false),
            HubEventOutcome.Malformed malformed => new EventOutcome.Bad(malformed.Reason, BadKind.Malformed),
            HubEventOutcome.Failed { Retry: true } failed => new EventOutcome.Retry(failed.Reason),
            HubEventOutcome.Failed failed => new EventOutcome.Bad(failed.Reason, BadKind.BodyLost),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };

    /// <summary>As it came, with the envelope's properties: what a person needs to look into it.</summary>
    private static StoredEvent AsDelivered(EventData data, string partitionId) => new(
        int.TryParse(partitionId, NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : 0,
        data.SequenceNumber,
        data.OffsetString ?? string.Empty,
        data.EnqueuedTime.ToUnixTimeMilliseconds(),
        data.PartitionKey ?? string.Empty,
        data.ContentType ?? string.Empty,
        data.EventBody.ToMemory(),
        data.Properties.Where(static property => property.Value is string).ToDictionary(static property => property.Key, static property => (string)property.Value, StringComparer.Ordinal));
}
