using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Planning;

/// <summary>What to post on one chain now, in order, and why nothing else.</summary>
/// <param name="Planned">Rotations, then retractions, then prices by urgency, then facts.</param>
/// <param name="Passed">Everything of the inbox that is not posted.</param>
/// <param name="Overtaken">Batches between the stored price and the planned one, per feed: their prices never come to this chain.</param>
/// <param name="Waiting">What is due and was not ours at once, for the next plan of the chain.</param>
/// <param name="Settled">Rotations and retractions that this chain needs no more, by <see cref="Posting.Id"/>.</param>
public sealed record Plan(
    IReadOnlyList<PlannedPosting> Planned,
    IReadOnlyList<Passed> Passed,
    IReadOnlyDictionary<(ShardId Shard, FeedId Feed), ulong> Overtaken,
    IReadOnlyDictionary<DueKey, DueSince> Waiting,
    IReadOnlyList<string> Settled)
{
    /// <summary>What the sender is given.</summary>
    public IEnumerable<EvmPosting> Postings => Planned.Select(static planned => planned.Posting);
}

/// <param name="Gas">As <see cref="GasModel"/> estimates it.</param>
/// <param name="Why">The most urgent reason of its statements.</param>
public sealed record PlannedPosting(EvmPosting Posting, PostingForm Form, ulong Gas, DueReason Why);

/// <summary>Why something is due; the most urgent first.</summary>
public enum DueReason
{
    /// <summary>A rotation or a retraction.</summary>
    Always = 1,

    /// <summary>What is stored says more than is true now: the feed has a gap, a verdict bit was lost, or a chain is flagged.</summary>
    Withdrawn = 2,

    /// <summary>Nothing is stored, or only a gap.</summary>
    Missing = 3,

    Heartbeat = 4,

    Deviation = 5,

    /// <summary>The verdict or the breaker got better, or a fact is newer.</summary>
    Changed = 6,
}

/// <summary>Something that is not posted.</summary>
/// <param name="Subject">Feed, account, position, chain or epoch, as text.</param>
public sealed record Passed(PostingKind Kind, ShardId Shard, string Subject, ulong Sequence, NotPosted Reason);
