using System.Runtime.CompilerServices;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Streams;

/// <summary>The stream as one append-only log in a folder, all partitions and checkpoints in it.</summary>
public sealed class FileEventStream : IEventStream
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "STRM";

    private readonly SegmentLog _log;
    private readonly StreamState _state;
    private readonly TimeProvider _time;
    private readonly PendingStream _pending = new();

    private FileEventStream(SegmentLog log, StreamState state, int partitions, TimeProvider time) =>
        (_log, _state, Partitions, _time) = (log, state, partitions, time);

    /// <summary>The options of a stream in a folder.</summary>
    public static LogOptions In(string folder) => new(folder, Kind);

    /// <param name="partitions">1 to <see cref="StreamLimits.MaxPartitions"/>; it may grow from one opening to the next. Events in a partition beyond
    /// it are refused as <see cref="OpenOutcome{T}.Mismatch"/>.</param>
    /// <param name="time">Stamps <see cref="StoredEvent.EnqueuedTime"/>.</param>
    public static OpenOutcome<FileEventStream> Open(LogOptions options, int partitions, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitions, StreamLimits.MaxPartitions);
        var scan = new StreamScan(partitions);
        var opened = SegmentLog.Open(options, scan.Visit).Map(log => new FileEventStream(log, scan.State, partitions, time));
        return scan.PartitionBeyond is { } beyond
            ? new OpenOutcome<FileEventStream>.Mismatch("partition of a stored event", $"below {partitions}", $"{beyond}")
            : opened;
    }

    /// <summary>Verifies every record and the rules between them; takes no lock and writes nothing.</summary>
    /// <param name="visit">Called with every event in the order they were stored.</param>
    public static OpenOutcome<StreamSummary> Verify(LogOptions options, Action<StoredEvent>? visit = null)
    {
        var scan = new StreamScan(StreamLimits.MaxPartitions, visit);
        return ReadOnlyLog.Open(options, scan.Visit).Map(log =>
        {
            log.Dispose();
            return scan.State.Summary();
        });
    }

    public int Partitions { get; }

    public string? LastOffset(int? partition) => _state.LastOffset(partition);

    public async ValueTask<PublishOutcome> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken ct = default)
    {
        if (IsBeyond(partition)) return new PublishOutcome.NoSuchPartition(partition, Partitions);
        if (EventCheck.Refuse(events) is { } refusal) return refusal;
        if (events.Count == 0) return new PublishOutcome.Published([], _state.NextSequence(partition));
        var encoded = events.Select(e => StreamRecord.Encode(partition, e)).ToArray();
        var bytes = encoded.Sum(e => (long)e.Length);
        if (bytes > LogLimits.MaxRecordBytes) return new PublishOutcome.PublicationTooLarge(bytes, LogLimits.MaxRecordBytes);

        var append = new PublishAppend(_state, _pending, _time, partition, encoded);
        await _log.AppendAsync(append, ct).ConfigureAwait(false);
        return append.Outcome!;
    }

    public ReadOutcome Read(int? partition, StreamPosition from, bool follow = true, CancellationToken ct = default)
    {
        if (IsBeyond(partition)) return new ReadOutcome.NoSuchPartition(partition!.Value, Partitions);
        var start = from is StreamPosition.Next ? _log.DurableEnd : 0;
        if (from is StreamPosition.Beyond beyond)
        {
            if (StreamOffset.Parse(beyond.Offset, _log.DurableEnd, out var reason) is not { } last) return new ReadOutcome.InvalidOffset(beyond.Offset, reason);
            start = last + 1;
        }

        return new ReadOutcome.Reading(EnumerateAsync(partition, start, follow, ct));
    }

    public async ValueTask<CheckpointOutcome> CheckpointAsync(string group, int? partition, string offset, CancellationToken ct = default)
    {
        if (IsBeyond(partition)) return new CheckpointOutcome.NoSuchPartition(partition!.Value, Partitions);
        if (group.Length == 0) return new CheckpointOutcome.InvalidGroup(group, "empty");
        if (EventCheck.RefuseText(group) is { } fault) return new CheckpointOutcome.InvalidGroup(group, fault);
        if (StreamOffset.Parse(offset, _log.DurableEnd, out var reason) is not { } number) return new CheckpointOutcome.InvalidOffset(offset, reason);
        var append = new CheckpointAppend(_state, new(group, partition, number));
        await _log.AppendAsync(append, ct).ConfigureAwait(false);
        return append.Outcome!;
    }

    public string? Checkpoint(string group, int? partition) => _state.Checkpoint(group, partition);

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private bool IsBeyond(int? partition) => partition is { } one && (one < 0 || one >= Partitions);

    private async IAsyncEnumerable<StoredEvent> EnumerateAsync(
        int? partition, long start, bool follow, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var record in _log.ReadFromAsync(start, follow, ct).ConfigureAwait(false))
        {
            if (StreamRecord.PartitionOf(record.Payload.Span) is not { } stored || (partition ?? stored) != stored) continue;
            if (StreamRecord.Parse(record.Number, record.Payload, out var fault) is not StreamRecord.Event e)
            {
                throw new InvalidOperationException($"Record {record.Number} was an event when it was opened or written, and is not: {fault}.");
            }

            yield return e.Stored;
        }
    }
}

/// <summary>What a verified stream holds.</summary>
/// <param name="Partitions">The highest partition that holds an event, plus one.</param>
public sealed record StreamSummary(int Partitions, long Events, string? LastOffset);
