using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>The ledger as one append-only log in a folder; the index in memory holds positions, never batches.</summary>
public sealed class FileLedger : ILedger
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "LEDG";

    private readonly SegmentLog _log;
    private readonly LedgerIndex _index;
    private readonly EntryReader _entries;
    private readonly PendingGroup _pending = new();

    private FileLedger(SegmentLog log, LedgerIndex index)
    {
        (_log, _index) = (log, index);
        _entries = new EntryReader(index, log.Read);
    }

    /// <summary>The options of a ledger in a folder.</summary>
    public static LogOptions In(string folder) => new(folder, Kind);

    /// <summary>Opens for writing; verifies every record and the rules between them: one digest per (shard, sequence), each built on the one before.</summary>
    public static OpenOutcome<FileLedger> Open(LogOptions options)
    {
        var scan = new LedgerScan();
        return SegmentLog.Open(options, scan.Visit).Map(log => new FileLedger(log, scan.Index));
    }

    /// <summary>Verifies the same, takes no lock and writes nothing. Dispose the archive after use.</summary>
    public static OpenOutcome<LedgerArchive> OpenReadOnly(LogOptions options)
    {
        var scan = new LedgerScan();
        return ReadOnlyLog.Open(options, scan.Visit).Map(log => new LedgerArchive(log, scan.Index));
    }

    /// <summary>Shards that hold at least one reservation, in ordinal order.</summary>
    public IReadOnlyCollection<string> Shards => _index.Shards;

    /// <summary>The last durable reservation; null for a shard without any.</summary>
    public LedgerHead? Head(string shard) => _index.Head(shard);

    public ValueTask<LedgerHead?> HeadAsync(string shard, CancellationToken ct = default) => new(_index.Head(shard));

    public ValueTask<LedgerEntry?> ReadAsync(string shard, ulong sequence, CancellationToken ct = default) => new(_entries.Read(shard, sequence));

    public IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, CancellationToken ct = default) =>
        _entries.ReadFromAsync(shard, sequence, ct);

    public async ValueTask<ReserveOutcome> ReserveAsync(Reservation reservation, CancellationToken ct = default)
    {
        if (LedgerRules.Refuse(reservation) is { } invalid) return invalid;
        byte[]? encoded = null;
        while (true)
        {
            if (CompareWithDurable(reservation) is { } decided) return decided;
            var append = new ReserveAppend(_index, _pending, reservation, encoded ??= LedgerRecord.Encode(reservation));
            await _log.AppendAsync(append, ct).ConfigureAwait(false);
            if (append.Outcome is { } outcome) return outcome;
        }
    }

    public async ValueTask<AttachOutcome> AttachAsync(
        string shard, ulong sequence, Hash256 digest, ReadOnlyMemory<byte> signatures, CancellationToken ct = default)
    {
        if (signatures.IsEmpty) return new AttachOutcome.Empty();
        if (_index.Find(shard, sequence) is not { } position) return new AttachOutcome.NotReserved(_index.Head(shard)?.Sequence + 1 ?? 0);
        var attach = new LedgerRecord.Attach(shard, sequence, digest, signatures);
        if (LedgerRecord.Size(attach) is > LogLimits.MaxRecordBytes and var size) return new AttachOutcome.TooLarge(size, LogLimits.MaxRecordBytes);
        if (!TryReadDigest(shard, sequence, position, out var reserved, out var fault)) return new AttachOutcome.Failed(fault);
        if (reserved != digest) return new AttachOutcome.DigestMismatch(reserved, digest);

        var append = new AttachAppend(_index, _pending, attach, LedgerRecord.Encode(attach));
        await _log.AppendAsync(append, ct).ConfigureAwait(false);
        return append.Outcome!;
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    /// <summary>What is durable never changes, so it is answered without taking a turn. Null: the sequence is beyond the durable head.</summary>
    private ReserveOutcome? CompareWithDurable(Reservation reservation)
    {
        if (_index.Find(reservation.Shard, reservation.Sequence) is not { } position) return null;
        if (!TryReadDigest(reservation.Shard, reservation.Sequence, position, out var existing, out var fault)) return new ReserveOutcome.Failed(fault);
        return existing == reservation.Digest
            ? new ReserveOutcome.AlreadyReserved(position.Reservation)
            : new ReserveOutcome.SequenceTaken(existing);
    }

    private bool TryReadDigest(string shard, ulong sequence, EntryPosition position, out Hash256 digest, out string fault)
    {
        (digest, fault) = (default, "");
        try
        {
            digest = _index.Head(shard) is { } head && head.Sequence == sequence
                ? head.Digest
                : _entries.Reservation(position.Reservation).Digest;
            return true;
        }
        catch (IOException e)
        {
            fault = e.Message;
            return false;
        }
    }
}
