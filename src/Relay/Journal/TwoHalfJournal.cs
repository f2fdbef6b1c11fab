using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Journal;

/// <summary>A journal on a disk.</summary>
/// <remarks>
/// Two segment logs, of which one is written. When it is long, the other begins with what is alive, in one record, and the first is emptied: so the journal's size is bounded, and a crash at
/// any point leaves at least one whole log. Of two whole ones the younger generation is read.
/// </remarks>
internal sealed class TwoHalfJournal<TState, TRecord> : IJournal<TState, TRecord>
    where TRecord : class
{
    private readonly IJournalForm<TState, TRecord> _form;
    private readonly long _rewriteBytes;
    private readonly LogOptions[] _halves;
    private JournalHalf<TState> _current;
    private AppendOutcome? _broken;

    private TwoHalfJournal(IJournalForm<TState, TRecord> form, long rewriteBytes, LogOptions[] halves, JournalHalf<TState> current) =>
        (_form, _rewriteBytes, _halves, _current, State) = (form, rewriteBytes, halves, current, current.State);

    public TState State { get; }

    public string? Problem => _broken is { } broken ? $"journal: {broken}" : null;

    /// <param name="rewriteBytes">Bytes of records after which the log is begun anew.</param>
    public static async Task<OpenOutcome<TwoHalfJournal<TState, TRecord>>> OpenAsync(string folder, IJournalForm<TState, TRecord> form, IFileSystem files, long rewriteBytes)
    {
        LogOptions[] halves = [Half("a"), Half("b")];
        var first = JournalHalves.Open(halves[0], form);
        if (first is not OpenOutcome<JournalHalf<TState>>.Opened { Value: var a }) return first.Map(Unreachable);
        var second = JournalHalves.Open(halves[1], form);
        if (second is not OpenOutcome<JournalHalf<TState>>.Opened { Value: var b })
        {
            await a.Log.DisposeAsync().ConfigureAwait(false);
            return second.Map(Unreachable);
        }

        var (kept, other) = a.Generation >= b.Generation ? (a, b) : (b, a);
        await other.Log.DisposeAsync().ConfigureAwait(false);
        var journal = new TwoHalfJournal<TState, TRecord>(form, rewriteBytes, halves, kept);
        if (kept.Generation > 0 || await journal.BeginAsync(kept with { Generation = 1 }).ConfigureAwait(false) is AppendOutcome.Appended) return new OpenOutcome<TwoHalfJournal<TState, TRecord>>.Opened(journal, null);
        await journal.DisposeAsync().ConfigureAwait(false);
        return new OpenOutcome<TwoHalfJournal<TState, TRecord>>.Failed($"{folder}: the journal could not be begun");

        LogOptions Half(string name) => new(Path.Combine(folder, name), form.Kind) { FileSystem = files };
    }

    /// <summary>Its logs are locked: nobody else writes them.</summary>
    public ValueTask<string?> CheckAsync(CancellationToken cancellation) => new(Problem);

    public async ValueTask<AppendOutcome> AppendAsync(TRecord record)
    {
        if (_current.Bytes >= _rewriteBytes && _broken is null) await RewriteAsync().ConfigureAwait(false);
        if (_broken is not null) return _broken;
        var bytes = _form.Encode(record);

        // Never cancelled: what is written must be known to be written.
        var outcome = await _current.Log.AppendAsync(bytes, CancellationToken.None).ConfigureAwait(false);
        if (outcome is AppendOutcome.Unknown) _broken = outcome;
        if (outcome is not AppendOutcome.Appended) return outcome;
        _current.Bytes += bytes.Length;
        _form.Apply(State, record);
        return outcome;
    }

    public ValueTask DisposeAsync() => _current.Log.DisposeAsync();

    private static TwoHalfJournal<TState, TRecord> Unreachable(JournalHalf<TState> half) => throw new InvalidOperationException($"{half.Options.Folder} is open.");

    private async ValueTask<AppendOutcome> BeginAsync(JournalHalf<TState> half)
    {
        var bytes = _form.Encode(_form.Begin(half.Generation, State));
        var outcome = await half.Log.AppendAsync(bytes, CancellationToken.None).ConfigureAwait(false);
        if (outcome is AppendOutcome.Appended) (_current, half.Bytes) = (half, bytes.Length);
        return outcome;
    }

    /// <summary>Whatever fails on the way, the log that was written stays the one that is written; unless the other one cannot be made to be gone.</summary>
    private async ValueTask RewriteAsync()
    {
        var old = _current;
        var target = _halves.First(half => half != old.Options);
        try
        {
            JournalHalves.Clear(target);
            if (JournalHalves.Open(target, _form) is not OpenOutcome<JournalHalf<TState>>.Opened { Value: var half }) return;
            if (await BeginAsync(half with { Generation = old.Generation + 1 }).ConfigureAwait(false) is AppendOutcome.Appended)
            {
                await old.Log.DisposeAsync().ConfigureAwait(false);
                TryClear(old.Options);
                return;
            }

            await half.Log.DisposeAsync().ConfigureAwait(false);
            if (!TryClear(target)) _broken = new AppendOutcome.Unknown($"{target.Folder} may hold a younger generation");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not begun: tried again before the next record.
        }
    }

    private static bool TryClear(LogOptions half)
    {
        try
        {
            JournalHalves.Clear(half);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
