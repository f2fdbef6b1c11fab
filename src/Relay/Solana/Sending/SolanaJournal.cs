using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Journal;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Solana.Sending;

/// <summary>Whose transactions a journal keeps.</summary>
public sealed record SolanaJournalOwner(ChainId Chain, SolanaKey Payer)
{
    public override string ToString() => $"{Payer} on {Chain}";
}

/// <summary>Every transaction that may have left and is not over, durable before it leaves, and the prices that stand. Its size is bounded. For one caller at a time.</summary>
public sealed class SolanaJournal : IAsyncDisposable
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "SOLJ";

    /// <summary>Bytes of records after which a log is long; a posting takes about 1.5 kB.</summary>
    public const long DefaultRewriteBytes = 4 * 1024 * 1024;

    private readonly IJournal<SolanaJournalState, SolanaJournalRecord> _log;

    private SolanaJournal(IJournal<SolanaJournalState, SolanaJournalRecord> log) => _log = log;

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<SentPosting> InFlight => _log.State.InFlight;

    /// <summary>The newest price of each feed that is in a finalized block because we posted it: until a program stores prices, all that is known of what a cluster has.</summary>
    public IReadOnlyDictionary<(ShardId Shard, FeedId Feed), StoredPrice> Standing => _log.State.Standing;

    /// <summary>Why the journal takes nothing more until it is opened again; null while it does.</summary>
    public string? Problem => _log.Problem;

    /// <param name="owner">The journal of another is refused.</param>
    /// <param name="rewriteBytes">Bytes of records after which the log is begun anew.</param>
    public static async Task<OpenOutcome<SolanaJournal>> OpenAsync(string folder, SolanaJournalOwner owner, IFileSystem? files = null, long rewriteBytes = DefaultRewriteBytes) =>
        (await TwoHalfJournal<SolanaJournalState, SolanaJournalRecord>.OpenAsync(folder, new Form(owner), files ?? PhysicalFileSystem.Instance, rewriteBytes).ConfigureAwait(false)).Map(static log => new SolanaJournal(log));

    /// <summary>Only a transaction for which this returned <see cref="AppendOutcome.Appended"/> may leave. After <see cref="AppendOutcome.Unknown"/> the journal takes nothing more: open it again.</summary>
    public ValueTask<AppendOutcome> SentAsync(SentPosting posting) => _log.AppendAsync(new SolanaJournalRecord.Sent(posting));

    /// <param name="stands">It is final and succeeded.</param>
    public ValueTask<AppendOutcome> OverAsync(SolanaSignature signature, bool stands) => _log.AppendAsync(new SolanaJournalRecord.Over(signature, stands));

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private sealed class Form(SolanaJournalOwner owner) : IJournalForm<SolanaJournalState, SolanaJournalRecord>
    {
        public string Kind => SolanaJournal.Kind;

        public string Owner { get; } = owner.ToString();

        public SolanaJournalState Empty() => new();

        public byte[] Encode(SolanaJournalRecord record) => record.Encode();

        public Refusal? Decode(ReadOnlySpan<byte> bytes, out SolanaJournalRecord? record) => SolanaJournalRecord.Decode(bytes, out record);

        public SolanaJournalRecord Begin(ulong generation, SolanaJournalState state) => new SolanaJournalRecord.Beginning(generation, owner, state);

        public JournalBeginning? BeginningOf(SolanaJournalRecord record) => record is SolanaJournalRecord.Beginning beginning ? new(beginning.Generation, beginning.Owner.ToString()) : null;

        public void Apply(SolanaJournalState state, SolanaJournalRecord record) => state.Apply(record);
    }
}
