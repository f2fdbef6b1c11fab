using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using CrossChainOracle.Streams;
using CrossChainOracle.Streams.Cloud;
using CrossChainOracle.Streams.Consuming;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.EventHubs.Tests;

public sealed class HubProcessorTests
{
    private readonly List<string> _trouble = [];
    private readonly List<string> _bad = [];
    private readonly List<string> _kinds = [];
    private readonly MemoryHub _letters = new(2);
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task ABatch_IsDealtWithInOrder_ThenItsLastOffsetIsKept()
    {
        var dealt = new List<string>();
        var processor = Processor((stored, _) => Note(dealt, stored));
        await processor.ProcessAsync(await EventsAsync("a", "b", "c"), "1");
        Assert.Equal(["a", "b", "c"], dealt);
        Assert.Equal(("1", (await EventsAsync("a", "b", "c"))[^1].OffsetString), Assert.Single(processor.Checkpoints));
        await processor.ProcessAsync([], "1");
        Assert.Single(processor.Checkpoints);
    }

    [Fact]
    public async Task AnEventThatIsNotDealtWith_HoldsThePartition_UntilItIs()
    {
        var dealt = new List<string>();
        var held = new List<(int Dealt, int Kept)>();
        ProcessorUnderTest processor = null!;
        processor = Processor((stored, _) =>
        {
            if (Text(stored) != "b" || held.Count == 3) return Note(dealt, stored);
            held.Add((dealt.Count, processor.Checkpoints.Count));
            return Task.FromResult<EventOutcome>(new EventOutcome.Retry("the engine is busy"));
        });
        var running = processor.ProcessAsync(await EventsAsync("a", "b", "c"), "1");
        while (!running.IsCompleted)
        {
            await Task.Delay(1);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await running;
        Assert.Equal([(1, 0), (1, 0), (1, 0)], held);
        Assert.InRange(_time.GetUtcNow() - DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1 + 2 + 4), TimeSpan.MaxValue);
        Assert.Equal(3, _trouble.Count);
        Assert.Equal(["a", "b", "c"], dealt);
        Assert.All(_trouble, line => Assert.Equal("attestations: partition 1 stands still at event 1: the engine is busy", line));
    }

