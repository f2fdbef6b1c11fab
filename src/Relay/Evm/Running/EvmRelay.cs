using System.Security.Cryptography;
using System.Threading.Channels;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Following;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>The relayer of one chain: follows a node's stream, plans by what the hub says, sends, and keeps what came of it.</summary>
/// <remarks>
/// Whatever an endpoint or the node does wrong is a notice and tried again. What is on its way is in the sender's journal before it leaves, and the place in the stream is not given up before everything up to it is final or
/// replaced: a process that is killed and started again goes on where it was.
/// </remarks>
public sealed class EvmRelay : IAsyncDisposable
{
    /// <summary>Events that wait for a step; more wait in the stream.</summary>
    private const int MaximumArrivals = 1_024;

    /// <summary>Steps in a row that sending must fail in before it is worth a notice.</summary>
    private const int PatientSteps = 3;

    /// <summary>How long the first step waits for the stream to bring back the batches of what an earlier run sent: their receipts need them.</summary>
    private static readonly TimeSpan RecallLimit = TimeSpan.FromSeconds(5);

    private readonly EvmRelaySettings _settings;
    private readonly RelayServices _services;
    private readonly SendJournal _journal;
    private readonly EvmSender _sender;
    private readonly EvmPlanner _planner;
    private readonly HubEndpoints _hub;
    private readonly StreamIntake _intake;
    private readonly PostingBook _book;
    private readonly Bookkeeping _keeping;
    private readonly RefusedPostings _refused = new();
    private readonly ChainObserver _observer;
    private readonly NoticeBook _notices;
    private readonly Channel<FollowedEvent> _arrivals = Channel.CreateBounded<FollowedEvent>(MaximumArrivals);
    private readonly long _startedAt;
    private IReadOnlyDictionary<DueKey, DueSince>? _waiting;

    private EvmRelay(EvmRelaySettings settings, RelayServices services, int partition, ISigner signer, SendJournal journal, FollowFile file)
    {
        (_settings, _services, _journal) = (settings, services, journal);
        var chain = settings.Policy.Chain;
        _sender = new(settings.Sender, signer, journal, services.Http, static data => Describe(HubErrors.Decode(data.Span)), services.Time);
        _planner = new(settings.Domain);
        _hub = new(settings, services.Http, services.Time);
        _intake = new(settings.Domain, settings.Attesters, settings.Recovery, new(chain), file);
        (_book, _observer, _notices) = (new(chain), new(settings, signer.Address), new(chain, services.Notify));
        _keeping = new(services.Sinks, partition, chain, signer.Address.ToString(), _book);
        _startedAt = Now;
        _intake.Accepted += _book.Recall;
        _book.Remember(journal.Alive.Where(static sent => sent.Posting is not null).Select(static sent => (sent.Posting!.Id, EvmPosting.FormOf(sent.Transaction.Transaction.Data.Span))));
    }

    /// <summary>Opens what the folder holds. Nothing runs yet.</summary>
    /// <param name="partition">Of the sinks.</param>
    /// <param name="signer">Whose account pays; nobody else may use it.</param>
    /// <returns>The relayer, or why there is none.</returns>
    public static async Task<(EvmRelay? Relay, string? Problem)> OpenAsync(EvmRelaySettings settings, RelayServices services, int partition, ISigner signer)
    {
        if (!settings.Policy.Chain.TryGetEip155(out var chainId)) return (null, $"{settings.Policy.Chain} is no EVM chain");
        var file = new FollowFile(Path.Combine(settings.Folder, "follow.json"));
        if ((CreateFolder(settings.Folder) ?? file.Load()) is { } unusable) return (null, unusable);
        var opened = await SendJournal.OpenAsync(Path.Combine(settings.Folder, "journal"), new(chainId, signer.Address), settings.Files).ConfigureAwait(false);
        if (opened is not OpenOutcome<SendJournal>.Opened { Value: var journal }) return (null, $"journal: {opened}");
        try
        {
            return (new(settings, services, partition, signer, journal, file), null);
        }
        catch (InvalidDataException broken)
        {
            await journal.DisposeAsync().ConfigureAwait(false);
            return (null, broken.Message);
        }
    }

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
                if (_journal.Problem is { } broken) return broken;
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

    public ValueTask DisposeAsync() => _journal.DisposeAsync();

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var follower = new StreamFollower(_services.Http, _settings.Stream, _services.Time);
        await foreach (var followed in follower.FollowAsync(_intake.Cursor ?? "earliest", cancellation).ConfigureAwait(false))
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
            if (_book.HasOrphans && Now - _startedAt < RecallLimit.TotalMilliseconds) return;
            await PostAsync(cancellation).ConfigureAwait(false);
            await KeepAsync(cancellation).ConfigureAwait(false);
            _notices.Set("step", RelayNoticeLevel.Warning, null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            _notices.Set("step", RelayNoticeLevel.Warning, failure.Message);
        }

