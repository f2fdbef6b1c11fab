using System.Security.Cryptography;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Following;
using CrossChainOracle.Storage;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Running;

/// <summary>The relayer of one chain: takes a stream's batches in, lets the chain's own planner and sender post, and keeps what came of it.</summary>
/// <remarks>
/// Whatever an endpoint or the node does wrong is a notice and tried again. What is on its way is in the sender's journal before it leaves, and the place in the stream is not given up before everything up to it is final or
/// replaced: a process that is killed and started again goes on where it was. For one caller at a time.
/// </remarks>
public abstract class ChainRelay : IAsyncDisposable
{
    /// <summary>How long the first step waits for the stream to bring back the batches of what an earlier run sent: their receipts need them.</summary>
    private static readonly TimeSpan RecallLimit = TimeSpan.FromSeconds(5);

    private readonly ChainRelaySettings _settings;
    private readonly RelayServices _services;
    private readonly IAsyncDisposable _journal;
    private readonly long _startedAt;

    /// <param name="relayer">Who pays, in the chain's own form.</param>
    /// <param name="journal">The sender's; goes with the relay.</param>
    private protected ChainRelay(ChainRelaySettings settings, RelayServices services, int partition, string relayer, IAsyncDisposable journal, IFollowPlace place)
    {
        (_settings, _services, _journal, _startedAt) = (settings, services, journal, services.Time.GetUtcNow().ToUnixTimeMilliseconds());
        Intake = new(settings.Domain, settings.Attesters, settings.Recovery, new(settings.Chain), place);
        Notices = services.NoticesOf(settings.Chain);
        Desk = new(new(services.Sinks, partition, settings.Chain, relayer), settings.Chain, services, Notices, Intake);
    }

    /// <summary>Where the stream is followed from.</summary>
    public string? Cursor => Intake.Cursor;

    /// <summary>Why the relayer must be opened again; null while it can go on.</summary>
    public abstract string? Problem { get; }

    private protected StreamIntake Intake { get; }

    private protected NoticeBook Notices { get; }

    private protected PostingDesk Desk { get; }

    private long Now => _services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Follows the stream of its settings until cancelled, or until the relayer must be opened again.</summary>
    /// <returns>Why it must be; null where it was asked to stop.</returns>
    /// <exception cref="InvalidOperationException">The settings name no stream.</exception>
    public Task<string?> RunAsync(CancellationToken cancellation) =>
        new FollowLoop(this, _settings.Follow ?? throw new InvalidOperationException($"{_settings.Chain}: batches are handed in."), _services).RunAsync(cancellation);

    /// <summary>Takes in what came of a stream; the next step acts on it.</summary>
    public void Take(FollowedEvent followed)
    {
        switch (followed)
        {
            case FollowedEvent.Arrived arrived:
                Desk.Bury(Intake.Take(arrived, Now));
                Notices.Set("stream", RelayNoticeLevel.Warning, null);
                break;
            case FollowedEvent.Malformed malformed:
                Desk.Bury([new(malformed.Cursor ?? string.Empty, null, null, null, null, malformed.Refusal.ToString(), default)]);
                break;
            case FollowedEvent.Interrupted interrupted:
                Notices.Set("stream", RelayNoticeLevel.Warning, interrupted.UnknownCursor ? $"{interrupted.Reason}: it is not the stream that was followed before; beginning anew" : interrupted.Reason);
                if (interrupted.UnknownCursor) Notices.Set("disk", RelayNoticeLevel.Alarm, Intake.Restart());
                break;
            default:
                throw new InvalidOperationException($"No such case: {followed}");
        }
    }

