using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Journal;

/// <summary>One of a journal's two logs: it is written until it is long, then the other one is begun with what is alive.</summary>
/// <param name="Log">Open, and locked.</param>
/// <param name="Generation">Of its beginning; 0 where it has none.</param>
/// <param name="State">What it says.</param>
internal sealed record JournalHalf<TState>(LogOptions Options, SegmentLog Log, ulong Generation, TState State)
{
    /// <summary>Bytes of the records in it.</summary>
    public long Bytes { get; set; }
}

/// <summary>Opens and empties the logs of a journal.</summary>
internal static class JournalHalves
{
    public static OpenOutcome<JournalHalf<TState>> Open<TState, TRecord>(LogOptions options, IJournalForm<TState, TRecord> form)
        where TRecord : class
    {
        var scan = new Scan<TState, TRecord>(form);
        var opened = SegmentLog.Open(options, scan.Visit).Map(log => new JournalHalf<TState>(options, log, scan.Generation, scan.State) { Bytes = scan.Bytes });
        return scan.Stranger is { } other ? new OpenOutcome<JournalHalf<TState>>.Mismatch("account of the journal", form.Owner, other) : opened;
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

    private sealed class Scan<TState, TRecord>(IJournalForm<TState, TRecord> form)
        where TRecord : class
    {
        public ulong Generation { get; private set; }

        public TState State { get; } = form.Empty();

        public long Bytes { get; private set; }

        public string? Stranger { get; private set; }

        public LogDamage? Visit(in ScannedRecord scanned)
        {
            if (form.Decode(scanned.Payload.Span, out var record) is { } refusal) return scanned.ContentDamage($"a record of {form.Kind}", refusal.ToString());
            var begins = form.BeginningOf(record!);
            if (begins is null != scanned.Number > 0) return scanned.ContentDamage("a beginning first and only there", record!.GetType().Name);
            if (begins is { } beginning)
            {
                Generation = beginning.Generation;
                if (beginning.Owner != form.Owner) Stranger = beginning.Owner;
                if (Stranger is not null) return scanned.ContentDamage(form.Owner, Stranger);
            }

            form.Apply(State, record!);
            Bytes += scanned.Payload.Length;
            return null;
        }
    }
}
