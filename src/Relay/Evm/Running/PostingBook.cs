using System.Collections.Immutable;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>The postings of one chain that are not finished, the last of those that are, their receipts, and what can be counted.</summary>
/// <remarks>Not thread-safe; <see cref="Recent"/> is a copy.</remarks>
public sealed class PostingBook(ChainId chain, string relayer)
{
    /// <summary>Finished ones that are kept to be shown.</summary>
    public const int MaximumRecent = 50;

    private readonly Dictionary<string, PostingReceipt> _open = [];
    private readonly LinkedList<PostingReceipt> _finished = [];
    private readonly ReceiptBook _receipts = new(chain, relayer);

    /// <summary>Since the start of the process.</summary>
    public RelayCounts Counts { get; private set; } = new();

    /// <summary>Newest first: those under way that were submitted, then the finished ones.</summary>
    public IReadOnlyList<PostingReceipt> Recent =>
    [
        .. _open.Values.Where(static receipt => receipt.SubmittedAt is not null).OrderByDescending(static receipt => receipt.SubmittedAt).Concat(_finished.Reverse()).Take(MaximumRecent),
    ];

    /// <summary>The lowest sequence of the shard with a receipt that is not finished.</summary>
    public ulong? Oldest(ShardId shard) => _open.Values.Where(receipt => receipt.Shard == shard).Select(static receipt => (ulong?)receipt.Sequence).Min();

    /// <summary>Postings of an earlier run whose batches have not come back yet.</summary>
    public bool HasOrphans => _open.Values.Any(static receipt => receipt.ObservedAt is null);

    /// <summary>What the journal holds of an earlier run.</summary>
    public void Remember(IEnumerable<string> postingIds)
    {
        foreach (var id in postingIds)
        {
            if (PostingReceipt.Of(chain, id) is { } receipt) _open.TryAdd(id, receipt);
        }
    }

    /// <summary>What a sender is about to be given.</summary>
    public void Want(IEnumerable<EvmPosting> wanted)
    {
        foreach (var each in wanted)
        {
            var posting = each.Posting;
            _receipts.Begin(each);
            if (!_open.TryGetValue(posting.Id, out var known)) _open.Add(posting.Id, PostingReceipt.Of(chain, posting));
            else if (known.ObservedAt is null) Complete(known, posting);
        }
    }

    /// <summary>A batch came again: postings of an earlier run get back what their ids do not say.</summary>
    public void Recall(VerifiedBatch batch, BatchTrail trail)
    {
        var orphans = _open.Values.Where(receipt => receipt.ObservedAt is null && receipt.Shard == batch.Header.Shard && receipt.Sequence == batch.Header.Sequence).ToList();
        foreach (var orphan in orphans)
        {
            if (Candidates(batch, trail, orphan.Kind).FirstOrDefault(posting => posting.Id == orphan.PostingId) is not { } posting) continue;
            Complete(orphan, posting);
            _receipts.Begin(posting, posting.Kind.ToString());
            Repeat(orphan);
        }
    }

    /// <summary>Takes over what the sender said.</summary>
    /// <returns>The postings that were included just now, and the receipts that are finished.</returns>
    public (IReadOnlyList<PostingReceipt> Included, IReadOnlyList<RelayReceipt> Final) Apply(IReadOnlyList<SendEvent> events)
    {
        var included = new List<PostingReceipt>();
        var final = new List<RelayReceipt>();
        foreach (var said in events)
        {
            if (!_open.TryGetValue(said.PostingId, out var before))
            {
                if (PostingReceipt.Of(chain, said.PostingId) is not { } orphan) continue;
                before = orphan;
            }

            var after = _open[said.PostingId] = before.After(said);
            Count(said, before);
            var receipts = _receipts.Apply(said);
            if (said is SendEvent.Included) included.Add(after);
            if (said is SendEvent.Final) final.AddRange(receipts);
        }

        return (included, final);
    }

    /// <summary>Takes out what is finished: final, refused for good, or neither wanted nor on its way any more.</summary>
    /// <param name="alive">Postings that are wanted or on their way.</param>
    /// <returns>Those of which there is something to tell.</returns>
    public IReadOnlyList<PostingReceipt> Finish(IReadOnlySet<string> alive)
    {
        var finished = new List<PostingReceipt>();
        foreach (var receipt in _open.Values.ToList())
        {
            var isOver = receipt.Status is ReceiptStatus.Final or ReceiptStatus.Refused;
            if (!isOver && alive.Contains(receipt.PostingId)) continue;
            _open.Remove(receipt.PostingId);
            if (receipt.SubmittedAt is null && receipt.Transaction is null && !isOver) continue;
            finished.Add(receipt.Status == ReceiptStatus.Submitted ? receipt with { Status = ReceiptStatus.Overtaken } : receipt);
        }

        foreach (var receipt in finished) Keep(receipt);
        _receipts.Retain(_open.Keys);
        return finished;
    }

