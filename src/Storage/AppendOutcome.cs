namespace CrossChainOracle.Storage;

/// <summary>What came of an append.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome() { }

    /// <summary>Durable: written and flushed to disk.</summary>
    /// <param name="First">The first record's number; the append's records are consecutive.</param>
    /// <param name="Count">How many records; 0 when the append decided to write nothing.</param>
    public sealed record Appended(long First, int Count) : AppendOutcome;

    /// <summary>Rejected: more payload bytes than <see cref="LogLimits.MaxRecordBytes"/>. Nothing was written.</summary>
    public sealed record TooLarge(long Bytes, long Limit) : AppendOutcome;

    /// <summary>Nothing persisted: the tail was cut back, and that was verified and flushed. May be retried.</summary>
    public sealed record Failed(string Reason) : AppendOutcome;

    /// <summary>It may or may not have persisted. The log refuses every later append with this outcome: dispose it and open it again.</summary>
    public sealed record Unknown(string Reason) : AppendOutcome;
}
