using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>One reservation: compared with the head when its turn comes.</summary>
internal sealed class ReserveAppend(LedgerIndex index, PendingGroup pending, Reservation reservation, byte[] encoded) : IAppend
{
    private ReserveOutcome? _decision;

    /// <summary>Null when the shard has moved on by more than one: the sequence is durably taken, look it up.</summary>
    public ReserveOutcome? Outcome { get; private set; }

    public void Decide(AppendBatch batch)
    {
        _decision = Decision(batch.NextRecord);
        if (_decision is not ReserveOutcome.Reserved reserved) return;
        batch.Add(encoded);
        pending.Heads[reservation.Shard] = (reservation.Sequence, reservation.Digest, reserved.RecordNumber);
    }

    public void Settle(AppendOutcome outcome)
    {
        pending.Heads.Remove(reservation.Shard);
        Outcome = outcome switch
        {
            AppendOutcome.Appended => _decision,
            AppendOutcome.Failed failed => new ReserveOutcome.Failed(failed.Reason),
            AppendOutcome.Unknown unknown => new ReserveOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"A group ends otherwise: {outcome}"),
        };
        if (Outcome is ReserveOutcome.Reserved reserved) index.Reserved(reservation, reserved.RecordNumber);
    }

    private ReserveOutcome? Decision(long recordNumber)
    {
        if (Head() is not var (sequence, digest, headRecord))
        {
            return LedgerIndex.Judge(reservation, 0, default) ?? new ReserveOutcome.Reserved(recordNumber);
        }

        if (reservation.Sequence > sequence)
        {
            return LedgerIndex.Judge(reservation, sequence + 1, digest) ?? new ReserveOutcome.Reserved(recordNumber);
        }

        if (reservation.Sequence < sequence) return null;
        return reservation.Digest == digest
            ? new ReserveOutcome.AlreadyReserved(headRecord)
            : new ReserveOutcome.SequenceTaken(digest);
    }

    private (ulong Sequence, Hash256 Digest, long RecordNumber)? Head()
    {
        if (pending.Heads.TryGetValue(reservation.Shard, out var undecided)) return undecided;
        return index.Head(reservation.Shard) is { } head
            ? (head.Sequence, head.Digest, index.Find(reservation.Shard, head.Sequence)!.Value.Reservation)
            : null;
    }
}
