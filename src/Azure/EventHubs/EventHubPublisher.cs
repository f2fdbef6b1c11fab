using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>Publishes to the partitions of one hub, by partition id. Thread-safe; the publications of one process to a partition do not mix.</summary>
/// <remarks>
/// A body over <see cref="HubEnvelope.MaximumInlineBytes"/> is stored first and claimed by its event. What does not fit into one send (1 MB) goes in several, in order.
/// Publishing may duplicate: after <see cref="PublishOutcome.Unknown"/> publish again, consumers know a batch by shard, sequence and digest.
/// </remarks>
/// <param name="producer">Of <see cref="HubClients.Producer"/>; not disposed here.</param>
/// <param name="partitions">Of the hub, fixed when it was created; <see cref="CheckAsync"/> compares.</param>
/// <param name="source">CloudEvents source: a URI reference that names deployment and hub.</param>
public sealed class EventHubPublisher(EventHubProducerClient producer, int partitions, string source, IBodyStore bodies, TimeProvider time) : IEventPublisher
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, partitions).Select(static _ => new SemaphoreSlim(1, 1))];

    public int Partitions => partitions;

    /// <summary>Asks whether the hub has exactly the partitions 0 to <see cref="Partitions"/> - 1.</summary>
    public async ValueTask<HubCheck> CheckAsync(CancellationToken ct)
    {
        try
        {
            var ids = await producer.GetPartitionIdsAsync(ct).ConfigureAwait(false);
            var expected = Enumerable.Range(0, partitions).Select(static number => HubEvents.IdOf(number));
            return ids.ToHashSet().SetEquals(expected) ? new HubCheck.Sound() : new HubCheck.Refused($"the hub has the partitions {string.Join(", ", ids)}, configured are {partitions}");
        }
        catch (EventHubsException failure) when (failure.Reason == EventHubsException.FailureReason.ResourceNotFound)
        {
            return new HubCheck.Refused("there is no such hub");
        }
        catch (Exception failure) when (HubTrouble.IsOne(failure) && !ct.IsCancellationRequested)
        {
            return new HubCheck.Failed(HubTrouble.NameOf(failure));
        }
    }

    public async ValueTask<PublishOutcome> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken ct = default)
    {
        if (partition < 0 || partition >= partitions) return new PublishOutcome.NoSuchPartition(partition, partitions);
        var wrapped = new HubEvent[events.Count];
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < events.Count; i++)
        {
            if (HubEnvelope.Wrap(events[i], source, now, i, out var refusal) is not { } one) return refusal!;
            wrapped[i] = one;
        }

        if (wrapped.Length == 0) return new PublishOutcome.Published([], null);
        await _turns[partition].WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await StoreAsync(wrapped, ct).ConfigureAwait(false) ?? await SendAsync(partition, wrapped, ct).ConfigureAwait(false);
        }
        finally
        {
            _turns[partition].Release();
        }
    }

    /// <summary>Bodies first: an event whose body is not there must never be seen.</summary>
    private async ValueTask<PublishOutcome?> StoreAsync(HubEvent[] events, CancellationToken ct)
    {
        foreach (var claim in events.Select(static e => e.Claim).OfType<HubClaim>())
        {
            if (await bodies.PutAsync(claim, ct).ConfigureAwait(false) is { } problem) return new PublishOutcome.Failed($"body {claim.Digest}: {problem}");
        }

        return null;
    }

    private async ValueTask<PublishOutcome> SendAsync(int partition, HubEvent[] events, CancellationToken ct)
    {
        var batches = new List<EventDataBatch>();
        var sent = 0;
        try
        {
            // All of them are packed before the first is sent: an event that is too large refuses the whole publication.
            if (await PackAsync(partition, events, batches, ct).ConfigureAwait(false) is { } refusal) return refusal;
            ct.ThrowIfCancellationRequested();
            for (; sent < batches.Count; sent++) await producer.SendAsync(batches[sent], CancellationToken.None).ConfigureAwait(false);
            return new PublishOutcome.Published([], null);
        }
        catch (Exception failure) when (HubTrouble.IsOne(failure) && !(failure is OperationCanceledException && ct.IsCancellationRequested))
        {
            return HubFaults.Outcome(HubTrouble.NameOf(failure), sent);
        }
        finally
        {
            foreach (var batch in batches) batch.Dispose();
        }
    }

    private async ValueTask<PublishOutcome?> PackAsync(int partition, HubEvent[] events, List<EventDataBatch> batches, CancellationToken ct)
    {
        var options = new CreateBatchOptions { PartitionId = HubEvents.IdOf(partition) };
        for (var i = 0; i < events.Length; i++)
        {
            var data = HubEvents.ToData(events[i]);
            if (batches.Count > 0 && batches[^1].TryAdd(data)) continue;
            batches.Add(await producer.CreateBatchAsync(options, ct).ConfigureAwait(false));
            if (!batches[^1].TryAdd(data)) return new PublishOutcome.EventTooLarge(i, HubEvents.SizeOf(events[i]), batches[^1].MaximumSizeInBytes);
        }

        return null;
    }
}
