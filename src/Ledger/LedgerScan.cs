using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>Builds the index while a log opens, and refuses a log whose records break the ledger's rules.</summary>
internal sealed class LedgerScan
{
    /// <summary>Digests that may still be signed; those of signed entries were compared and are not needed again.</summary>
    private readonly Dictionary<(string Shard, ulong Sequence), Hash256> _unsigned = [];

    public LedgerIndex Index { get; } = new();

    public LogDamage? Visit(in ScannedRecord scanned) => LedgerRecord.Parse(scanned.Payload, out var fault) switch
    {
        LedgerRecord.Reserve reserve => Visit(scanned, reserve.Reservation),
        LedgerRecord.Attach attach => Visit(scanned, attach),
        _ => scanned.ContentDamage("a ledger record", fault!),
    };

    private LogDamage? Visit(in ScannedRecord scanned, Reservation reservation)
    {
        var head = Index.Head(reservation.Shard);
        var next = head is null ? 0 : head.Sequence + 1;
        if (LedgerIndex.Judge(reservation, next, head?.Digest ?? default) is { } refusal)
        {
            return scanned.ContentDamage($"sequence {next} of {reservation.Shard}", $"sequence {reservation.Sequence}: {refusal}");
        }

        Index.Reserved(reservation, scanned.Number);
        _unsigned[(reservation.Shard, reservation.Sequence)] = reservation.Digest;
        return null;
    }

    private LogDamage? Visit(in ScannedRecord scanned, LedgerRecord.Attach attach)
    {
        var key = (attach.Shard, attach.Sequence);
        if (!_unsigned.TryGetValue(key, out var reserved))
        {
            return scanned.ContentDamage("signatures of a reserved, unsigned batch", $"signatures of {attach.Shard} {attach.Sequence}");
        }

        if (reserved != attach.Digest) return scanned.ContentDamage($"signatures over {reserved}", $"signatures over {attach.Digest}");
        _unsigned.Remove(key);
        Index.Attached(attach.Shard, attach.Sequence, scanned.Number);
        return null;
    }
}
