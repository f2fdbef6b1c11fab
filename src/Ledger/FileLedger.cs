using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>The ledger as one append-only log in a folder; the index in memory holds positions, never batches.</summary>
public sealed class FileLedger : ILedger
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "LEDG";

    private FileLedger() { }

    /// <summary>The options of a ledger in a folder.</summary>
    public static LogOptions In(string folder) => new(folder, Kind);

    /// <summary>Opens for writing; verifies every record and the rules between them: one digest per (shard, sequence), each built on the one before.</summary>
    public static OpenOutcome<FileLedger> Open(LogOptions options) => throw new NotImplementedException();

    /// <summary>Verifies the same, takes no lock and writes nothing. Dispose the archive after use.</summary>
    public static OpenOutcome<LedgerArchive> OpenReadOnly(LogOptions options) => throw new NotImplementedException();

    public IReadOnlyCollection<string> Shards => throw new NotImplementedException();

    public LedgerHead? Head(string shard) => throw new NotImplementedException();

    public ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default) => throw new NotImplementedException();

    public IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, CancellationToken ct = default) => throw new NotImplementedException();

    public ValueTask<ReserveOutcome> ReserveAsync(Reservation reservation, CancellationToken ct = default) => throw new NotImplementedException();

    public ValueTask<AttachOutcome> AttachAsync(
        string shard, ulong sequence, Hash256 digest, ReadOnlyMemory<byte> signatures, CancellationToken ct = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
