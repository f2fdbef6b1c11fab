using CrossChainOracle.Storage;

namespace CrossChainOracle.Streams;

internal sealed class CheckpointAppend(StreamState state, StreamRecord.Checkpoint checkpoint) : IAppend
{
    private readonly byte[] _encoded = StreamRecord.Encode(checkpoint);

    public CheckpointOutcome? Outcome { get; private set; }

    public void Decide(AppendBatch batch) => batch.Add(_encoded);

    public void Settle(AppendOutcome outcome)
    {
        if (outcome is AppendOutcome.Appended) state.Checkpointed(checkpoint);
        Outcome = outcome switch
        {
            AppendOutcome.Appended => new CheckpointOutcome.Stored(),
            AppendOutcome.Failed failed => new CheckpointOutcome.Failed(failed.Reason),
            AppendOutcome.Unknown unknown => new CheckpointOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"A group ends otherwise: {outcome}"),
        };
    }
}
