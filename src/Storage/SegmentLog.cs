namespace CrossChainOracle.Storage;

/// <summary>An append-only log of records in segment files in one folder, with one writer and any number of readers.</summary>
/// <remarks>
/// Thread-safe. Appends of concurrent callers are written together and flushed once; an idle log writes at once. Readers see a record only
/// after it was flushed. The format and the reasons stand in docs/adr/0001-segment-log.md.
/// </remarks>
public sealed class SegmentLog : IAsyncDisposable
{
    private SegmentLog() { }

    /// <summary>Locks the folder, verifies every record, cuts a torn tail, and flushes what it found.</summary>
    /// <param name="visitor">Sees every record in order, once; it may refuse the log by returning a damage.</param>
    public static OpenOutcome<SegmentLog> Open(LogOptions options, RecordVisitor? visitor = null) => throw new NotImplementedException();

    /// <summary>Records below this number are durable and readable.</summary>
    public long DurableEnd => throw new NotImplementedException();

    /// <summary>Appends one record. Durable when it returns <see cref="AppendOutcome.Appended"/>.</summary>
    /// <remarks>
    /// Calls from one thread get their numbers in call order. The payload must not change until the task completes. Cancellation before the
    /// append's turn throws and nothing is written; after it the token is no longer looked at and the outcome is returned.
    /// </remarks>
    /// <exception cref="OperationCanceledException">Cancelled before its turn: nothing was or will be written.</exception>
    /// <exception cref="ObjectDisposedException">The log was disposed before the call.</exception>
    public ValueTask<AppendOutcome> AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>As above, with the bytes decided when the append's turn comes.</summary>
    public ValueTask<AppendOutcome> AppendAsync(IAppend append, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>One durable record.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not below <see cref="DurableEnd"/>.</exception>
    /// <exception cref="LogDamagedException">The file changed since it was verified.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public LogRecord Read(long number) => throw new NotImplementedException();

    /// <summary>Records from a number on, in order; the number may lie beyond the end.</summary>
    /// <param name="follow">True: waits (without polling) for records to come, until cancelled, or ends when the log is disposed or stops with an
    /// unknown outcome. False: ends at what is durable when it gets there.</param>
    /// <exception cref="LogDamagedException">The file changed since it was verified.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public IAsyncEnumerable<LogRecord> ReadFromAsync(long number, bool follow, CancellationToken ct = default) => throw new NotImplementedException();

    /// <summary>Writes what was queued, ends following readers, releases the lock.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
