using System.Runtime.CompilerServices;
using Azure.Messaging.EventHubs.Consumer;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>What was read, and where it stood.</summary>
/// <param name="Offset">Go on after it with <see cref="StreamPosition.After"/>; empty where the event has none.</param>
public sealed record HubRead(string Offset, HubEventOutcome Outcome);

/// <summary>Reads one partition from any offset, without sharing it with other readers: for a follower that keeps its own place.</summary>
/// <param name="client">Of <see cref="HubClients.Consumer"/>; not disposed here.</param>
public sealed class HubReader(EventHubConsumerClient client, HubEvents events)
{
    /// <summary>In order, at least once, until cancelled. The client connects again by itself; what it gives up on comes out as its exception.</summary>
    public async IAsyncEnumerable<HubRead> ReadAsync(int partition, StreamPosition from, [EnumeratorCancellation] CancellationToken ct)
    {
        var id = HubEvents.IdOf(partition);
        await foreach (var read in client.ReadEventsFromPartitionAsync(id, PositionOf(from), new ReadEventOptions(), ct).ConfigureAwait(false))
        {
            if (read.Data is { } data) yield return new(data.OffsetString ?? string.Empty, await events.OpenAsync(data, id, ct).ConfigureAwait(false));
        }
    }

    internal static EventPosition PositionOf(StreamPosition from) => from switch
    {
        StreamPosition.First => EventPosition.Earliest,
        StreamPosition.Next => EventPosition.Latest,
        StreamPosition.Beyond beyond => EventPosition.FromOffset(beyond.Offset, isInclusive: false),
        _ => throw new InvalidOperationException($"No such case: {from}"),
    };
}
