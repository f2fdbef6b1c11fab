namespace CrossChainOracle.Streams;

/// <summary>The writing half of a stream: what a stage publishes to, wherever it is kept. Thread-safe.</summary>
public interface IEventPublisher
{
    /// <summary>How many partitions; they are numbered from 0.</summary>
    int Partitions { get; }

    /// <summary>Publishes the events to one partition, in order. Durable when it returns <see cref="PublishOutcome.Published"/>.</summary>
    /// <remarks>After a crash a prefix of an unacknowledged publication may be there: publish again, subscribers see events at least once.</remarks>
    ValueTask<PublishOutcome> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken ct = default);
}

/// <summary>A partitioned stream with Event Hubs' shape: at least once, in order per partition, resumable from any offset.</summary>
/// <remarks>
/// Thread-safe. A cancelled write throws <see cref="OperationCanceledException"/> when its turn had not come (nothing was or will be written); after that
/// the token is not looked at. After an <c>Unknown</c> outcome every write answers <c>Unknown</c> and following readers end, until the stream was opened
/// again. Writes to a disposed stream throw <see cref="ObjectDisposedException"/>.
/// </remarks>
public interface IEventStream : IEventPublisher, IAsyncDisposable
{
    /// <summary>The offset of the last durable event of a partition, or of the whole stream (null partition); null when there is none.</summary>
    string? LastOffset(int? partition);

    /// <summary>Events of one partition, or of all in the order they were stored (null partition). Only durable events are seen.</summary>
    /// <param name="follow">True: waits for events to come until the enumeration is cancelled or the stream is disposed or stopped. False: ends at what is there.</param>
    /// <param name="ct">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    ReadOutcome Read(int? partition, StreamPosition from, bool follow = true, CancellationToken ct = default);

    /// <summary>Stores how far a consumer group has come in a partition, or in the whole stream (null partition). It may move back.</summary>
    ValueTask<CheckpointOutcome> CheckpointAsync(string group, int? partition, string offset, CancellationToken ct = default);

    /// <summary>The last durable checkpoint; null when there is none. Resume with <see cref="StreamPosition.After"/>.</summary>
    string? Checkpoint(string group, int? partition);
}
