using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>The newest entries of every shard, in ascending order of sequence. Thread-safe.</summary>
internal sealed class AttesterLogIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ShardId, ShardEntries> _shards = [];

    public AttesterLogEntry? Last(ShardId shard)
    {
        lock (_gate) return _shards.GetValueOrDefault(shard)?.Last;
    }

    public AttesterLogEntry? Find(ShardId shard, ulong sequence)
    {
        lock (_gate) return _shards.GetValueOrDefault(shard)?.Find(sequence);
    }

    /// <summary>The caller has found the sequence to be above the shard's last.</summary>
    public void Add(AttesterLogEntry entry)
    {
        lock (_gate)
        {
            if (!_shards.TryGetValue(entry.Shard, out var entries)) _shards.Add(entry.Shard, entries = new ShardEntries());
            entries.Add(entry);
        }
    }

    public void Clear()
    {
        lock (_gate) _shards.Clear();
    }

    private sealed class ShardEntries
    {
        private readonly Dictionary<ulong, AttesterLogEntry> _bySequence = [];
        private readonly Queue<ulong> _order = new();

        public AttesterLogEntry? Last { get; private set; }

        public AttesterLogEntry? Find(ulong sequence) => _bySequence.GetValueOrDefault(sequence);

        public void Add(AttesterLogEntry entry)
        {
            if (Last is { } last && entry.Sequence <= last.Sequence) throw new InvalidOperationException($"{entry} after {last}.");
            if (_order.Count == AttesterLog.KeptPerShard) _bySequence.Remove(_order.Dequeue());
            _bySequence.Add(entry.Sequence, entry);
            _order.Enqueue(entry.Sequence);
            Last = entry;
        }
    }
}
