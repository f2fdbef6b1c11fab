using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing;

/// <summary>What came of recording a digest in an attester's log.</summary>
public abstract record RecordOutcome
{
    private RecordOutcome() { }

    /// <summary>Durable: this digest may be signed, and no other for its shard and sequence.</summary>
    public sealed record Recorded : RecordOutcome;

    /// <summary>The same digest was durable already: it may be signed again.</summary>
    public sealed record AlreadySame : RecordOutcome;

    /// <summary>Rejected: another digest of this shard and sequence is in the log.</summary>
    public sealed record SecondDigest(Hash256 Existing) : RecordOutcome;

    /// <summary>Rejected: the sequence is below the shard's head, and what was signed for it, if anything, is no longer remembered.</summary>
    public sealed record BelowHead(ulong Sequence, ulong Head) : RecordOutcome;

    /// <summary>Nothing was recorded; may be retried.</summary>
    public sealed record Failed(string Reason) : RecordOutcome;

    /// <summary>It may or may not be recorded. The log takes nothing more: dispose it and open it again.</summary>
    public sealed record Unknown(string Reason) : RecordOutcome;
}