    public void CountDeadLetters(int more) => Counts = Counts with { DeadLetters = Counts.DeadLetters + (ulong)more };

    public void CountOvertaken(ulong total) => Counts = Counts with { Overtaken = total };

    private void Keep(PostingReceipt receipt)
    {
        _finished.AddLast(receipt);
        if (_finished.Count > MaximumRecent) _finished.RemoveFirst();
    }

    /// <summary>What was said of it before its batch was there.</summary>
    private void Repeat(PostingReceipt orphan)
    {
        if (orphan is not { Transaction: { } transaction, SubmittedAt: { } submitted }) return;
        _receipts.Apply(new SendEvent.Submitted(orphan.PostingId, 0, transaction, 0, 0, Replaced: false, submitted));
        if (orphan is { Block: { } block, IncludedAt: { } included }) _receipts.Apply(new SendEvent.Included(orphan.PostingId, transaction, block, included));
    }

    private void Complete(PostingReceipt known, Posting posting)
    {
        var whole = PostingReceipt.Of(chain, posting);
        _open[posting.Id] = known with { Statements = whole.Statements, ObservedAt = whole.ObservedAt, SignedAt = whole.SignedAt, PublishedAt = whole.PublishedAt };
    }

    private void Count(SendEvent said, PostingReceipt before) => Counts = said switch
    {
        SendEvent.Included => Counts with { Posted = Counts.Posted + 1, Kinds = Counts.Kinds.SetItem(before.Kind, Counts.Kinds.GetValueOrDefault(before.Kind) + 1) },
        SendEvent.Reverted reverted => Counts with { Reverted = Counts.Reverted + 1, LostGas = Counts.LostGas + reverted.Block.GasUsed },
        SendEvent.Reorged => Counts with { Reorged = Counts.Reorged + 1, Posted = Counts.Posted - (before.Status is ReceiptStatus.Included or ReceiptStatus.Final && Counts.Posted > 0 ? 1UL : 0) },
        _ => Counts,
    };

    /// <summary>The postings that can be made of a batch: each statement by itself, and all its prices.</summary>
    private static IEnumerable<Posting> Candidates(VerifiedBatch batch, BatchTrail trail, PostingKind kind)
    {
        var all = batch.Attestation.Leaves.Zip(batch.Statements).Where(static pair => pair.Second is not null)
            .Select(static pair => new PostedStatement(pair.Second!, pair.First.Bytes, PostedSource.Of(pair.Second!))).ToList();
        var prices = all.Where(static statement => FeedOf(statement) is not null).ToList();
        IEnumerable<PostedStatement>[] groups = [prices.OrderBy(FeedOf), prices, .. all.Select(static statement => (PostedStatement[])[statement])];
        return groups.Select(group => new Posting(kind, batch.Header, batch.Digest, [.. group], trail, long.MaxValue));
    }

    private static FeedId? FeedOf(PostedStatement statement) => statement.Statement switch { PriceStatement price => price.Feed, GapStatement gap => gap.Feed, _ => null };
}

/// <summary>What a relayer did on one chain since its process started.</summary>
public sealed record RelayCounts
{
    /// <summary>Postings in blocks that still stand.</summary>
    public ulong Posted { get; init; }

    /// <summary>Inclusions by kind, also those that were taken back.</summary>
    public ImmutableSortedDictionary<PostingKind, ulong> Kinds { get; init; } = ImmutableSortedDictionary<PostingKind, ulong>.Empty;

    /// <summary>Prices that a newer one replaced before they were posted.</summary>
    public ulong Overtaken { get; init; }

    /// <summary>Postings in blocks of which the hub took nothing: lost races.</summary>
    public ulong Reverted { get; init; }

    /// <summary>Gas of those.</summary>
    public ulong LostGas { get; init; }

    public ulong DeadLetters { get; init; }

    /// <summary>Inclusions that were taken back.</summary>
    public ulong Reorged { get; init; }
}
