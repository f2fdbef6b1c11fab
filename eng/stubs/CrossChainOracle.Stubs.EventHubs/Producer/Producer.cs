using Azure.Core;
using CrossChainOracle.Stubs;

namespace Azure.Messaging.EventHubs.Producer;

/// <summary>Where events are sent.</summary>
public class SendEventOptions
{
    public string PartitionId { get; set; }

    public string PartitionKey { get; set; }
}

/// <summary>Where a batch is sent, and how large it may be; null: as the service says.</summary>
public class CreateBatchOptions : SendEventOptions
{
    public long? MaximumSizeInBytes { get; set; }
}

/// <summary>Events that are sent together.</summary>
public sealed class EventDataBatch : IDisposable
{
    private readonly IList<EventData> _events;
    private readonly Func<EventData, bool> _tryAdd;

    internal EventDataBatch(long size, IList<EventData> events, CreateBatchOptions options, Func<EventData, bool> tryAdd) =>
        (SizeInBytes, _events, MaximumSizeInBytes, _tryAdd) = (size, events, options.MaximumSizeInBytes ?? long.MaxValue, tryAdd);

    public int Count => _events.Count;

    public long MaximumSizeInBytes { get; }

    public long SizeInBytes { get; }

    public bool TryAdd(EventData eventData)
    {
        if (!_tryAdd(eventData)) return false;
        _events.Add(eventData);
        return true;
    }

    public void Dispose()
    {
    }
}

/// <summary>Options of a producer.</summary>
public class EventHubProducerClientOptions
{
    public EventHubConnectionOptions ConnectionOptions { get; set; } = new();

    public string Identifier { get; set; }

    public EventHubsRetryOptions RetryOptions { get; set; } = new();
}

/// <summary>Sends to one hub. Overridable as in the package, for tests.</summary>
public class EventHubProducerClient : IAsyncDisposable
{
    protected EventHubProducerClient()
    {
    }

    public EventHubProducerClient(string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubProducerClientOptions clientOptions = null) =>
        throw Cloud.Needed;

    public EventHubProducerClient(string connectionString, string eventHubName) => throw Cloud.Needed;

    public virtual Task<string[]> GetPartitionIdsAsync(CancellationToken cancellationToken = default) => throw Cloud.Needed;

    public virtual ValueTask<EventDataBatch> CreateBatchAsync(CreateBatchOptions options, CancellationToken cancellationToken = default) => throw Cloud.Needed;

    public virtual Task SendAsync(EventDataBatch eventBatch, CancellationToken cancellationToken = default) => throw Cloud.Needed;

    public virtual Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default) => throw Cloud.Needed;

    public virtual ValueTask DisposeAsync() => throw Cloud.Needed;
}
