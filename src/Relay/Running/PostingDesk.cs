using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Following;

namespace CrossChainOracle.Relay.Running;

/// <summary>Where what becomes of one chain's postings comes together: receipts, dead letters, metrics, notices, and last the place in the stream.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class PostingDesk
{
    /// <summary>Steps in a row that sending must fail in before it is worth a notice.</summary>
    private const int PatientSteps = 3;

    private readonly ChainId _chain;
    private readonly string _relayer;
    private readonly RelayMetrics _metrics;
    private readonly NoticeBook _notices;
    private readonly StreamIntake _intake;
    private readonly RefusedPostings _refused = new();
    private readonly List<DeadLetter> _dead = [];
    private readonly List<RelayReceipt> _final = [];

    public PostingDesk(ChainId chain, string relayer, RelayMetrics metrics, NoticeBook notices, StreamIntake intake)
    {
        (_chain, _relayer, _metrics, _notices, _intake, Book) = (chain, relayer, metrics, notices, intake, new(chain));
        intake.Accepted += Book.Recall;
    }

    public PostingBook Book { get; }

    /// <summary>What is shown of the chain's feeds.</summary>
    public FeedObserver Observer { get; } = new();

    /// <summary>Whether it became a dead letter: it is not offered again.</summary>
    public bool IsDead(Posting posting) => _refused.Contains(posting.Id);

    /// <summary>Events that no chain will ever take.</summary>
    public void Bury(IReadOnlyList<DeadLetter> letters) => _dead.AddRange(letters);

    /// <summary>A posting that the chain will never take.</summary>
    /// <param name="error">By name, with operands.</param>
    /// <param name="body">What would have been posted.</param>
    public void Bury(Posting posting, string error, ReadOnlyMemory<byte> body)
    {
        if (_refused.Add(posting.Id)) _dead.Add(DeadLetter.Of(0, _intake.Cursor ?? string.Empty, _chain, posting, error, body));
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
            _final.AddRange(RelayReceipt.Of(receipt, _relayer));
            _metrics.Final(receipt);
        }

        // A block that comes while a step is under way makes a nonce look used: only what lasts is told.
        _notices.Set("sending", RelayNoticeLevel.Warning, PatientSteps, First(said, DelayCause.Failed));
        _notices.Set("fee", RelayNoticeLevel.Warning, First(said, DelayCause.TooDear));
    }

    /// <summary>First what came of the postings, then the place in the stream.</summary>
    /// <returns>Why it is not kept, or null.</returns>
    public async Task<string?> KeepAsync(RelaySinks sinks, int partition, CancellationToken cancellation)
    {
        Book.CountOvertaken(Observer.Overtaken);
        if (await sinks.KeepAsync(partition, _chain, _dead, cancellation).ConfigureAwait(false) is { } unburied) return unburied;
        Book.CountDeadLetters(_dead.Count);
        _dead.Clear();
        if (await sinks.KeepAsync(partition, _final, cancellation).ConfigureAwait(false) is { } unkept) return unkept;
        _final.Clear();
        return _intake.Advance(Book.Oldest);
    }

    private static string? First(IEnumerable<PostingEvent> said, DelayCause cause) => said.OfType<PostingEvent.Delayed>().FirstOrDefault(delayed => delayed.Cause == cause)?.Reason;
}
