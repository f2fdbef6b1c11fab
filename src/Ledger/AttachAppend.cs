using CrossChainOracle.Storage;

namespace CrossChainOracle.Ledger;

/// <summary>One attachment of signatures to a digest that is durably reserved: the first stays.</summary>
internal sealed class AttachAppend(LedgerIndex index, PendingGroup pending, LedgerRecord.Attach attach, byte[] encoded) : IAppend
{
    private AttachOutcome? _decision;

    public AttachOutcome? Outcome { get; private set; }

    public void Decide(AppendBatch batch)
    {
        if (pending.Attached.Contains((attach.Shard, attach.Sequence)) || index.Find(attach.Shard, attach.Sequence) is { Signatures: not null })
        {
            _decision = new AttachOutcome.AlreadyAttached();
            return;
        }

        _decision = new AttachOutcome.Attached(batch.NextRecord);
        batch.Add(encoded);
        pending.Attached.Add((attach.Shard, attach.Sequence));
    }

    public void Settle(AppendOutcome outcome)
    {
        pending.Attached.Remove((attach.Shard, attach.Sequence));
        Outcome = outcome switch
        {
            AppendOutcome.Appended => _decision,
            AppendOutcome.Failed failed => new AttachOutcome.Failed(failed.Reason),
            AppendOutcome.Unknown unknown => new AttachOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"A group ends otherwise: {outcome}"),
        };
        if (Outcome is AttachOutcome.Attached attached) index.Attached(attach.Shard, attach.Sequence, attached.RecordNumber);
    }
}
