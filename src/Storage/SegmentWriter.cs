namespace CrossChainOracle.Storage;

/// <summary>Puts groups of records on disk, one write and one flush each. Used by one thread at a time.</summary>
internal sealed class SegmentWriter(LogOptions options, SegmentTable table, Segment? segment, ILogFile? file, uint checksum) : IDisposable
{
    /// <summary>Flushes what the scan found, so that no reader sees a record that a power cut could still take back.</summary>
    public static SegmentWriter Open(LogOptions options, SegmentTable table, ScanResult scan)
    {
        var segment = scan.Segments.LastOrDefault();
        var file = segment is null ? null : options.FileSystem.Open(segment.FilePath, writable: true);
        try
        {
            if (file?.Length > segment?.Length) file.SetLength(segment.Length);
            file?.Flush();
            options.FileSystem.SyncFolder(options.Folder);
            return new(options, table, segment, file, scan.Checksum);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private bool NeedsSegment => segment is null || segment.Length >= options.SegmentBytes;

    public void Begin(AppendBatch batch)
    {
        batch.BeginGroup(table.End, checksum);
        if (NeedsSegment) batch.AddSegmentHeader(options.Kind);
    }

    /// <summary>True when the group should be written before more is decided.</summary>
    public bool IsFull(AppendBatch batch) => (NeedsSegment ? 0 : segment!.Length) + batch.Length >= options.SegmentBytes;

    /// <summary>Null when the group is durable and visible; else why not.</summary>
    public AppendOutcome? Commit(AppendBatch batch)
    {
        var fault = NeedsSegment ? WriteNewSegment(batch) : WriteTail(batch);
        if (fault is not null) return fault;
        checksum = batch.Checksum;
        table.Publish(segment!, batch.RecordBytes);
        return null;
    }

    public void Dispose() => file?.Dispose();

    private AppendOutcome? WriteTail(AppendBatch batch)
    {
        if (Attempt(() => file!.Write(batch.Bytes, segment!.Length)) is { } reason) return Undo(reason, CutBack);
        // After a failed flush the system may have dropped the pages and call them clean: no second attempt can be believed.
        return Attempt(file!.Flush) is { } lost ? new AppendOutcome.Unknown($"flush of {segment!.FileName}: {lost}") : null;
    }

    private AppendOutcome? WriteNewSegment(AppendBatch batch)
    {
        var next = new Segment(options.Folder, table.End);
        ILogFile? created = null;
        var reason = Attempt(() => created = options.FileSystem.Create(next.FilePath)) ?? Attempt(() => created!.Write(batch.Bytes, 0));
        if (reason is not null)
        {
            created?.Dispose();
            return Undo(reason, () => Remove(next, batch.Length));
        }

        if ((Attempt(created!.Flush) ?? Attempt(() => options.FileSystem.SyncFolder(options.Folder))) is { } lost)
        {
            created.Dispose();
            return new AppendOutcome.Unknown($"flush of new {next.FileName}: {lost}");
        }

        file?.Dispose();
        (file, segment) = (created, next);
        return null;
    }

    /// <summary>A write that failed may have left some or all of its bytes: only a verified and flushed cut makes it a failure.</summary>
    private static AppendOutcome Undo(string reason, Action undo) =>
        Attempt(undo) is { } left ? new AppendOutcome.Unknown($"{reason}; cutting back: {left}") : new AppendOutcome.Failed(reason);

    private void CutBack()
    {
        file!.SetLength(segment!.Length);
        if (file.Length != segment.Length) throw new IOException($"{segment.FileName} has {file.Length} bytes after a cut to {segment.Length}.");
        file.Flush();
    }

    private void Remove(Segment unfinished, int written)
    {
        var files = options.FileSystem;
        if (files.Exists(unfinished.FilePath))
        {
            // A longer file is not ours, although it has our name and we hold the lock.
            using (var found = files.Open(unfinished.FilePath, writable: false))
            {
                if (found.Length > written) throw new IOException($"{unfinished.FileName} exists with {found.Length} bytes.");
            }

            files.Delete(unfinished.FilePath);
            if (files.Exists(unfinished.FilePath)) throw new IOException($"{unfinished.FileName} is still there after its removal.");
        }

        files.SyncFolder(options.Folder);
    }

    /// <summary>Null when the step succeeded, else the disk's reason. Anything but a refusal of the disk is a broken invariant and passes.</summary>
    private static string? Attempt(Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
