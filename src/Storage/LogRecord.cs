namespace CrossChainOracle.Storage;

/// <summary>One durable record as read back, its checksum verified.</summary>
/// <param name="Number">From 0, +1 per record, over all segments.</param>
public readonly record struct LogRecord(long Number, ReadOnlyMemory<byte> Payload);

/// <summary>A record under the scan of an opening log; the payload is valid only during the call.</summary>
public readonly struct ScannedRecord(string file, long offset, long number, ReadOnlyMemory<byte> payload)
{
    /// <summary>The segment's file name, without its folder.</summary>
    public string File { get; } = file;

    /// <summary>Where the record's header starts in <see cref="File"/>.</summary>
    public long Offset { get; } = offset;

    public long Number { get; } = number;

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>The refusal of a record whose checksum is right and whose content is not.</summary>
    public LogDamage ContentDamage(string expected, string actual) => new(DamageKind.Content, File, Offset, Number, expected, actual);
}

/// <summary>Looks at every record while a log opens, in order. A returned damage stops the scan and refuses the log.</summary>
public delegate LogDamage? RecordVisitor(in ScannedRecord record);
