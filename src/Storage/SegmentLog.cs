namespace CrossChainOracle.Storage;

/// <summary>An append-only log of records in segment files in one folder, with one writer and any number of readers.</summary>
/// <remarks>
/// Thread-safe. Appends of concurrent callers are written together and flushed once; an idle log writes at once. Readers see a record only
/// after it was flushed. The format and the reasons stand in docs/adr/0001-segment-log.md.
/// </remarks>
public sealed class SegmentLog : IAsyncDisposable
{
    private const string LockFile = "lock";

    private readonly IDisposable _lock;
    private readonly SegmentTable _table;
    private readonly SegmentWriter _writer;
    private readonly GroupCommit _commits;

    private SegmentLog(IDisposable folderLock, SegmentTable table, SegmentWriter writer)
    {
        (_lock, _table, _writer) = (folderLock, table, writer);
        _commits = new GroupCommit(writer, table);
    }

    /// <summary>Locks the folder, verifies every record, cuts a torn tail, and flushes what it found.</summary>
    /// <param name="visitor">Sees every record in order, once; it may refuse the log by returning a damage.</param>
    public static OpenOutcome<SegmentLog> Open(LogOptions options, RecordVisitor? visitor = null)
    {
        IDisposable? folderLock = null;
        try
        {
            options.FileSystem.CreateFolder(options.Folder);
            folderLock = options.FileSystem.TryLock(Path.Combine(options.Folder, LockFile));
            if (folderLock is null) return new OpenOutcome<SegmentLog>.Locked(options.Folder);
            var outcome = OpenLocked(options, visitor, folderLock);
            if (outcome is OpenOutcome<SegmentLog>.Opened) folderLock = null;
            return outcome;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new OpenOutcome<SegmentLog>.Failed($"{options.Folder}: {e.Message}");
        }
        finally
        {
            folderLock?.Dispose();
        }
    }

    /// <summary>Records below this number are durable and readable.</summary>
    public long DurableEnd => _table.End;

    /// <summary>Appends one record. Durable when it returns <see cref="AppendOutcome.Appended"/>.</summary>
    /// <remarks>
    /// Calls from one thread get their numbers in call order. The payload must not change until the task completes. Cancellation before the
    /// append's turn throws and nothing is written; after it the token is no longer looked at and the outcome is returned.
    /// </remarks>
    /// <exception cref="ArgumentException">The payload is empty.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before its turn: nothing was or will be written.</exception>
    /// <exception cref="ObjectDisposedException">The log was disposed before the call.</exception>
    public ValueTask<AppendOutcome> AppendAsync(ReadOnlyMemory<byte> payload, CancellationToken ct = default)
    {
        if (payload.IsEmpty) throw new ArgumentException("A record has at least one byte.", nameof(payload));
        return payload.Length > LogLimits.MaxRecordBytes
            ? new(new AppendOutcome.TooLarge(payload.Length, LogLimits.MaxRecordBytes))
            : AppendAsync(new PayloadAppend(payload), ct);
    }

    /// <summary>As above, with the bytes decided when the append's turn comes.</summary>
    public ValueTask<AppendOutcome> AppendAsync(IAppend append, CancellationToken ct = default) => _commits.Enqueue(append, ct);

    /// <summary>One durable record.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not below <see cref="DurableEnd"/>.</exception>
    /// <exception cref="LogDamagedException">The file changed since it was verified.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public LogRecord Read(long number) => _table.Read(number);

    /// <summary>Records from a number on, in order; the number may lie beyond the end.</summary>
    /// <param name="follow">True: waits (without polling) for records to come, until cancelled, or ends when the log is disposed or stops with an
    /// unknown outcome. False: ends at what is durable when it gets there.</param>
    /// <exception cref="LogDamagedException">The file changed since it was verified.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public IAsyncEnumerable<LogRecord> ReadFromAsync(long number, bool follow, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return _table.ReadFromAsync(number, follow, ct);
    }

    /// <summary>Writes what was queued, ends following readers, releases the lock.</summary>
    public async ValueTask DisposeAsync()
    {
        await _commits.CloseAsync().ConfigureAwait(false);
        _table.Dispose();
        _writer.Dispose();
        _lock.Dispose();
    }

    private static OpenOutcome<SegmentLog> OpenLocked(LogOptions options, RecordVisitor? visitor, IDisposable folderLock)
    {
        var scan = SegmentScanner.Scan(options, visitor);
        if (scan.Damage is { } damage) return new OpenOutcome<SegmentLog>.Damaged(damage);
        // A segment without a whole header was being created: nothing in it was ever acknowledged.
        if (scan.TornTail is { Offset: 0 } unborn) options.FileSystem.Delete(Path.Combine(options.Folder, unborn.File));
        var table = new SegmentTable(options.FileSystem, scan.Segments);
        return new OpenOutcome<SegmentLog>.Opened(new(folderLock, table, SegmentWriter.Open(options, table, scan)), scan.TornTail);
    }
}
