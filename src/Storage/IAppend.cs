namespace CrossChainOracle.Storage;

/// <summary>An append whose bytes are decided when its turn comes, which makes compare-and-swap and numbering free of races.</summary>
/// <remarks>
/// Both methods run on the log's writer, one call at a time over all appends of the log. The writer decides a group, writes and flushes
/// it once, settles each of the group in the same order, and only then decides the next group: what <see cref="Decide"/> sees is the
/// durable state plus what was decided earlier in the same group. They must not block; an exception reaches the append's caller and stops the log.
/// </remarks>
public interface IAppend
{
    /// <summary>Adds the records to write; none is allowed and still waits for the fate of its group.</summary>
    void Decide(AppendBatch batch);

    /// <summary>The fate of the group. Only <see cref="AppendOutcome.Appended"/> means that the decision stands.</summary>
    void Settle(AppendOutcome outcome);
}
