using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Running;

/// <summary>The postings of one chain that are not finished, the last of those that are, and what can be counted: the one place where what a sender says becomes receipts.</summary>
/// <remarks>The same event twice changes nothing. Not thread-safe; <see cref="Recent"/> is a copy.</remarks>
public sealed class PostingBook(ChainId chain)
{
    /// <summary>Finished ones that are kept to be shown.</summary>
    public const int MaximumRecent = 50;

    private readonly Dictionary<string, PostingReceipt> _open = [];
    private readonly LinkedList<PostingReceipt> _finished = [];
    private readonly List<PostingReceipt> _recalled = [];
    private readonly Dictionary<ShardId, ulong> _heard = [];

    /// <summary>Since the start of the process.</summary>
    public RelayCounts Counts { get; private set; } = new();

    /// <summary>Newest first: those under way that were submitted, then the finished ones.</summary>
    public IReadOnlyList<PostingReceipt> Recent =>
    [
        .. _open.Values.Where(static receipt => receipt.SubmittedAt is not null).OrderByDescending(static receipt => receipt.SubmittedAt).Concat(_finished.Reverse()).Take(MaximumRecent),
    ];

    /// <summary>The lowest sequence of the shard with a receipt that is not finished.</summary>
    public ulong? Oldest(ShardId shard) => _open.Values.Where(receipt => receipt.Shard == shard).Select(static receipt => (ulong?)receipt.Sequence).Min();

    /// <summary>Batches of receipts that are not finished.</summary>
    public IEnumerable<(ShardId Shard, ulong Sequence)> Open => _open.Values.Select(static receipt => (receipt.Shard, receipt.Sequence));

    /// <summary>Postings of an earlier run whose batches have not come back yet.</summary>
    public bool HasOrphans => _open.Values.Any(static receipt => receipt.ObservedAt is null);

    /// <summary>Whether a posting is final and its batch has not come back yet: there is no record of it to be kept.</summary>
    public bool IsOwed(string postingId) => _open.TryGetValue(postingId, out var receipt) && IsOwed(receipt);

    /// <summary>What the journal holds of an earlier run.</summary>
    /// <param name="postings">By <see cref="Posting.Id"/>, with how each is posted.</param>
    public void Remember(IEnumerable<(string Id, string Form)> postings)
    {
        foreach (var (id, form) in postings)
        {
            if (PostingReceipt.Of(chain, id) is { } receipt) _open.TryAdd(id, receipt with { Form = form });
        }
    }

    /// <summary>What a sender is about to be given.</summary>
    public void Want(IEnumerable<(Posting Posting, string Form)> wanted)
    {
        foreach (var (posting, form) in wanted)
        {
            if (!_open.TryGetValue(posting.Id, out var known)) _open.Add(posting.Id, PostingReceipt.Of(chain, posting, form));
            else if (known.ObservedAt is null) Complete(known, posting);
        }
    }

    /// <summary>A batch came again: postings of an earlier run get back what their ids do not say. Batches of a shard come in their order; one that is passed does not come any more.</summary>
    public void Recall(VerifiedBatch batch, BatchTrail trail)
    {
        var (shard, sequence) = (batch.Header.Shard, batch.Header.Sequence);
        foreach (var orphan in _open.Values.Where(receipt => receipt.ObservedAt is null && receipt.Shard == shard && receipt.Sequence == sequence).ToList())
        {
            if (BatchPostings.Of(batch, trail, orphan.Kind).FirstOrDefault(posting => posting.Id == orphan.PostingId) is { } posting) Complete(orphan, posting);
        }

        _heard[shard] = Math.Max(sequence, _heard.GetValueOrDefault(shard));
    }

    /// <summary>Takes over what the sender said.</summary>
    /// <returns>The postings that were included just now, and those that are final and known as a whole since the last time.</returns>
    public (IReadOnlyList<PostingReceipt> Included, IReadOnlyList<PostingReceipt> Final) Apply(IEnumerable<PostingEvent> events)
    {
        var (included, final) = (new List<PostingReceipt>(), new List<PostingReceipt>(_recalled));
        _recalled.Clear();
        foreach (var said in events)
        {
            if (said.PostingId is not { } id || (_open.GetValueOrDefault(id) ?? Reopen(id) ?? PostingReceipt.Of(chain, id)) is not { } before) continue;
            var after = _open[id] = before.After(said);
            if (ReferenceEquals(after, before)) continue;
            Counts = Counts.After(said, before);
            if (after.IsIncluded && !before.IsIncluded) included.Add(after);
            if (said is PostingEvent.Final && !IsOwed(after)) final.Add(after);
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
            if ((!isOver && alive.Contains(receipt.PostingId)) || IsOwed(receipt)) continue;
            _open.Remove(receipt.PostingId);
            if (receipt.SubmittedAt is null && receipt.Transaction is null && !isOver) continue;
            finished.Add(receipt.Status == ReceiptStatus.Submitted ? receipt with { Status = ReceiptStatus.Overtaken } : receipt);
        }

        foreach (var receipt in finished) Keep(receipt);
        return finished;
    }

    public void CountDeadLetters(int more) => Counts = Counts with { DeadLetters = Counts.DeadLetters + (ulong)more };

    public void CountOvertaken(ulong total) => Counts = Counts with { Overtaken = total };

    private void Complete(PostingReceipt orphan, Posting posting)
    {
        var whole = _open[posting.Id] = orphan.With(posting);
        if (whole.Status == ReceiptStatus.Final) _recalled.Add(whole);
    }

    private bool IsOwed(PostingReceipt receipt) =>
        receipt is { Status: ReceiptStatus.Final, ObservedAt: null } && (!_heard.TryGetValue(receipt.Shard, out var newest) || newest < receipt.Sequence);

    private void Keep(PostingReceipt receipt)
    {
        _finished.AddLast(receipt);
        if (_finished.Count > MaximumRecent) _finished.RemoveFirst();
    }

    /// <summary>One that was given up may still come into a block: a reorganisation gives a nonce back, and what it carries is not wanted but valid.</summary>
    private PostingReceipt? Reopen(string id)
    {
        var known = _finished.LastOrDefault(receipt => receipt.PostingId == id);
        if (known is not null) _finished.Remove(known);
        return known;
    }
}
