using CrossChainOracle.Domain;

namespace CrossChainOracle.Ledger;

/// <summary>What came of a reservation. Only <see cref="Reserved"/> and <see cref="AlreadyReserved"/> allow to sign the digest.</summary>
public abstract record ReserveOutcome
{
    private ReserveOutcome() { }

    /// <summary>Durable; the sequence belongs to this digest for ever.</summary>
    public sealed record Reserved(long RecordNumber) : ReserveOutcome;

    /// <summary>This digest already held the sequence, durably; the bytes first reserved stay.</summary>
    public sealed record AlreadyReserved(long RecordNumber) : ReserveOutcome;

    /// <summary>Rejected: the sequence belongs to another digest.</summary>
    public sealed record SequenceTaken(Hash256 Existing) : ReserveOutcome;

    /// <summary>Rejected: the sequence lies beyond the next one.</summary>
    /// <param name="HeadDigest">Zero when the shard is empty.</param>
    public sealed record HeadMoved(ulong NextSequence, Hash256 HeadDigest) : ReserveOutcome;

    /// <summary>Rejected: it is the next sequence, and it does not build on the head.</summary>
    public sealed record PreviousDigestMismatch(Hash256 Expected, Hash256 Actual) : ReserveOutcome;

    /// <summary>Rejected: a field is outside its range.</summary>
    public sealed record Invalid(string Field, string Reason) : ReserveOutcome;

    /// <summary>Rejected: the encoded reservation exceeds what a record holds.</summary>
    public sealed record TooLarge(long Bytes, long Limit) : ReserveOutcome;

    /// <summary>Nothing persisted; may be retried.</summary>
    public sealed record Failed(string Reason) : ReserveOutcome;

    /// <summary>It may or may not have persisted: open the ledger again before anything else, and never sign before that.</summary>
    public sealed record Unknown(string Reason) : ReserveOutcome;
}

/// <summary>What came of attaching signatures.</summary>
public abstract record AttachOutcome
{
    private AttachOutcome() { }

    /// <summary>Durable.</summary>
    public sealed record Attached(long RecordNumber) : AttachOutcome;

    /// <summary>Signatures were attached before; the first stay.</summary>
    public sealed record AlreadyAttached : AttachOutcome;

    /// <summary>Rejected: nothing is durably reserved at this sequence.</summary>
    public sealed record NotReserved(ulong NextSequence) : AttachOutcome;

    /// <summary>Rejected: the sequence belongs to another digest.</summary>
    public sealed record DigestMismatch(Hash256 Reserved, Hash256 Given) : AttachOutcome;

    /// <summary>Rejected: no signatures were given.</summary>
    public sealed record Empty : AttachOutcome;

    /// <summary>Rejected: the encoded signatures exceed what a record holds.</summary>
    public sealed record TooLarge(long Bytes, long Limit) : AttachOutcome;

    /// <summary>Nothing persisted; may be retried.</summary>
    public sealed record Failed(string Reason) : AttachOutcome;

    /// <summary>It may or may not have persisted: open the ledger again before anything else.</summary>
    public sealed record Unknown(string Reason) : AttachOutcome;
}
