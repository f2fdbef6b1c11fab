namespace CrossChainOracle.Storage;

/// <summary>A log opened without the lock and without writing a byte, as it was at that moment. A writer may be active beside it.</summary>
public sealed class ReadOnlyLog : IDisposable
{
    private readonly SegmentTable _table;

    private ReadOnlyLog(SegmentTable table) => _table = table;

    /// <summary>Verifies every record. A torn tail is reported and left alone; it may also be a record that a writer is just writing.</summary>
    /// <param name="visitor">Sees every record in order, once; it may refuse the log by returning a damage.</param>
    public static OpenOutcome<ReadOnlyLog> Open(LogOptions options, RecordVisitor? visitor = null)
    {
        try
        {
            var scan = SegmentScanner.Scan(options, visitor);
            return scan.Damage is { } damage
                ? new OpenOutcome<ReadOnlyLog>.Damaged(damage)
                : new OpenOutcome<ReadOnlyLog>.Opened(new(new SegmentTable(options.FileSystem, scan.Segments)), scan.TornTail);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new OpenOutcome<ReadOnlyLog>.Failed($"{options.Folder}: {e.Message}");
        }
    }

    /// <summary>How many records the log held when it was opened.</summary>
    public long End => _table.End;

    /// <inheritdoc cref="SegmentLog.Read"/>
    public LogRecord Read(long number) => _table.Read(number);

    public void Dispose() => _table.Dispose();
}
