using System.Runtime.CompilerServices;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>Entries by shard and sequence, from an index and the log that it points into.</summary>
internal sealed class EntryReader(LedgerIndex index, Func<long, LogRecord> read)
{
    public LedgerEntry? Read(string shard, ulong sequence)
    {
        if (index.Find(shard, sequence) is not { } position) return null;
        var signatures = position.Signatures is { } number ? Signatures(number) : default;
        return new(Reservation(position.Reservation), signatures, position.Reservation);
    }

    public Reservation Reservation(long recordNumber) => ((LedgerRecord.Reserve)Parse(recordNumber)).Reservation;

    public async IAsyncEnumerable<LedgerEntry> ReadFromAsync(string shard, ulong sequence, [EnumeratorCancellation] CancellationToken ct)
    {
        // The disk is read on the caller's thread; the yield keeps a long replay from holding it.
        await Task.Yield();
        for (; ; sequence++)
        {
            ct.ThrowIfCancellationRequested();
            if (Read(shard, sequence) is not { } entry) yield break;
            yield return entry;
        }
    }

    private ReadOnlyMemory<byte> Signatures(long recordNumber) => ((LedgerRecord.Attach)Parse(recordNumber)).Signatures;

    private LedgerRecord Parse(long recordNumber) =>
        LedgerRecord.Parse(read(recordNumber).Payload, out var fault)
        ?? throw new InvalidOperationException($"Record {recordNumber} was a ledger record when it was opened or written, and is not: {fault}.");
}
