namespace CrossChainOracle.Ledger;

/// <summary>A ledger opened for reading only, as it was when it was opened.</summary>
public sealed class LedgerArchive : ILedgerReader, IDisposable
{
    internal LedgerArchive() { }

    public IReadOnlyCollection<string> Shards => throw new NotImplementedException();

    public LedgerHead? Head(string shard) => throw new NotImplementedException();

    public ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default) => throw new NotImplementedException();

    public IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, CancellationToken ct = default) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
