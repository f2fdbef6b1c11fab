using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>One of a journal's two logs: it is written until it is long, then the other one is begun with what is alive.</summary>
/// <param name="Log">Open, and locked.</param>
/// <param name="Generation">Of its beginning; 0 where it has none.</param>
/// <param name="Alive">What it says is alive.</param>
internal sealed record JournalHalf(LogOptions Options, SegmentLog Log, ulong Generation, List<SentTransaction> Alive)
{
    /// <summary>Bytes of the records in it.</summary>
    public long Bytes { get; set; }

    public static OpenOutcome<JournalHalf> Open(LogOptions options, JournalOwner owner)
    {
        var scan = new Scan(owner);
        var opened = SegmentLog.Open(options, scan.Visit).Map(log => new JournalHalf(options, log, scan.Generation, scan.Alive) { Bytes = scan.Bytes });
        return scan.Stranger is { } other ? new OpenOutcome<JournalHalf>.Mismatch("account of the send journal", $"{owner}", $"{other}") : opened;
    }

    /// <summary>Deletes what is in a half that is not open.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Clear(LogOptions options)
    {
        foreach (var name in options.FileSystem.ListFiles(options.Folder).Where(name => name.EndsWith(".seg", StringComparison.Ordinal)))
        {
            options.FileSystem.Delete(Path.Combine(options.Folder, name));
        }

        options.FileSystem.SyncFolder(options.Folder);
    }

    public static void Apply(List<SentTransaction> alive, JournalRecord record)
    {
        switch (record)
        {
            case JournalRecord.Beginning beginning:
                alive.AddRange(beginning.Alive);
                break;
            case JournalRecord.Sent sent:
                // Written again after an outcome that was unknown.
                if (alive.TrueForAll(transaction => transaction.Hash != sent.Transaction.Hash)) alive.Add(sent.Transaction);
                break;
            case JournalRecord.Over over:
                alive.RemoveAll(transaction => transaction.Nonce <= over.Nonce);
                break;
        }
    }

    private sealed class Scan(JournalOwner owner)
    {
        public ulong Generation { get; private set; }

        public List<SentTransaction> Alive { get; } = [];

        public long Bytes { get; private set; }

        public JournalOwner? Stranger { get; private set; }

        public LogDamage? Visit(in ScannedRecord scanned)
        {
            if (JournalRecord.Decode(scanned.Payload.Span, out var record) is { } refusal) return scanned.ContentDamage("a send journal record", refusal.ToString());
            var begins = record as JournalRecord.Beginning;
            if (begins is null != scanned.Number > 0) return scanned.ContentDamage("a beginning first and only there", record!.GetType().Name);
            if (begins is not null)
            {
                Generation = begins.Generation;
                var stated = new JournalOwner(begins.ChainId, begins.Account);
                if (stated != owner) Stranger = stated;
                if (stated != owner) return scanned.ContentDamage($"{owner}", $"{stated}");
            }

            Apply(Alive, record!);
            Bytes += scanned.Payload.Length;
            return null;
        }
    }
}
