using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>A ledger opened for reading only, as it was when it was opened.</summary>
public sealed class LedgerArchive : ILedgerReader, IDisposable
{
    private readonly ReadOnlyLog _log;
    private readonly LedgerIndex _index;
    private readonly EntryReader _entries;

    internal LedgerArchive(ReadOnlyLog log, LedgerIndex index)
    {
        (_log, _index) = (log, index);
        _entries = new EntryReader(index, log.Read);
    }

    /// <summary>Shards that hold at least one reservation, in ordinal order.</summary>
    public IReadOnlyCollection<string> Shards => _index.Shards;

    /// <summary>The last durable reservation; null for a shard without any.</summary>
    public LedgerHead? Head(string shard) => _index.Head(shard);

    public ValueTask<LedgerHead?> HeadAsync(string shard, CancellationToken ct = default) => new(_index.Head(shard));

    public ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default) => new(_entries.Read(shard, sequence));

    public IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, CancellationToken ct = default) =>
        _entries.ReadFromAsync(shard, sequence, ct);

    public void Dispose() => _log.Dispose();
}
