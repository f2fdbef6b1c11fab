using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Journal;

/// <summary>A journal that is one file, replaced with every record by the whole state: for a place where a file cannot grow, and where several processes may believe that they are the one.</summary>
/// <remarks>
/// The version is what keeps them apart: whoever comes second is told before anything that it wrote of has left, and takes nothing more. The number of its replacement is in the file, so that no two states look alike.
/// </remarks>
internal sealed class OneFileJournal<TState, TRecord> : IJournal<TState, TRecord>
    where TRecord : class
{
    private const string Overtaken = "journal: another process has written it";

    private readonly IJournalForm<TState, TRecord> _form;
    private readonly IVersionedFile _file;
    private byte[] _content;
    private ulong _generation;
    private string? _version;

    private OneFileJournal(IJournalForm<TState, TRecord> form, IVersionedFile file, TState state, ulong generation, byte[] content, string? version) =>
        (_form, _file, State, _generation, _content, _version) = (form, file, state, generation, content, version);

    public TState State { get; private set; }

    public string? Problem { get; private set; }

    public static async Task<OpenOutcome<OneFileJournal<TState, TRecord>>> OpenAsync(IVersionedFile file, IJournalForm<TState, TRecord> form, CancellationToken cancellation)
    {
        switch (await file.ReadAsync(null, cancellation).ConfigureAwait(false))
        {
            case VersionedRead.Nothing:
                var empty = form.Empty();
                return Opened(new(form, file, empty, 0, form.Encode(form.Begin(0, empty)), null));
            case VersionedRead.Found found:
                var content = found.Content.ToArray();
                if (form.Decode(content, out var record) is { } refusal) return new OpenOutcome<OneFileJournal<TState, TRecord>>.Failed($"the journal holds no state of {form.Kind}: {refusal}");
                if (form.BeginningOf(record!) is not { } beginning) return new OpenOutcome<OneFileJournal<TState, TRecord>>.Failed("the journal does not begin with a state");
                if (beginning.Owner != form.Owner) return new OpenOutcome<OneFileJournal<TState, TRecord>>.Mismatch("account of the journal", form.Owner, beginning.Owner);
                return Opened(new(form, file, StateOf(form, content), beginning.Generation, content, found.Version));
            case VersionedRead.Failed failed:
                return new OpenOutcome<OneFileJournal<TState, TRecord>>.Failed(failed.Reason);
            case var other:
                throw new InvalidOperationException($"No such case: {other}");
        }

        static OpenOutcome<OneFileJournal<TState, TRecord>> Opened(OneFileJournal<TState, TRecord> journal) => new OpenOutcome<OneFileJournal<TState, TRecord>>.Opened(journal, null);
    }

    public async ValueTask<string?> CheckAsync(CancellationToken cancellation)
    {
        if (Problem is not null) return Problem;

        // One that cannot be read now is asked again by whoever writes it.
        var isOvertaken = await _file.ReadAsync(_version, cancellation).ConfigureAwait(false) switch
        {
            VersionedRead.Found => true,
            VersionedRead.Nothing => _version is not null,
            _ => false,
        };
        return Problem = isOvertaken ? Overtaken : null;
    }

    public async ValueTask<AppendOutcome> AppendAsync(TRecord record)
    {
        if (Problem is { } problem) return new AppendOutcome.Unknown(problem);
        var next = StateOf(_form, _content);
        _form.Apply(next, record);
        var content = _form.Encode(_form.Begin(_generation + 1, next));

        // Never cancelled: what is written must be known to be written.
        switch (await _file.ReplaceAsync(content, _version, CancellationToken.None).ConfigureAwait(false))
        {
            case VersionedWrite.Written written:
                (State, _content, _version, _generation) = (next, content, written.Version, _generation + 1);
                return new AppendOutcome.Appended((long)_generation - 1, 1);
            case VersionedWrite.Failed failed:
                return new AppendOutcome.Failed(failed.Reason);
            case VersionedWrite.Overtaken:
                return new AppendOutcome.Unknown(Problem = Overtaken);
            case VersionedWrite.Unknown unknown:
                return new AppendOutcome.Unknown(Problem = $"journal: {unknown.Reason}");
            case var other:
                throw new InvalidOperationException($"No such case: {other}");
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The state that a whole one in bytes says; what is changed of it changes no other.</summary>
    private static TState StateOf(IJournalForm<TState, TRecord> form, byte[] content)
    {
        if (form.Decode(content, out var record) is { } refusal) throw new InvalidOperationException($"A state that was written is none: {refusal}");
        var state = form.Empty();
        form.Apply(state, record!);
        return state;
    }
}
