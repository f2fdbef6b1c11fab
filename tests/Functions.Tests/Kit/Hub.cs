using Azure.Messaging.EventHubs;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>A hub whose events lie in a stream's file, delivered as the platform delivers them: in the envelope, with the partition beside them.</summary>
internal sealed class Hub(string name, FileEventStream stream) : IAsyncDisposable
{
    public FileEventStream Stream => stream;

    /// <summary>Everything that is there, in order.</summary>
    public async Task<IReadOnlyList<StoredEvent>> AllAsync(int? partition = null)
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in stream.Read(partition, StreamPosition.Earliest, follow: false).OrThrow()) events.Add(stored);
        return events;
    }

    /// <summary>A partition's events from one on.</summary>
    public async Task<EventData[]> DeliverAsync(int partition, int from = 0) => [.. (await AllAsync(partition)).Skip(from).Select(Deliver)];

    public EventData Deliver(StoredEvent stored)
    {
        var wrapped = HubEnvelope.Wrap(new(stored.PartitionKey, stored.ContentType, stored.Body, stored.Properties), $"/{name}", stored.EnqueuedTime, 0, out var refusal) ?? throw new InvalidOperationException($"{refusal}");
        return Deliver(stored, wrapped.Body, wrapped.Properties.ToDictionary(property => property.Key, property => (object)property.Value));
    }

    /// <summary>Whatever somebody sent.</summary>
    public static EventData Deliver(StoredEvent stored, ReadOnlyMemory<byte> body, IDictionary<string, object> properties)
    {
        var data = EventHubsModelFactory.EventData(new BinaryData(body), properties, null, stored.PartitionKey, stored.SequenceNumber, offsetString: stored.Offset, enqueuedTime: DateTimeOffset.FromUnixTimeMilliseconds(stored.EnqueuedTime));
        data.ContentType = stored.ContentType;
        return data;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
