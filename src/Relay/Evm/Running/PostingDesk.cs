using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>Between planner and sender: what of a plan the sender is given at this block.</summary>
/// <remarks>
/// The planner judges by what stands in blocks. What waits in the mempool is replaced by something newer of the same subject at most once a block, and never accompanied by it: the next block is to take one of them.
/// </remarks>
internal sealed class PostingDesk
{
    /// <summary>Ids that are remembered as refused for good.</summary>
    private const int MaximumRefused = 4_096;

    private readonly Dictionary<string, ulong> _offeredAt = [];
    private readonly Queue<string> _refused = [];

    /// <summary>The hub will never take it: it is not offered again.</summary>
    public void Refuse(string postingId)
    {
        if (_refused.Contains(postingId)) return;
        _refused.Enqueue(postingId);
        if (_refused.Count > MaximumRefused) _refused.Dequeue();
    }

    public bool IsRefused(string postingId) => _refused.Contains(postingId);

    /// <param name="inFlight">As the sender has them.</param>
    /// <param name="head">Number of the block that the plan was made at.</param>
    public IReadOnlyList<EvmPosting> Choose(Plan plan, IReadOnlyList<InFlight> inFlight, ulong head)
    {
        var waiting = inFlight.Where(static transaction => transaction is { Included: null, Posting: not null }).Select(static transaction => transaction.Posting!).ToList();
        var chosen = plan.Postings
            .Where(posting => !IsRefused(posting.Posting.Id))
            .Select(posting => waiting.Find(each => IsOlderOfSame(each.Posting, posting.Posting) && _offeredAt.GetValueOrDefault(each.Posting.Id, head) >= head) ?? posting)
            .DistinctBy(static posting => posting.Posting.Id)
            .ToList();
        var kept = chosen.Select(static posting => posting.Posting.Id).Concat(waiting.Select(static posting => posting.Posting.Id)).ToHashSet();
        foreach (var gone in _offeredAt.Keys.Where(id => !kept.Contains(id)).ToList()) _offeredAt.Remove(gone);
        foreach (var posting in chosen) _offeredAt.TryAdd(posting.Posting.Id, head);
        return chosen;
    }

    private static bool IsOlderOfSame(Posting older, Posting newer) =>
        older.Kind == newer.Kind && older.Header.Shard == newer.Header.Shard && older.Header.Sequence < newer.Header.Sequence
        && older.Kind switch
        {
            PostingKind.Prices => older.Statements.Any(one => newer.Statements.Any(other => FeedOf(one.Statement) == FeedOf(other.Statement))),
            PostingKind.Fact => SubjectOrder.Instance.Compare(older.Statements[0].Statement, newer.Statements[0].Statement) == 0,
            _ => false,
        };

    private static FeedId? FeedOf(Statement statement) => statement switch { PriceStatement price => price.Feed, GapStatement gap => gap.Feed, _ => null };
}
