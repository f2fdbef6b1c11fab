using CrossChainOracle.Storage;

namespace CrossChainOracle.Streams;

/// <summary>Numbers and times of the group that is being decided. Touched by the log's writer only.</summary>
internal sealed class PendingStream
{
    public Dictionary<int, long> NextSequence { get; } = [];

    /// <summary>Kept when a group fails: a later event may be stamped later, never earlier.</summary>
    public long LastTime { get; set; }
}

/// <summary>One publication: numbered and stamped when its turn comes.</summary>
internal sealed class PublishAppend(StreamState state, PendingStream pending, TimeProvider time, int partition, byte[][] events) : IAppend
{
    private long _firstRecord;
    private long _firstSequence;
    private long _enqueuedTime;

    public PublishOutcome? Outcome { get; private set; }

    public void Decide(AppendBatch batch)
    {
        _firstRecord = batch.NextRecord;
        _firstSequence = pending.NextSequence.TryGetValue(partition, out var next) ? next : state.NextSequence(partition);
        _enqueuedTime = Math.Max(Math.Max(state.LastTime, pending.LastTime), time.GetUtcNow().ToUnixTimeMilliseconds());
        for (var i = 0; i < events.Length; i++)
        {
            StreamRecord.Stamp(events[i], _firstSequence + i, _enqueuedTime);
            batch.Add(events[i]);
        }

        pending.LastTime = _enqueuedTime;
        pending.NextSequence[partition] = _firstSequence + events.Length;
    }

    public void Settle(AppendOutcome outcome)
    {
        pending.NextSequence.Remove(partition);
        Outcome = outcome switch
        {
            AppendOutcome.Appended => Published(),
            AppendOutcome.Failed failed => new PublishOutcome.Failed(failed.Reason),
            AppendOutcome.Unknown unknown => new PublishOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"A group ends otherwise: {outcome}"),
        };
    }

    private PublishOutcome.Published Published()
    {
        var offsets = new string[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            offsets[i] = StreamOffset.Of(_firstRecord + i);
            state.Published(partition, _firstSequence + i, _firstRecord + i, _enqueuedTime);
        }

        return new(offsets, _firstSequence);
    }
}
