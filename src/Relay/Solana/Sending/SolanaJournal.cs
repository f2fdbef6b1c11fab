using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>Every transaction that may have left and is not over, durable before it leaves, and the prices that stand. For one caller at a time.</summary>
/// <remarks>A posting takes about 1.5 kB of one segment log, which is read when it is opened and never shortened.</remarks>
public sealed class SolanaJournal : IAsyncDisposable
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "SOLJ";

    private readonly SegmentLog _log;
    private readonly State _state;

    private SolanaJournal(SegmentLog log, State state) => (_log, _state) = (log, state);

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<SentPosting> InFlight => _state.InFlight;

    /// <summary>The newest price of each feed that is in a finalized block because we posted it: until a program stores prices, all that is known of what a cluster has.</summary>
    public IReadOnlyDictionary<(ShardId Shard, FeedId Feed), StoredPrice> Standing => _state.Standing;

    /// <param name="payer">Whose transactions they are: records of another account refuse the journal.</param>
    public static OpenOutcome<SolanaJournal> Open(string folder, SolanaKey payer, IFileSystem? files = null)
    {
        var state = new State(payer);
        return SegmentLog.Open(new(folder, Kind) { FileSystem = files ?? PhysicalFileSystem.Instance }, state.Visit).Map(log => new SolanaJournal(log, state));
    }

    /// <summary>Only a transaction for which this returned <see cref="AppendOutcome.Appended"/> may leave. After <see cref="AppendOutcome.Unknown"/> the journal takes nothing more: open it again.</summary>
    public ValueTask<AppendOutcome> SentAsync(SentPosting posting) => AppendAsync(new SolanaJournalRecord.Sent(_state.Payer, posting));

    /// <param name="stands">It is final and succeeded.</param>
    public ValueTask<AppendOutcome> OverAsync(SolanaSignature signature, bool stands) => AppendAsync(new SolanaJournalRecord.Over(_state.Payer, signature, stands));

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private async ValueTask<AppendOutcome> AppendAsync(SolanaJournalRecord record)
    {
        // Never cancelled: what is written must be known to be written.
        var outcome = await _log.AppendAsync(record.Encode(), CancellationToken.None).ConfigureAwait(false);
        if (outcome is AppendOutcome.Appended) _state.Apply(record);
        return outcome;
    }

    private sealed class State(SolanaKey payer)
    {
        public SolanaKey Payer => payer;

        public List<SentPosting> InFlight { get; } = [];

        public Dictionary<(ShardId Shard, FeedId Feed), StoredPrice> Standing { get; } = [];

        public LogDamage? Visit(in ScannedRecord scanned)
        {
            if (SolanaJournalRecord.Decode(scanned.Payload.Span, out var record) is { } refusal) return scanned.ContentDamage("a solana journal record", refusal.ToString());
            if (record!.Account != payer) return scanned.ContentDamage($"a record of {payer}", $"of {record.Account}");
            Apply(record);
            return null;
        }

        public void Apply(SolanaJournalRecord record)
        {
            if (record is SolanaJournalRecord.Sent { Posting: var sent }) InFlight.Add(sent);
            if (record is not SolanaJournalRecord.Over over || InFlight.Find(posting => posting.Signature == over.Signature) is not { } ended) return;
            InFlight.Remove(ended);
            if (!over.Stands || ended.Price() is not (var feed, { } price)) return;
            if (!Standing.TryGetValue((ended.Shard, feed), out var known) || known.Sequence < price.Sequence) Standing[(ended.Shard, feed)] = price;
        }
    }
}
