namespace CrossChainOracle.Streams;

/// <summary>What is durable: the end of each partition and the checkpoints. Thread-safe.</summary>
internal sealed class StreamState
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (long NextSequence, long LastRecord)> _partitions = [];
    private readonly Dictionary<(string Group, int? Partition), long> _checkpoints = [];
    private long? _lastRecord;

    public long LastTime { get; private set; }

    public long NextSequence(int partition)
    {
        lock (_gate) return _partitions.GetValueOrDefault(partition).NextSequence;
    }

    public string? LastOffset(int? partition)
    {
        lock (_gate)
        {
            if (partition is not { } one) return _lastRecord is { } last ? StreamOffset.Of(last) : null;
            return _partitions.TryGetValue(one, out var end) ? StreamOffset.Of(end.LastRecord) : null;
        }
    }

    public string? Checkpoint(string group, int? partition)
    {
        lock (_gate) return _checkpoints.TryGetValue((group, partition), out var record) ? StreamOffset.Of(record) : null;
    }

    public StreamSummary Summary()
    {
        lock (_gate)
        {
            return new(
                _partitions.Count == 0 ? 0 : _partitions.Keys.Max() + 1,
                _partitions.Values.Sum(end => end.NextSequence),
                _lastRecord is { } last ? StreamOffset.Of(last) : null);
        }
    }

    public void Published(int partition, long sequence, long recordNumber, long enqueuedTime)
    {
        lock (_gate)
        {
            _partitions[partition] = (sequence + 1, recordNumber);
            _lastRecord = recordNumber;
            LastTime = enqueuedTime;
        }
    }

    public void Checkpointed(StreamRecord.Checkpoint checkpoint)
    {
        lock (_gate) _checkpoints[(checkpoint.Group, checkpoint.Partition)] = checkpoint.RecordNumber;
    }
}
