using System.Security.Cryptography;
using System.Threading.Channels;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Following;
using CrossChainOracle.Storage;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Running;

/// <summary>The relayer of one chain: follows a node's stream, lets the chain's own planner and sender post, and keeps what came of it.</summary>
/// <remarks>
/// Whatever an endpoint or the node does wrong is a notice and tried again. What is on its way is in the sender's journal before it leaves, and the place in the stream is not given up before everything up to it is final or
/// replaced: a process that is killed and started again goes on where it was.
/// </remarks>
public abstract class ChainRelay : IAsyncDisposable
{
    /// <summary>Events that wait for a step; more wait in the stream.</summary>
    private const int MaximumArrivals = 1_024;

    /// <summary>How long the first step waits for the stream to bring back the batches of what an earlier run sent: their receipts need them.</summary>
    private static readonly TimeSpan RecallLimit = TimeSpan.FromSeconds(5);

    private readonly ChainRelaySettings _settings;
    private readonly RelayServices _services;
    private readonly IAsyncDisposable _journal;
    private readonly Channel<FollowedEvent> _arrivals = Channel.CreateBounded<FollowedEvent>(MaximumArrivals);
    private readonly long _startedAt;

    /// <param name="relayer">Who pays, in the chain's own form.</param>
    /// <param name="journal">The sender's; goes with the relay.</param>
    private protected ChainRelay(ChainRelaySettings settings, RelayServices services, int partition, string relayer, IAsyncDisposable journal, FollowFile file)
    {
        (_settings, _services, _journal, _startedAt) = (settings, services, journal, services.Time.GetUtcNow().ToUnixTimeMilliseconds());
        Intake = new(settings.Domain, settings.Attesters, settings.Recovery, new(settings.Chain), file);
        Notices = new(settings.Chain, services.Notify);
        Desk = new(new(services.Sinks, partition, settings.Chain, relayer), settings.Chain, services.Metrics, Notices, Intake);
    }

    private protected StreamIntake Intake { get; }

    private protected NoticeBook Notices { get; }

    private protected PostingDesk Desk { get; }

    /// <summary>Runs until cancelled, or until the relayer must be opened again.</summary>
    /// <returns>Why it must be; null where it was asked to stop.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = FollowAsync(stopping.Token);
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                await StepAsync(cancellation).ConfigureAwait(false);
                if (Problem is { } broken) return broken;
                await Task.Delay(_settings.Spacing, _services.Time, cancellation).ConfigureAwait(false);
                await WaitAsync(following, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop. A step that was broken off is gone on with by the next start.
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await following.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens what the folder holds.</summary>
    /// <param name="open">The journal, in a folder of its own.</param>
    /// <returns>The relayer, or why there is none.</returns>
    private protected static async Task<(TRelay? Relay, string? Problem)> OpenAsync<TRelay, TJournal>(string folder, Func<string, Task<OpenOutcome<TJournal>>> open, Func<TJournal, FollowFile, TRelay> make)
        where TRelay : ChainRelay
        where TJournal : IAsyncDisposable
    {
        var file = new FollowFile(Path.Combine(folder, "follow.json"));
        if ((CreateFolder(folder) ?? file.Load()) is { } unusable) return (null, unusable);
        var opened = await open(Path.Combine(folder, "journal")).ConfigureAwait(false);
        if (opened is not OpenOutcome<TJournal>.Opened { Value: var journal }) return (null, $"journal: {opened}");
        try
        {
            return (make(journal, file), null);
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

    /// <summary>Why the relayer must be opened again; null while it can go on.</summary>
    private protected abstract string? Problem { get; }

    /// <summary>The sender forgets what is over: what follows from it has been made durable.</summary>
    /// <param name="isOwed">Of which postings something still is to be made durable.</param>
    /// <returns>Why the journal did not take it, or null.</returns>
    private protected abstract Task<string?> ForgetAsync(Func<string, bool> isOwed);

    /// <summary>Batches of what the journal holds: it is said again after a restart, and needs them then.</summary>
    private protected abstract IEnumerable<(ShardId Shard, ulong Sequence)> UnderWay { get; }

    /// <summary>What people see after a step.</summary>
    private protected abstract ChainView View();

    private long Now => _services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var follower = new StreamFollower(_services.Http, _settings.Stream, _services.Time);
        await foreach (var followed in follower.FollowAsync(Intake.Cursor ?? "earliest", cancellation).ConfigureAwait(false))
        {
            if (followed is FollowedEvent.Interrupted { UnknownCursor: true }) follower.Rewind("earliest");
            await _arrivals.Writer.WriteAsync(followed, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Until something arrives, but no longer than the poll interval.</summary>
    private async Task WaitAsync(Task following, CancellationToken cancellation)
    {
        if (following.IsFaulted) await following.ConfigureAwait(false);
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var arrival = _arrivals.Reader.WaitToReadAsync(poll.Token).AsTask();
        await Task.WhenAny(arrival, Task.Delay(_settings.Poll, _services.Time, poll.Token)).ConfigureAwait(false);
        await poll.CancelAsync().ConfigureAwait(false);
    }

    private async Task StepAsync(CancellationToken cancellation)
    {
        try
        {
            TakeArrivals();
            if (Desk.Book.HasOrphans && Now - _startedAt < RecallLimit.TotalMilliseconds) return;
            var now = Now;
            Intake.Inbox.Prune(now);
            await PostAsync(now, cancellation).ConfigureAwait(false);
            Notices.Set("disk", RelayNoticeLevel.Alarm, await Desk.KeepAsync(ForgetAsync, OldestUnderWay, cancellation).ConfigureAwait(false));
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

    private void TakeArrivals()
    {
        while (_arrivals.Reader.TryRead(out var followed))
        {
            switch (followed)
            {
                case FollowedEvent.Arrived arrived:
                    Desk.Bury(Intake.Take(arrived, Now));
                    Notices.Set("stream", RelayNoticeLevel.Warning, null);
                    break;
                case FollowedEvent.Malformed malformed:
                    Desk.Bury([new(0, malformed.Cursor ?? string.Empty, null, null, null, null, malformed.Refusal.ToString(), null)]);
                    break;
                case FollowedEvent.Interrupted interrupted:
                    if (interrupted.UnknownCursor && Intake.Restart() is { } problem) throw new IOException(problem);
                    Notices.Set("stream", RelayNoticeLevel.Warning, interrupted.UnknownCursor ? $"{interrupted.Reason}: it is not the stream that was followed before; beginning anew" : interrupted.Reason);
                    break;
                default:
                    throw new InvalidOperationException($"No such case: {followed}");
            }
        }

        Notices.Set("attesters", RelayNoticeLevel.Alarm, Intake.Early == 0 ? null : $"{Intake.Early} batches are signed by an epoch whose rotation from epoch {Intake.Epoch} was not seen");
    }

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