    /// <summary>Plans, sends, and keeps what came of it, once.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        try
        {
            if (await CheckAsync(cancellation).ConfigureAwait(false) is not null) return;
            Notices.Set("attesters", RelayNoticeLevel.Alarm, Intake.Early == 0 ? null : $"{Intake.Early} batches are signed by an epoch whose rotation from epoch {Intake.Epoch} was not seen");
            if (Desk.Book.HasOrphans && Now - _startedAt < RecallLimit.TotalMilliseconds) return;
            var now = Now;
            Intake.Inbox.Prune(now);
            await PostAsync(now, cancellation).ConfigureAwait(false);
            var unkept = await Desk.KeepAsync(ForgetAsync, OldestUnderWay, cancellation).ConfigureAwait(false);

            // Whoever opens it again says why.
            Notices.Set("disk", RelayNoticeLevel.Alarm, Problem is null ? unkept : null);
            Notices.Set("step", RelayNoticeLevel.Warning, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Notices.Set("step", RelayNoticeLevel.Warning, failure.Message);
        }

        var view = View();
        if (view.Status is { } status) _services.Metrics.Runway(_settings.Chain.ToString(), status.Covers);
        _services.Board.Set(view);
    }

    /// <summary>Batches that must be handed in again to a relayer that is opened after this one; null: all of those that were taken in.</summary>
    public IReadOnlySet<(ShardId Shard, ulong Sequence)>? Needed() => Intake.Needed()?.Concat(UnderWay).Concat(Desk.Book.Open).ToHashSet();

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens what the folder holds.</summary>
    /// <param name="open">The journal, in a folder of its own.</param>
    /// <returns>The relayer, or why there is none.</returns>
    private protected static async Task<(TRelay? Relay, string? Problem)> OpenAsync<TRelay, TJournal>(FollowSettings? follow, Func<string, Task<OpenOutcome<TJournal>>> open, Func<TJournal, IFollowPlace, TRelay> make)
        where TRelay : ChainRelay
        where TJournal : IAsyncDisposable
    {
        var folder = follow?.Folder ?? throw new InvalidOperationException("A relayer without a folder has its journal handed in.");
        var file = new FollowFile(Path.Combine(folder, "follow.json"));
        if ((CreateFolder(folder) ?? file.Load()) is { } unusable) return (null, unusable);
        return await MakeAsync(await open(Path.Combine(folder, "journal")).ConfigureAwait(false), journal => make(journal, file)).ConfigureAwait(false);
    }

    /// <param name="opened">The journal, or why there is none.</param>
    private protected static async Task<(TRelay? Relay, string? Problem)> MakeAsync<TRelay, TJournal>(OpenOutcome<TJournal> opened, Func<TJournal, TRelay> make)
        where TRelay : ChainRelay
        where TJournal : IAsyncDisposable
    {
        if (opened is not OpenOutcome<TJournal>.Opened { Value: var journal }) return (null, $"journal: {opened}");
        try
        {
            return (make(journal), null);
        }
        catch (InvalidDataException broken)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
            return (null, broken.Message);
        }
    }

    /// <summary>Plans and sends once, and tells the desk what came of it.</summary>
    /// <param name="now">Unix milliseconds.</param>
    private protected abstract Task PostAsync(long now, CancellationToken cancellation);

    /// <summary>Whether the sender's journal still is the one: null, or <see cref="Problem"/>.</summary>
    private protected abstract ValueTask<string?> CheckAsync(CancellationToken cancellation);

    /// <summary>The sender forgets what is over: what follows from it has been made durable.</summary>
    /// <param name="isOwed">Of which postings something still is to be made durable.</param>
    /// <returns>Why the journal did not take it, or null.</returns>
    private protected abstract Task<string?> ForgetAsync(Func<string, bool> isOwed);

    /// <summary>Batches of what the journal holds: it is said again after a restart, and needs them then.</summary>
    private protected abstract IEnumerable<(ShardId Shard, ulong Sequence)> UnderWay { get; }

    /// <summary>What people see after a step.</summary>
    private protected abstract ChainView View();

    private ulong? OldestUnderWay(ShardId shard) => UnderWay.Where(sent => sent.Shard == shard).Min(static sent => (ulong?)sent.Sequence);

    private static string? CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
