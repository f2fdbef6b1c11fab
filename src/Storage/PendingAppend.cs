namespace CrossChainOracle.Storage;

/// <summary>An append in the queue: taken by the writer once, or cancelled before.</summary>
internal sealed class PendingAppend(IAppend append)
{
    private readonly TaskCompletionSource<AppendOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;
    private int _taken;
    private (long First, int Count) _records;

    public Task<AppendOutcome> Done => _done.Task;

    /// <summary>Called once, before the append is queued.</summary>
    public void CancelBy(CancellationToken ct)
    {
        if (ct.CanBeCanceled) _registration = ct.UnsafeRegister(static (state, token) => ((PendingAppend)state!).Cancel(token), this);
    }

    /// <summary>False when it was cancelled.</summary>
    public bool TryTake()
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0) return false;
        _registration.Unregister();
        return true;
    }

    public void Decide(AppendBatch batch)
    {
        batch.BeginAppend();
        var first = batch.NextRecord;
        append.Decide(batch);
        _records = (first, (int)(batch.NextRecord - first));
    }

    /// <param name="fault">Null when the group is durable.</param>
    public void Settle(AppendOutcome? fault)
    {
        var outcome = fault ?? new AppendOutcome.Appended(_records.First, _records.Count);
        append.Settle(outcome);
        _done.TrySetResult(outcome);
    }

    public void Throw(Exception broken) => _done.TrySetException(broken);

    private void Cancel(CancellationToken ct)
    {
        if (Interlocked.Exchange(ref _taken, 1) == 0) _done.TrySetCanceled(ct);
    }
}

/// <summary>An append of bytes known beforehand.</summary>
internal sealed class PayloadAppend(ReadOnlyMemory<byte> payload) : IAppend
{
    public void Decide(AppendBatch batch) => batch.Add(payload.Span);

    public void Settle(AppendOutcome outcome) { }
}
