using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Signing;

/// <summary>Builds the index while a log opens, and refuses a log whose records are not this signer's or do not ascend.</summary>
internal sealed class AttesterLogScan(EvmAddress signer, Action<AttesterLogEntry>? visit = null)
{
    private EvmAddress? _stranger;

    public AttesterLogIndex Index { get; } = new();

    public long Entries { get; private set; }

    public LogDamage? Visit(in ScannedRecord scanned)
    {
        if (AttesterRecord.Decode(scanned.Payload.Span, out var recorded, out var entry) is { } refusal)
        {
            return scanned.ContentDamage("an attester log record", refusal.ToString());
        }

        if (recorded != signer)
        {
            _stranger = recorded;
            return scanned.ContentDamage($"records of {signer}", $"a record of {recorded}");
        }

        if (Index.Last(entry!.Shard) is { } last && entry.Sequence <= last.Sequence)
        {
            return scanned.ContentDamage($"a sequence of {entry.Shard} above {last.Sequence}", $"{entry.Sequence}");
        }

        Index.Add(entry);
        Entries++;
        visit?.Invoke(entry);
        return null;
    }

    /// <summary>Another signer's records are a mismatch, not damage.</summary>
    public OpenOutcome<T> Judge<T>(OpenOutcome<T> opened) =>
        _stranger is { } other ? new OpenOutcome<T>.Mismatch("signer of the attester log", $"{signer}", $"{other}") : opened;
}

/// <param name="Signer">Whose log.</param>
/// <param name="Entries">Digests it is bound to.</param>
public sealed record AttesterLogSummary(EvmAddress Signer, long Entries);
