using CrossChainOracle.Domain;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>Whose nonces a journal keeps.</summary>
public sealed record JournalOwner(ulong ChainId, EvmAddress Account)
{
    public override string ToString() => $"{Account} on chain {ChainId}";
}

/// <summary>Every transaction that may have left an account and is not final yet, durable before it leaves. For one caller at a time.</summary>
/// <remarks>
/// Two segment logs, of which one is written. When it is long, the other begins with what is alive, in one record, and the first is emptied: so the journal's size is bounded, and a crash at
/// any point leaves at least one whole log. Of two whole ones the younger generation is read.
/// </remarks>
public sealed class SendJournal : IAsyncDisposable
{
    /// <summary>The kind in the segment headers.</summary>
    public const string Kind = "SNDJ";

    /// <summary>Bytes of records after which a log is long.</summary>
    public const long DefaultRewriteBytes = 4 * 1024 * 1024;

    private readonly JournalOwner _owner;
    private readonly long _rewriteBytes;
    private readonly LogOptions[] _halves;
    private readonly List<SentTransaction> _alive;
    private JournalHalf _current;
    private AppendOutcome.Unknown? _broken;

    private SendJournal(JournalOwner owner, long rewriteBytes, LogOptions[] halves, JournalHalf current) =>
        (_owner, _rewriteBytes, _halves, _current, _alive) = (owner, rewriteBytes, halves, current, [.. current.Alive]);

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<SentTransaction> Alive => _alive;

    /// <summary>Why the journal takes nothing more until it is opened again; null while it does.</summary>
    public string? Problem => _broken is { } broken ? $"journal: {broken}" : null;

    /// <param name="rewriteBytes">Bytes of records after which the log is begun anew.</param>
    public static async Task<OpenOutcome<SendJournal>> OpenAsync(string folder, JournalOwner owner, IFileSystem? files = null, long rewriteBytes = DefaultRewriteBytes)
    {
        LogOptions[] halves = [Half("a"), Half("b")];
        var first = JournalHalf.Open(halves[0], owner);
        if (first is not OpenOutcome<JournalHalf>.Opened { Value: var a }) return first.Map(Unreachable);
        var second = JournalHalf.Open(halves[1], owner);
        if (second is not OpenOutcome<JournalHalf>.Opened { Value: var b })
        {
            await a.Log.DisposeAsync().ConfigureAwait(false);
            return second.Map(Unreachable);
        }

        var (kept, other) = a.Generation >= b.Generation ? (a, b) : (b, a);
        await other.Log.DisposeAsync().ConfigureAwait(false);
        var journal = new SendJournal(owner, rewriteBytes, halves, kept);
        if (kept.Generation > 0 || await journal.BeginAsync(kept with { Generation = 1 }).ConfigureAwait(false) is AppendOutcome.Appended) return new OpenOutcome<SendJournal>.Opened(journal, null);
        await journal.DisposeAsync().ConfigureAwait(false);
        return new OpenOutcome<SendJournal>.Failed($"{folder}: the journal could not be begun");

        LogOptions Half(string name) => new(Path.Combine(folder, name), Kind) { FileSystem = files ?? PhysicalFileSystem.Instance };
    }

    /// <summary>Only a transaction for which this returned <see cref="AppendOutcome.Appended"/> may leave. After <see cref="AppendOutcome.Unknown"/> the journal takes nothing more: open it again.</summary>
    public async ValueTask<AppendOutcome> SentAsync(SentTransaction transaction)
    {
        if (_current.Bytes >= _rewriteBytes) await RewriteAsync().ConfigureAwait(false);
        return await AppendAsync(new JournalRecord.Sent(transaction)).ConfigureAwait(false);
    }

    /// <summary>Forgets everything at and below a nonce.</summary>
    public ValueTask<AppendOutcome> OverAsync(ulong nonce) => AppendAsync(new JournalRecord.Over(nonce));

    public ValueTask DisposeAsync() => _current.Log.DisposeAsync();

    private static SendJournal Unreachable(JournalHalf half) => throw new InvalidOperationException($"{half.Options.Folder} is open.");

    private async ValueTask<AppendOutcome> AppendAsync(JournalRecord record)
    {
        if (_broken is not null) return _broken;
        var bytes = record.Encode();

        // Never cancelled: what is written must be known to be written.
        var outcome = await _current.Log.AppendAsync(bytes, CancellationToken.None).ConfigureAwait(false);
        if (outcome is AppendOutcome.Unknown unknown) _broken = unknown;
        if (outcome is not AppendOutcome.Appended) return outcome;
        _current.Bytes += bytes.Length;
        JournalHalf.Apply(_alive, record);
        return outcome;
    }

    private async ValueTask<AppendOutcome> BeginAsync(JournalHalf half)
    {
        var bytes = new JournalRecord.Beginning(half.Generation, _owner.ChainId, _owner.Account, _alive).Encode();
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
            JournalHalf.Clear(target);
            if (JournalHalf.Open(target, _owner) is not OpenOutcome<JournalHalf>.Opened { Value: var half }) return;
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
            // Not begun: tried again before the next transaction.
        }
    }

    private static bool TryClear(LogOptions half)
    {
        try
        {
            JournalHalf.Clear(half);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
