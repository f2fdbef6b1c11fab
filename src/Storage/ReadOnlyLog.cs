namespace CrossChainOracle.Storage;

/// <summary>A log opened without the lock and without writing a byte, as it was at that moment. A writer may be active beside it.</summary>
public sealed class ReadOnlyLog : IDisposable
{
    private ReadOnlyLog() { }

    /// <summary>Verifies every record. A torn tail is reported and left alone; it may also be a record that a writer is just writing.</summary>
    public static OpenOutcome<ReadOnlyLog> Open(LogOptions options, RecordVisitor? visitor = null) => throw new NotImplementedException();

    /// <summary>How many records the log held when it was opened.</summary>
    public long End => throw new NotImplementedException();

    /// <inheritdoc cref="SegmentLog.Read"/>
    public LogRecord Read(long number) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
