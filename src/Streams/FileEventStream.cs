using CrossChainOracle.Storage;

namespace CrossChainOracle.Streams;

/// <summary>The stream as one append-only log in a folder, all partitions and checkpoints in it.</summary>
public sealed class FileEventStream : IEventStream
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "STRM";

    private FileEventStream() { }

    /// <summary>The options of a stream in a folder.</summary>
    public static LogOptions In(string folder) => new(folder, Kind);

    /// <param name="partitions">1 to <see cref="StreamLimits.MaxPartitions"/>; it may grow from one opening to the next. Events in a partition beyond
    /// it are refused as <see cref="OpenOutcome{T}.Mismatch"/>.</param>
    /// <param name="time">Stamps <see cref="StoredEvent.EnqueuedTime"/>.</param>
    public static OpenOutcome<FileEventStream> Open(LogOptions options, int partitions, TimeProvider time) => throw new NotImplementedException();

    /// <summary>Verifies every record and the rules between them; takes no lock and writes nothing.</summary>
    public static OpenOutcome<StreamSummary> Verify(LogOptions options) => throw new NotImplementedException();

    public int Partitions => throw new NotImplementedException();

    public string? LastOffset(int? partition) => throw new NotImplementedException();

    public ValueTask<PublishOutcome> PublishAsync(int partition, IReadOnlyList<StreamEvent> events, CancellationToken ct = default) => throw new NotImplementedException();

    public ReadOutcome Read(int? partition, StreamPosition from, bool follow = true, CancellationToken ct = default) => throw new NotImplementedException();

    public ValueTask<CheckpointOutcome> CheckpointAsync(string group, int? partition, string offset, CancellationToken ct = default) => throw new NotImplementedException();

    public string? Checkpoint(string group, int? partition) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>What a verified stream holds.</summary>
/// <param name="Partitions">The highest partition that holds an event, plus one.</param>
public sealed record StreamSummary(int Partitions, long Events, string? LastOffset);
