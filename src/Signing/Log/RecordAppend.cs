using CrossChainOracle.Storage;

namespace CrossChainOracle.Signing;

/// <summary>One entry: judged when its turn comes, against what is durable and what stands before it in the same group.</summary>
internal sealed class RecordAppend(AttesterLog log, AttesterLogEntry entry) : IAppend
{
    private RecordOutcome? _decision;

    public RecordOutcome? Outcome { get; private set; }

    public void Decide(AppendBatch batch)
    {
        _decision = log.Judge(entry);
        if (_decision is not RecordOutcome.Recorded) return;
        batch.Add(AttesterRecord.Encode(log.Signer, entry));
        log.Undecided.Add(entry);
    }

    public void Settle(AppendOutcome outcome)
    {
        // The whole group settles before the next one is decided: the first of it may clear for all.
        log.Undecided.Clear();
        Outcome = outcome switch
        {
            AppendOutcome.Appended => _decision,
            AppendOutcome.Failed failed => new RecordOutcome.Failed(failed.Reason),
            AppendOutcome.Unknown unknown => new RecordOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"A group ends otherwise: {outcome}"),
        };
        if (Outcome is RecordOutcome.Recorded) log.Durable.Add(entry);
    }
}
