namespace CrossChainOracle.Storage;

/// <summary>What is wrong with a log that is refused.</summary>
public enum DamageKind
{
    /// <summary>A segment's file name is not twenty digits and <c>.seg</c>.</summary>
    FileName,

    /// <summary>The next segment's first record number leaves a gap or overlaps.</summary>
    MissingSegment,

    /// <summary>Magic, version, kind, first number, seed or checksum of a segment header is wrong.</summary>
    SegmentHeader,

    /// <summary>All header bytes of a record are there and their checksum is wrong (a flipped length is seen here).</summary>
    RecordHeader,

    /// <summary>A record is complete and its payload's checksum is wrong.</summary>
    RecordPayload,

    /// <summary>A segment that is not the last one ends inside a record or a header.</summary>
    IncompleteRecord,

    /// <summary>Checksums are right; what the record says breaks a rule of the log's owner.</summary>
    Content,
}

/// <summary>Why a log was refused: never repaired, the operator decides.</summary>
/// <param name="File">Segment file name, without its folder.</param>
/// <param name="Offset">Byte offset in <paramref name="File"/> of the record or header in question.</param>
/// <param name="RecordNumber">The number that the record there has or should have.</param>
public sealed record LogDamage(DamageKind Kind, string File, long Offset, long RecordNumber, string Expected, string Actual)
{
    public override string ToString() =>
        FormattableString.Invariant($"{File} at byte {Offset}, record {RecordNumber}: {Kind}: expected {Expected}, found {Actual}");
}

/// <summary>The incomplete record at the very end of a log: a write that a crash interrupted, never acknowledged to anyone.</summary>
/// <param name="Offset">Where the incomplete bytes start; the file is cut here (0: the file held nothing complete and is removed).</param>
/// <param name="Bytes">How many bytes are incomplete.</param>
public sealed record TornTail(string File, long Offset, long Bytes, long RecordNumber);

/// <summary>Bytes that were verified when the log was opened have changed on disk since.</summary>
/// <remarks>Thrown, not returned: under the single-writer lock nobody may change them, so an invariant is broken.</remarks>
public sealed class LogDamagedException(LogDamage damage) : Exception(damage.ToString())
{
    public LogDamage Damage { get; } = damage;
}
