using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>Where each durable entry stands in the log, and the rules that every record obeys. Thread-safe.</summary>
/// <remarks>16 bytes for each entry, a head for each shard; batches stay on disk.</remarks>
internal sealed class LedgerIndex
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ShardIndex> _shards = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Shards
    {
        get { lock (_gate) return [.. _shards.Keys]; }
    }

    public LedgerHead? Head(string shard)
    {
        lock (_gate) return _shards.TryGetValue(shard, out var index) ? index.Head : null;
    }

    public EntryPosition? Find(string shard, ulong sequence)
    {
        lock (_gate) return _shards.TryGetValue(shard, out var index) ? index.Find(sequence) : null;
    }

    public void Reserved(Reservation reservation, long recordNumber)
    {
        lock (_gate)
        {
            if (!_shards.TryGetValue(reservation.Shard, out var index)) _shards[reservation.Shard] = index = new ShardIndex();
            index.Reserved(reservation.Sequence, reservation.Digest, recordNumber);
        }
    }

    public void Attached(string shard, ulong sequence, long recordNumber)
    {
        lock (_gate) _shards[shard].Attached(sequence, recordNumber);
    }

    /// <summary>The compare of compare-and-swap, for a sequence beyond the head. Null: it may be reserved.</summary>
    public static ReserveOutcome? Judge(Reservation reservation, ulong nextSequence, Hash256 headDigest)
    {
        if (reservation.Sequence != nextSequence) return new ReserveOutcome.HeadMoved(nextSequence, headDigest);
        return reservation.PreviousDigest == headDigest
            ? null
            : new ReserveOutcome.PreviousDigestMismatch(headDigest, reservation.PreviousDigest);
    }
}

/// <param name="Reservation">Record number.</param>
/// <param name="Signatures">Record number; null until attached.</param>
internal readonly record struct EntryPosition(long Reservation, long? Signatures);

internal sealed class ShardIndex
{
    private const long NotAttached = -1;

    private readonly List<(long Reservation, long Signatures)> _entries = [];
    private Hash256 _digest;

    public LedgerHead Head => new((ulong)_entries.Count - 1, _digest, _entries[^1].Signatures != NotAttached);

    public EntryPosition? Find(ulong sequence)
    {
        if (sequence >= (ulong)_entries.Count) return null;
        var (reservation, signatures) = _entries[(int)sequence];
        return new(reservation, signatures == NotAttached ? null : signatures);
    }

    public void Reserved(ulong sequence, Hash256 digest, long recordNumber)
    {
        if (sequence != (ulong)_entries.Count) throw new InvalidOperationException($"Sequence {sequence} indexed after {_entries.Count} entries.");
        _entries.Add((recordNumber, NotAttached));
        _digest = digest;
    }

    public void Attached(ulong sequence, long recordNumber)
    {
        var (reservation, signatures) = _entries[(int)sequence];
        if (signatures != NotAttached) throw new InvalidOperationException($"Sequence {sequence} was attached twice.");
        _entries[(int)sequence] = (reservation, recordNumber);
    }
}
