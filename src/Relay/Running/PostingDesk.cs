using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Following;

namespace CrossChainOracle.Relay.Running;

/// <summary>Where what becomes of one chain's postings comes together: receipts, dead letters, metrics, notices, and last the place in the stream.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PostingDesk
{
    /// <summary>Steps in a row that sending must fail in, or a hub refuse for now, before it is worth a notice.</summary>
    public const int PatientSteps = 3;

    private readonly ChainId _chain;
    private readonly Bookkeeping _keeping;
    private readonly RelayMetrics _metrics;
    private readonly NoticeBook _notices;
    private readonly StreamIntake _intake;
    private readonly RefusedPostings _refused;

    public PostingDesk(Bookkeeping keeping, ChainId chain, RelayServices services, NoticeBook notices, StreamIntake intake)
    {
        (_keeping, _chain, _metrics, _refused, _notices, _intake, Book) = (keeping, chain, services.Metrics, services.Refused, notices, intake, new(chain));
        intake.Accepted += Book.Recall;
    }

    public PostingBook Book { get; }

    /// <summary>What is shown of the chain's feeds.</summary>
    public FeedObserver Observer { get; } = new();

    /// <summary>Whether it became a dead letter: it is not offered again.</summary>
    public bool IsDead(Posting posting) => _refused.Contains(_chain, posting.Id);

    /// <summary>Events that no chain will ever take.</summary>
    public void Bury(IReadOnlyList<Unpostable> letters) => _keeping.Add(letters);

    /// <summary>A posting that the chain will never take.</summary>
    /// <param name="error">By name, with operands.</param>
    /// <param name="body">What would have been posted.</param>
    public void Bury(Posting posting, string error, ReadOnlyMemory<byte> body)
    {
        if (_refused.Add(_chain, posting.Id)) _keeping.Add([Unpostable.Of(_intake.Cursor ?? string.Empty, _chain, posting, error, body)]);
    }

    /// <summary>Takes over what the sender said in a step.</summary>
    public void Tell(IReadOnlyList<PostingEvent> said)
    {
        _metrics.Note(_chain.ToString(), said);
        var (included, final) = Book.Apply(said);
        foreach (var receipt in included)
        {
            Observer.Included(receipt);
            _metrics.Included(receipt);
        }

        foreach (var receipt in final)
        {
            _keeping.Add(receipt);
            _metrics.Final(receipt);
        }

        // A block that comes while a step is under way makes a nonce look used: only what lasts is told.
        _notices.Set("sending", RelayNoticeLevel.Warning, PatientSteps, First(said, DelayCause.Failed));
        _notices.Set("fee", RelayNoticeLevel.Warning, First(said, DelayCause.TooDear));
    }

    /// <summary>First what came of the postings, then the sender forgets, then the place in the stream.</summary>
    /// <param name="forget">The sender's; given what it must not forget yet.</param>
    /// <param name="underWay">The lowest sequence of a shard that the sender still holds.</param>
    /// <returns>Why it is not kept, or null.</returns>
    public Task<string?> KeepAsync(Func<Func<string, bool>, Task<string?>> forget, Func<ShardId, ulong?> underWay, CancellationToken cancellation)
    {
        Book.CountOvertaken(Observer.Overtaken);
        return _keeping.KeepAsync(Book, forget, () => _intake.Advance(shard => new[] { underWay(shard), Book.Oldest(shard) }.Min()), cancellation);
    }

    private static string? First(IEnumerable<PostingEvent> said, DelayCause cause) => said.OfType<PostingEvent.Delayed>().FirstOrDefault(delayed => delayed.Cause == cause)?.Reason;
}
