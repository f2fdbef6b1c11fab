using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;

// A client made for tests has no connection, which the package's own disposal would close.
#pragma warning disable CA2215

namespace CrossChainOracle.Azure.EventHubs.Tests;

/// <summary>A hub behind the SDK's own seam: its clients are made to be overridden. The adapter above is the real one, and so are its batches and events.</summary>
internal sealed class MemoryHub(int partitions, long batchBytes = 1024 * 1024)
{
    private readonly Lock _gate = new();
    private readonly List<EventData>[] _events = [.. Enumerable.Range(0, partitions).Select(static _ => new List<EventData>())];
    private readonly List<Channel<bool>> _readers = [];

    public EventHubProducerClient Producer => new ProducerClient(this);

    public EventHubConsumerClient Consumer => new ConsumerClient(this);

    /// <summary>Called before each send with its number from 0, and after it was stored; what it throws is what the sender sees.</summary>
    public Action<int>? BeforeSend { get; set; }

    public Action<int>? AfterSend { get; set; }

    public Action? OnCreateBatch { get; set; }

    /// <summary>What it throws is what whoever asks for the partitions sees.</summary>
    public Action? OnPartitionIds { get; set; }

    public string[] PartitionIds { get; set; } = [.. Enumerable.Range(0, partitions).Select(static number => number.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Sizes of what was sent, in events.</summary>
    public List<int> Sends { get; } = [];

    public IReadOnlyList<EventData> Events(int partition)
    {
        lock (_gate) return [.. _events[partition]];
    }

    private void Store(string partitionId, IReadOnlyList<EventData> batch)
    {
        var number = Sends.Count;
        BeforeSend?.Invoke(number);
        lock (_gate)
        {
            Sends.Add(batch.Count);
            var partition = int.Parse(partitionId, CultureInfo.InvariantCulture);
            foreach (var sent in batch) _events[partition].Add(Delivered(sent, partition, _events[partition].Count));
            foreach (var reader in _readers) reader.Writer.TryWrite(true);
        }

        AfterSend?.Invoke(number);
    }

    /// <summary>Offsets are text without an order of their own, as those of a namespace with geo-replication.</summary>
    private static EventData Delivered(EventData sent, int partition, int sequence)
    {
        var data = EventHubsModelFactory.EventData(
            sent.EventBody, new Dictionary<string, object>(sent.Properties), sequenceNumber: sequence, offsetString: $"{partition}:{sequence * 7919 % 1_000_003}x{sequence}", enqueuedTime: DateTimeOffset.UnixEpoch.AddMilliseconds(1_790_000_000_000 + sequence));
        data.ContentType = sent.ContentType;
        return data;
    }

    private static long SizeOf(EventData data) => 64 + data.EventBody.ToMemory().Length + data.Properties.Sum(static property => 8 + property.Key.Length + ((string)property.Value).Length);

    private sealed class ProducerClient(MemoryHub hub) : EventHubProducerClient
    {
        private readonly ConditionalWeakTable<EventDataBatch, Tuple<string, List<EventData>>> _open = [];

        public override Task<string[]> GetPartitionIdsAsync(CancellationToken cancellationToken = default)
        {
            hub.OnPartitionIds?.Invoke();
            return Task.FromResult(hub.PartitionIds);
        }


        public override ValueTask<EventDataBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken = default)
        {
            hub.OnCreateBatch?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            var store = new List<EventData>();
            var size = 0L;
            var batch = EventHubsModelFactory.EventDataBatch(0, store, new CreateBatchOptions { PartitionId = options.PartitionId, MaximumSizeInBytes = hub.SizeLimit }, Fits);
            _open.Add(batch, new(options.PartitionId, store));
            return new(batch);

            bool Fits(EventData data)
            {
                if (size + SizeOf(data) > hub.SizeLimit) return false;
                size += SizeOf(data);
                return true;
            }
        }

        public override async Task SendAsync(EventDataBatch eventBatch, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (!_open.TryGetValue(eventBatch, out var content)) throw new InvalidOperationException("This batch was made elsewhere.");
            hub.Store(content.Item1, content.Item2);
        }

        public override ValueTask DisposeAsync() => default;
    }

    private long SizeLimit => batchBytes;

    private sealed class ConsumerClient(MemoryHub hub) : EventHubConsumerClient
    {
        public override async IAsyncEnumerable<PartitionEvent> ReadEventsFromPartitionAsync(
            string partitionId, EventPosition startingPosition, ReadEventOptions readOptions, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var news = Channel.CreateUnbounded<bool>();
            lock (hub._gate) hub._readers.Add(news);
            var partition = int.Parse(partitionId, CultureInfo.InvariantCulture);
            var all = hub.Events(partition);
            var next = startingPosition == EventPosition.Earliest ? 0 : startingPosition == EventPosition.Latest ? all.Count : 1 + IndexOf(all, startingPosition);
            while (true)
            {
                for (all = hub.Events(partition); next < all.Count; next++) yield return new PartitionEvent(null, all[next]);
                await news.Reader.ReadAsync(cancellationToken);
            }
        }

        public override ValueTask DisposeAsync() => default;

        /// <summary>A position tells nobody its offset, so that of each event is tried.</summary>
        private static int IndexOf(IReadOnlyList<EventData> all, EventPosition position)
        {
            var found = all.ToList().FindIndex(data => EventPosition.FromOffset(data.OffsetString, false) == position);
            return found >= 0 ? found : throw new ArgumentException("No such offset.", nameof(position));
        }
    }
}