        _services.Board.Set(_observer.View(_intake.Inbox, _book, _sender, _notices.Standing));
    }

    private void TakeArrivals()
    {
        while (_arrivals.Reader.TryRead(out var followed))
        {
            switch (followed)
            {
                case FollowedEvent.Arrived arrived:
                    foreach (var letter in _intake.Take(arrived, Now)) _keeping.Add(letter);
                    _notices.Set("stream", RelayNoticeLevel.Warning, null);
                    break;
                case FollowedEvent.Malformed malformed:
                    _keeping.Add(new DeadLetter(0, malformed.Cursor ?? string.Empty, null, null, null, null, malformed.Refusal.ToString(), null));
                    break;
                case FollowedEvent.Interrupted interrupted:
                    if (interrupted.UnknownCursor && _intake.Restart() is { } problem) throw new IOException(problem);
                    _notices.Set("stream", RelayNoticeLevel.Warning, interrupted.UnknownCursor ? $"{interrupted.Reason}: it is not the stream that was followed before; beginning anew" : interrupted.Reason);
                    break;
                default:
                    throw new InvalidOperationException($"No such case: {followed}");
            }
        }

        _notices.Set("attesters", RelayNoticeLevel.Alarm, _intake.Early == 0 ? null : $"{_intake.Early} batches are signed by an epoch whose rotation from epoch {_intake.Epoch} was not seen");
    }

    private async Task PostAsync(CancellationToken cancellation)
    {
        var now = Now;
        _intake.Inbox.Prune(now);
        var (hub, problem) = await _hub.ReadAsync(HubQuery.Of(_settings.Policy, _intake.Inbox), cancellation).ConfigureAwait(false);
        _notices.Set("hub", RelayNoticeLevel.Warning, problem);
        if (hub is null) return;
        var plan = _planner.Make(_settings.Policy, hub, _intake.Inbox, _sender.InFlight, now, _waiting);
        _waiting = plan.Waiting;
        _observer.Planned(hub, plan);
        var wanted = plan.Postings.Where(posting => !_refused.Contains(posting.Posting.Id)).ToList();
        _book.Want(wanted.Select(static posting => (posting.Posting, posting.Form)));
        Apply(wanted, await _sender.StepAsync(wanted, cancellation).ConfigureAwait(false));
        _intake.Inbox.Settle(_settings.Policy.Chain, plan.Settled);
        var alive = wanted.Select(static posting => posting.Posting.Id).Concat(_sender.InFlight.Select(static transaction => transaction.PostingId).OfType<string>()).ToHashSet();
        _book.Finish(alive);
    }

    private void Apply(IReadOnlyList<EvmPosting> wanted, IReadOnlyList<SendEvent> events)
    {
        foreach (var refused in events.OfType<SendEvent.Refused>().Where(refused => refused.Permanent && _refused.Add(refused.PostingId)))
        {
            if (wanted.FirstOrDefault(posting => posting.Posting.Id == refused.PostingId) is { } posting) _keeping.Add(DeadLetter.Of(0, _intake.Cursor ?? string.Empty, _settings.Policy.Chain, posting.Posting, refused.Error, posting.Call));
        }

        var said = events.Select(static each => each.ToPosting()).ToList();
        _services.Metrics.Note(_settings.Policy.Chain.ToString(), said);
        var (included, final) = _book.Apply(said);
        foreach (var receipt in included)
        {
            _observer.Included(receipt);
            _services.Metrics.Included(receipt);
        }

        foreach (var receipt in final)
        {
            _keeping.Add(receipt);
            _services.Metrics.Final(receipt);
        }

        // A block that comes while a step is under way makes a nonce look used: only what lasts is told.
        _notices.Set("sending", RelayNoticeLevel.Warning, PatientSteps, events.OfType<SendEvent.Failed>().Select(static failed => failed.Reason).FirstOrDefault());
        _notices.Set("fee", RelayNoticeLevel.Warning, events.OfType<SendEvent.TooDear>().Select(static dear => $"the chain asks {dear.FeePerGas} wei per gas, at most {dear.Maximum} are to be paid").FirstOrDefault());
        _notices.Set("balance", RelayNoticeLevel.Alarm, _sender.Status is { IsLow: true } low ? $"{low.Balance} wei pay for {low.Covers} more postings" : null);
    }

    private async Task KeepAsync(CancellationToken cancellation)
    {
        _book.CountOvertaken(_observer.Overtaken);
        _notices.Set("disk", RelayNoticeLevel.Alarm, await _keeping.KeepAsync(_sender.ForgetAsync, () => _intake.Advance(OldestUnderWay), cancellation).ConfigureAwait(false));
    }

    /// <summary>What the journal holds is said again after a restart, and needs its batch then.</summary>
    private ulong? OldestUnderWay(ShardId shard) =>
        _journal.Alive.Where(sent => sent.Posting?.Shard == shard).Select(static sent => (ulong?)sent.Posting!.Sequence).Append(_book.Oldest(shard)).Min();

    private long Now => _services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private static (string Error, bool Permanent) Describe(HubError error) => (error.ToString(), error.IsPermanent);

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
