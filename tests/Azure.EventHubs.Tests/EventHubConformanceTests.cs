using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Cloud;
using CrossChainOracle.Streams.Tests;

namespace CrossChainOracle.Azure.EventHubs.Tests;

/// <summary>The laws of the embedded stream, over the adapter: on a hub in memory behind the SDK's seam, and on a real one where there is one.</summary>
public sealed class EventHubConformanceTests
{
    [Theory]
    [MemberData(nameof(StreamLaws.Names), MemberType = typeof(StreamLaws))]
    public Task TheAdapter_KeepsTheLaw(string law)
    {
        var hub = new MemoryHub(3);
        return StreamLaws.HoldsAsync(law, new Subject(hub.Producer, hub.Consumer, 3));
    }

    /// <summary>A hub of its own with three partitions or more; events stay there until they expire.</summary>
    [HubTheory]
    [MemberData(nameof(StreamLaws.Names), MemberType = typeof(StreamLaws))]
    public async Task ARealHub_KeepsTheLaw(string law)
    {
        var (connection, hub) = (HubTheoryAttribute.Connection!, HubTheoryAttribute.Hub);
        var consumer = new EventHubConsumerClient(EventHubConsumerClient.DefaultConsumerGroupName, connection, hub);
        var producer = new EventHubProducerClient(connection, hub);
        await StreamLaws.HoldsAsync(law, new Subject(producer, consumer, (await producer.GetPartitionIdsAsync()).Length));
    }

    private sealed class Subject(EventHubProducerClient producer, EventHubConsumerClient consumer, int partitions) : IStreamUnderTest
    {
        private readonly IBodyStore _bodies = Bodies.InMemory();

        public IEventPublisher Publisher => field ??= new EventHubPublisher(producer, partitions, "urn:crosschainoracle:test:hub", _bodies, TimeProvider.System);

        public async Task<IReadOnlyList<StoredEvent>> ReadAsync(int partition, StreamPosition from, int count, string run)
        {
            var seen = new List<StoredEvent>();
            await foreach (var read in new HubReader(consumer, new HubEvents(_bodies)).ReadAsync(partition, from, CancellationToken.None))
            {
                if (read.Outcome is HubEventOutcome.Opened { Event: var e } && e.PartitionKey.StartsWith(run, StringComparison.Ordinal)) seen.Add(e);
                if (seen.Count == count) break;
            }

            return seen;
        }

        public async ValueTask DisposeAsync()
        {
            await producer.DisposeAsync();
            await consumer.DisposeAsync();
        }
    }
}

/// <summary>Runs where <c>CCO_EVENTHUBS</c> holds the connection string of a namespace (such as the emulator's), and <c>CCO_EVENTHUBS_HUB</c> a hub's name; in a build with Cloud=true.</summary>
internal sealed class HubTheoryAttribute : TheoryAttribute
{
    public HubTheoryAttribute()
    {
#if CLOUD
        Skip = Connection is null ? "CCO_EVENTHUBS names no Event Hubs endpoint" : null;
#else
        Skip = "a build with -p:Cloud=true, and an Event Hubs endpoint in CCO_EVENTHUBS, are needed";
#endif
    }

    public static string? Connection => Environment.GetEnvironmentVariable("CCO_EVENTHUBS");

    public static string Hub => Environment.GetEnvironmentVariable("CCO_EVENTHUBS_HUB") ?? "conformance";
}
