using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Journal;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>Whose nonces a journal keeps.</summary>
public sealed record JournalOwner(ulong ChainId, EvmAddress Account)
{
    public override string ToString() => $"{Account} on chain {ChainId}";
}

/// <summary>Every transaction that may have left an account and is not final yet, durable before it leaves. Its size is bounded. For one caller at a time.</summary>
public sealed class SendJournal : IAsyncDisposable
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "SNDJ";

    /// <summary>Bytes of records after which a log is long.</summary>
    public const long DefaultRewriteBytes = 4 * 1024 * 1024;

    private readonly IJournal<List<SentTransaction>, JournalRecord> _log;

    private SendJournal(IJournal<List<SentTransaction>, JournalRecord> log) => _log = log;

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<SentTransaction> Alive => _log.State;

    /// <summary>Why the journal takes nothing more until it is opened again; null while it does.</summary>
    public string? Problem => _log.Problem;

    /// <param name="rewriteBytes">Bytes of records after which the log is begun anew.</param>
    public static async Task<OpenOutcome<SendJournal>> OpenAsync(string folder, JournalOwner owner, IFileSystem? files = null, long rewriteBytes = DefaultRewriteBytes) =>
        (await TwoHalfJournal<List<SentTransaction>, JournalRecord>.OpenAsync(folder, new Form(owner), files ?? PhysicalFileSystem.Instance, rewriteBytes).ConfigureAwait(false)).Map(static log => new SendJournal(log));

    /// <summary>In a file that other processes may write too: whoever comes second finds out before anything leaves.</summary>
    public static async Task<OpenOutcome<SendJournal>> OpenAsync(IVersionedFile file, JournalOwner owner, CancellationToken cancellation) =>
        (await OneFileJournal<List<SentTransaction>, JournalRecord>.OpenAsync(file, new Form(owner), cancellation).ConfigureAwait(false)).Map(static log => new SendJournal(log));

    /// <summary>Whether it still is the one journal: null, or why it must be opened again, which <see cref="Problem"/> says from then on.</summary>
    public ValueTask<string?> CheckAsync(CancellationToken cancellation) => _log.CheckAsync(cancellation);

    /// <summary>Only a transaction for which this returned <see cref="AppendOutcome.Appended"/> may leave. After <see cref="AppendOutcome.Unknown"/> the journal takes nothing more: open it again.</summary>
    public ValueTask<AppendOutcome> SentAsync(SentTransaction transaction) => _log.AppendAsync(new JournalRecord.Sent(transaction));

    /// <summary>Forgets everything at and below a nonce.</summary>
    public ValueTask<AppendOutcome> OverAsync(ulong nonce) => _log.AppendAsync(new JournalRecord.Over(nonce));

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private sealed class Form(JournalOwner owner) : IJournalForm<List<SentTransaction>, JournalRecord>
    {
        public string Kind => SendJournal.Kind;

        public string Owner { get; } = owner.ToString();

        public List<SentTransaction> Empty() => [];

        public byte[] Encode(JournalRecord record) => record.Encode();

        public Refusal? Decode(ReadOnlySpan<byte> bytes, out JournalRecord? record) => JournalRecord.Decode(bytes, out record);

        public JournalRecord Begin(ulong generation, List<SentTransaction> state) => new JournalRecord.Beginning(generation, owner.ChainId, owner.Account, state);

        public JournalBeginning? BeginningOf(JournalRecord record) => record is JournalRecord.Beginning beginning ? new(beginning.Generation, new JournalOwner(beginning.ChainId, beginning.Account).ToString()) : null;

        public void Apply(List<SentTransaction> state, JournalRecord record)
        {
            switch (record)
            {
                case JournalRecord.Beginning beginning:
                    state.AddRange(beginning.Alive);
                    break;
                case JournalRecord.Sent sent:
                    // Written again after an outcome that was unknown.
                    if (state.TrueForAll(transaction => transaction.Hash != sent.Transaction.Hash)) state.Add(sent.Transaction);
                    break;
                case JournalRecord.Over over:
                    state.RemoveAll(transaction => transaction.Nonce <= over.Nonce);
                    break;
            }
        }
    }
}