    [Fact]
    public async Task StoppingInTheMiddle_KeepsNoPlace()
    {
        using var stop = new CancellationTokenSource();
        var processor = Processor((_, _) =>
        {
            stop.Cancel();
            return Task.FromResult<EventOutcome>(new EventOutcome.Done());
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await processor.ProcessAsync(await EventsAsync("a", "b"), "1", stop.Token));
        Assert.Empty(processor.Checkpoints);
    }

    /// <summary>The same as in a function: put aside first, then passed. It has no content type, which a hub does not take, and two properties that look alike when they are cleaned.</summary>
    [Fact]
    public async Task AForeignEvent_IsPutAside_AndTheNextIsDealtWith()
    {
        var dealt = new List<string>();
        var processor = Processor((stored, _) => Note(dealt, stored));
        var foreign = EventHubsModelFactory.EventData(new BinaryData("x"), new Dictionary<string, object> { ["a\u00e8"] = "1", ["a\u00e9"] = "2" }, offsetString: "7", sequenceNumber: 7);
        await processor.ProcessAsync([foreign, .. await EventsAsync("a")], "1");
        Assert.Equal(["a"], dealt);
        Assert.Equal(("no formatVersion", BadKind.Malformed), (Assert.Single(_bad), Assert.Single(_kinds)));
        var letter = Assert.Single(_letters.Events(1));
        Assert.Equal(("application/octet-stream", "7", "2"), (letter.ContentType, (string)letter.Properties["sequenceNumber"], (string)letter.Properties["event.a?"]));
        Assert.Equal(new HubEventOutcome.Malformed("the partition id is no number"), await new HubEvents(Bodies.InMemory()).OpenAsync(new EventData(new BinaryData("x")), "one", default));
    }

    [Fact]
    public async Task AForeignEventThatCannotBePutAside_HoldsThePartition()
    {
        var dealt = new List<string>();
        _letters.BeforeSend = static _ => throw new EventHubsException(true, "dead-letter", "busy", EventHubsException.FailureReason.ServiceBusy);
        var processor = Processor((stored, _) => Note(dealt, stored));
        var running = processor.ProcessAsync([EventHubsModelFactory.EventData(new BinaryData("x"), offsetString: "7", sequenceNumber: 7), .. await EventsAsync("a")], "1");
        while (_trouble.Count < 3)
        {
            await Task.Delay(1);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Empty(dealt);
        Assert.Empty(processor.Checkpoints);
        _letters.BeforeSend = null;
        while (!running.IsCompleted)
        {
            await Task.Delay(1);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await running;
        Assert.Equal(["a"], dealt);
        Assert.Single(processor.Checkpoints);
    }

    [Fact]
    public async Task ABodyThatIsNotThere_IsNoRetry_AndOneThatCannotBeReadIs()
    {
        var hub = new MemoryHub(2);
        var large = new StreamEvent("key", "text/plain", new byte[1_000_000], StreamEvent.NoProperties);
        await new EventHubPublisher(hub.Producer, 2, "urn:test", Bodies.InMemory(), TimeProvider.System).PublishAsync(1, [large]);
        var data = hub.Events(1)[0];
        Assert.False(Assert.IsType<HubEventOutcome.Failed>(await new HubEvents(Bodies.InMemory()).OpenAsync(data, "1", default)).Retry);
        Assert.True(Assert.IsType<HubEventOutcome.Failed>(await new HubEvents(Bodies.Failing()).OpenAsync(data, "1", default)).Retry);
    }

    [Fact]
    public async Task Checkpoints_AreOpaqueOffsets_AndOneClaimOfAPartitionCounts()
    {
        using var folder = new TemporaryFolder();
        using var file = OffsetsFile.Open(Path.Combine(folder.Path, "offsets.json"), out _);
        var store = new OffsetsCheckpointStore(file!, _time);
        Assert.Null(await store.GetCheckpointAsync("ns", "hub", "group", "0", default));
        await store.UpdateCheckpointAsync("ns", "hub", "group", "0", "me", new CheckpointPosition("4611:a", 12), default);
        Assert.Equal(EventPosition.FromOffset("4611:a", false), (await store.GetCheckpointAsync("ns", "hub", "group", "0", default))!.StartingPosition);
        Assert.Null(await store.GetCheckpointAsync("ns", "hub", "other", "0", default));

        var wish = new EventProcessorPartitionOwnership { FullyQualifiedNamespace = "ns", EventHubName = "hub", ConsumerGroup = "group", PartitionId = "0", OwnerIdentifier = "me" };
        var mine = Assert.Single(await store.ClaimOwnershipAsync([wish], default));
        Assert.Empty(await store.ClaimOwnershipAsync([wish], default));
        Assert.Equal(mine.Version, Assert.Single(await store.ListOwnershipAsync("ns", "hub", "group", default)).Version);
        Assert.NotEqual(mine.Version, Assert.Single(await store.ClaimOwnershipAsync([mine], default)).Version);
        Assert.Empty(await store.ListOwnershipAsync("ns", "hub", "other", default));
    }

    [Fact]
    public async Task WhatTheProcessorMeets_IsToldByName()
    {
        var processor = Processor((_, _) => Task.FromResult<EventOutcome>(new EventOutcome.Done()));
        await processor.MeetAsync(new EventHubsException(true, "hub", "sb://secret.example", EventHubsException.FailureReason.ServiceBusy));
        Assert.Equal(["receiving: ServiceBusy"], _trouble);
    }

    private static async Task<IReadOnlyList<EventData>> EventsAsync(params string[] bodies)
    {
        var hub = new MemoryHub(2);
        var events = bodies.Select(static body => new StreamEvent("key", "text/plain", System.Text.Encoding.UTF8.GetBytes(body), StreamEvent.NoProperties));
        await new EventHubPublisher(hub.Producer, 2, "urn:test", Bodies.InMemory(), TimeProvider.System).PublishAsync(1, [.. events]);
        return hub.Events(1);
    }

    private static string Text(StoredEvent stored) => System.Text.Encoding.UTF8.GetString(stored.Body.Span);

    private static Task<EventOutcome> Note(List<string> dealt, StoredEvent stored)
    {
        dealt.Add(Text(stored));
        return Task.FromResult<EventOutcome>(new EventOutcome.Done());
    }

    private ProcessorUnderTest Processor(Func<StoredEvent, CancellationToken, Task<EventOutcome>> consume)
    {
        var letters = new EventHubPublisher(_letters.Producer, 2, "urn:test", Bodies.InMemory(), TimeProvider.System);
        return new(new(new HubConsumption("attestations", new(Bodies.InMemory()), letters, new Kinds(_kinds), _time), consume, _trouble.Add, _time) { OnBad = (_, reason) => _bad.Add(reason) });
    }

    /// <summary>The SDK's processor calls what is protected here.</summary>
    private sealed class ProcessorUnderTest(HubWork work) : HubProcessor(work)
    {
        public List<(string Partition, string Offset)> Checkpoints { get; } = [];

        public Task ProcessAsync(IReadOnlyList<EventData> events, string partition, CancellationToken ct = default) => OnProcessingEventBatchAsync(events, new Partition(partition), ct);

        public Task MeetAsync(Exception failure) => OnProcessingErrorAsync(failure, null, "receiving", default);

        protected override Task UpdateCheckpointAsync(string partitionId, CheckpointPosition startingPosition, CancellationToken cancellationToken)
        {
            Checkpoints.Add((partitionId, startingPosition.OffsetString));
            return Task.CompletedTask;
        }
    }

    private sealed class Kinds(List<string> kinds) : IConsumptionObserver
    {
        public void Attempt(string hub, string partition, long ageMs)
        {
        }

        public void DeadLetter(string hub, string kind) => kinds.Add(kind);
    }

    private sealed class Partition : EventProcessorPartition
    {
        public Partition(string id) => PartitionId = id;
    }
}
