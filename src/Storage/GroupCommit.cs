namespace CrossChainOracle.Storage;

/// <summary>The queue of appends and the one thread that writes them: whatever is queued while a flush runs makes up the next group.</summary>
/// <remarks>A thread of its own, because a flush blocks for milliseconds and a process holds several logs.</remarks>
internal sealed class GroupCommit(SegmentWriter writer, SegmentTable table)
{
    /// <summary>A group is written when it has grown to this, so that early callers do not wait for a long queue.</summary>
    private const int GroupBytes = 4 * 1024 * 1024;

    private readonly object _gate = new();
    private readonly AppendBatch _batch = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<PendingAppend> _queue = [];
    private readonly List<PendingAppend> _group = [];
    private Thread? _thread;
    private bool _closed;
    private string? _stopped;

    /// <summary>Appends take their turns in the order of the calls.</summary>
    public ValueTask<AppendOutcome> Enqueue(IAppend append, CancellationToken ct)
    {
        if (ct.IsCancellationRequested) return ValueTask.FromCanceled<AppendOutcome>(ct);
        var pending = new PendingAppend(append);
        pending.CancelBy(ct);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SegmentLog));
            _queue.Add(pending);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "segment log writer" };
                _thread.Start();
            }
            else
            {
                Monitor.Pulse(_gate);
            }
        }

        return new(pending.Done);
    }

    /// <summary>Takes nothing more; completes when everything queued has its outcome.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_thread is null) return Task.CompletedTask;
            Monitor.Pulse(_gate);
        }

        return _ended.Task;
    }

    private void Run()
    {
        var taken = new List<PendingAppend>();
        while (Take(ref taken))
        {
            for (var next = 0; next < taken.Count;) next = WriteGroup(taken, next);
            taken.Clear();
        }

        _ended.SetResult();
    }

    private bool Take(ref List<PendingAppend> taken)
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_closed) return false;
                Monitor.Wait(_gate);
            }

            (taken, _queue) = (_queue, taken);
            return true;
        }
    }

    /// <summary>Returns the index of the first append that is not in the group.</summary>
    private int WriteGroup(List<PendingAppend> taken, int next)
    {
        _group.Clear();
        if (_stopped is null) writer.Begin(_batch);
        while (next < taken.Count && (_group.Count == 0 || !(_batch.Length >= GroupBytes || writer.IsFull(_batch))))
        {
            var pending = taken[next++];
            if (!pending.TryTake()) continue;
            if (_stopped is null && Guard(pending, () => pending.Decide(_batch)) is { } broken)
            {
                // What the append left in the batch is unknown; nothing of the group was written.
                Settle(new AppendOutcome.Failed(broken));
                return next;
            }

            _group.Add(pending);
        }

        Settle(_stopped is { } reason ? new AppendOutcome.Unknown(reason) : Commit());
        return next;
    }

    private AppendOutcome? Commit()
    {
        if (_batch.RecordBytes.Count == 0) return null;
        AppendOutcome? fault;
        try
        {
            fault = writer.Commit(_batch);
        }
        catch (Exception e)
        {
            // A broken invariant of ours: it reaches every caller of the group, and the log stops.
            fault = new AppendOutcome.Unknown(e.ToString());
        }

        if (fault is AppendOutcome.Unknown unknown) Stop(unknown.Reason);
        return fault;
    }

    private void Settle(AppendOutcome? fault)
    {
        foreach (var pending in _group) Guard(pending, () => pending.Settle(fault));
    }

    /// <summary>The append's own code: what it throws goes to its caller and stops the log, never the thread.</summary>
    private string? Guard(PendingAppend pending, Action step)
    {
        try
        {
            step();
            return null;
        }
        catch (Exception e)
        {
            Stop($"an append threw {e.GetType().Name}: {e.Message}");
            pending.Throw(e);
            return e.Message;
        }
    }

    private void Stop(string reason)
    {
        _stopped = $"the log is stopped and must be opened again: {reason}";
        table.Complete();
    }
}
