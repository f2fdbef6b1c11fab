namespace CrossChainOracle.Streams.Consuming;

/// <summary>What came of a delivery whose every event was dealt with or put aside.</summary>
/// <param name="Done">Events that were dealt with.</param>
/// <param name="Dropped">Events that came twice or too late, by reason.</param>
/// <param name="Bad">Events that are dead letters now.</param>
public sealed record ConsumptionReport(int Done, IReadOnlyDictionary<string, int> Dropped, int Bad);

/// <summary>Deals with the events of a partition in order, and never leaves one behind.</summary>
/// <remarks>
/// A host that marks a delivery as read whatever came of it (Azure Functions does, once its retries have ended) must repeat one that throws, for ever. So a bad event is put aside first and then passed,
/// and only where that fails too, or the event must come again, this throws. What was dealt with before comes again then, and is dropped.
/// </remarks>
/// <param name="hub">What the stream is called.</param>
/// <param name="deadLetters">Where bad events go.</param>
public sealed class BatchConsumption(string hub, IEventPublisher deadLetters)
{
    /// <param name="events">Of one partition, in order; nothing of them is checked.</param>
    /// <param name="shown">An event as it goes into a dead letter.</param>
    /// <param name="consume">Deals with one event.</param>
    /// <param name="onBad">Told of every event that was put aside, and why.</param>
    /// <param name="ct">Ends it between two steps.</param>
    /// <exception cref="PartitionHeldException">The partition stands still at an event; none after it was looked at.</exception>
    public async Task<ConsumptionReport> RunAsync<T>(
        IReadOnlyList<T> events, Func<T, StoredEvent> shown, Func<T, CancellationToken, Task<EventOutcome>> consume, Action<StoredEvent, EventOutcome.Bad> onBad, CancellationToken ct)
    {
        var (done, bad, dropped) = (0, 0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var delivered in events)
        {
            ct.ThrowIfCancellationRequested();
            var outcome = await consume(delivered, ct).ConfigureAwait(false);
            if (outcome is EventOutcome.Done) done++;
            else if (outcome is EventOutcome.Dropped drop) dropped[drop.Reason] = dropped.GetValueOrDefault(drop.Reason) + 1;
            else if (outcome is EventOutcome.Retry later) throw Held(shown(delivered), later.Reason);
            else if (outcome is EventOutcome.Bad refused)
            {
                var stored = shown(delivered);
                await PutAsideAsync(stored, refused.Reason, ct).ConfigureAwait(false);
                onBad(stored, refused);
                bad++;
            }
        }

        return new(done, dropped, bad);
    }

    private async Task PutAsideAsync(StoredEvent stored, string reason, CancellationToken ct)
    {
        var partition = stored.Partition % deadLetters.Partitions;
        var outcome = await deadLetters.PublishAsync(partition, [DeadLetter.Of(hub, stored, reason)], ct).ConfigureAwait(false);
        if (outcome is PublishOutcome.EventTooLarge or PublishOutcome.PublicationTooLarge)
        {
            outcome = await deadLetters.PublishAsync(partition, [DeadLetter.Of(hub, stored, reason, withBody: false)], ct).ConfigureAwait(false);
        }

        // What may have been written is written again: two letters about one event do no harm.
        if (outcome is not PublishOutcome.Published) throw Held(stored, $"{reason}; and it could not be put aside: {outcome}");
    }

    private PartitionHeldException Held(StoredEvent stored, string reason) => new(hub, stored.Partition, stored.SequenceNumber, reason);
}
