using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Following;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>The relayer of one EVM chain: plans by what the hub says.</summary>
public sealed class EvmRelay : ChainRelay
{
    private readonly EvmRelaySettings _settings;
    private readonly string _account;
    private readonly EvmSender _sender;
    private readonly EvmPlanner _planner;
    private readonly HubEndpoints _endpoints;
    private readonly SendJournal _journal;
    private HubState? _hub;
    private IReadOnlyDictionary<DueKey, DueSince>? _waiting;

    private EvmRelay(EvmRelaySettings settings, RelayServices services, int partition, ISigner signer, SendJournal journal, IFollowPlace place)
        : base(settings, services, partition, signer.Address.ToString(), journal, place)
    {
        (_settings, _account, _journal) = (settings, signer.Address.ToString(), journal);
        _sender = new(settings.Sender, signer, journal, services.Http, static data => Describe(HubErrors.Decode(data.Span)), services.Time);
        _planner = new(settings.Domain);
        _endpoints = new(settings, services.Http, services.Time);
        Desk.Book.Remember(journal.Alive.Where(static sent => sent.Posting is not null).Select(static sent => (sent.Posting!.Id, EvmPosting.FormOf(sent.Transaction.Transaction.Data.Span))));
    }

    /// <summary>Opens what the folder holds. Nothing runs yet.</summary>
    /// <param name="partition">Of the sinks.</param>
    /// <param name="signer">Whose account pays; nobody else may use it.</param>
    /// <returns>The relayer, or why there is none.</returns>
    public static async Task<(EvmRelay? Relay, string? Problem)> OpenAsync(EvmRelaySettings settings, RelayServices services, int partition, ISigner signer)
    {
        if (!settings.Chain.TryGetEip155(out var chainId)) return (null, $"{settings.Chain} is no EVM chain");
        return await OpenAsync(
            settings.Follow, folder => SendJournal.OpenAsync(folder, new(chainId, signer.Address), settings.Files), (journal, place) => new EvmRelay(settings, services, partition, signer, journal, place)).ConfigureAwait(false);
    }

    /// <summary>Opens a relayer that batches are handed in to, those that the one before it <see cref="ChainRelay.Needed"/> first.</summary>
    /// <param name="partition">Of the sinks.</param>
    /// <param name="signer">Whose account pays; nobody else may use it but with the same journal.</param>
    /// <param name="journal">Where the journal is kept. Other processes may believe that it is theirs.</param>
    /// <returns>The relayer, or why there is none.</returns>
    public static async Task<(EvmRelay? Relay, string? Problem)> OpenAsync(EvmRelaySettings settings, RelayServices services, int partition, ISigner signer, IVersionedFile journal, CancellationToken cancellation)
    {
        if (!settings.Chain.TryGetEip155(out var chainId)) return (null, $"{settings.Chain} is no EVM chain");
        var opened = await SendJournal.OpenAsync(journal, new(chainId, signer.Address), cancellation).ConfigureAwait(false);
        return await MakeAsync(opened, own => new EvmRelay(settings, services, partition, signer, own, new NoPlace())).ConfigureAwait(false);
    }

    private protected override async Task PostAsync(long now, CancellationToken cancellation)
    {
        var (hub, problem) = await _endpoints.ReadAsync(HubQuery.Of(_settings.Policy, Intake.Inbox), cancellation).ConfigureAwait(false);
        Notices.Set("hub", RelayNoticeLevel.Warning, problem);
        if (hub is null) return;
        _hub = hub;
        var plan = _planner.Make(_settings.Policy, hub, Intake.Inbox, _sender.InFlight, now, _waiting);
        _waiting = plan.Waiting;
        Desk.Observer.Planned(hub.Prices, plan.Passed);
        var wanted = plan.Postings.Where(posting => !Desk.IsDead(posting.Posting)).ToList();
        Desk.Book.Want(wanted.Select(static posting => (posting.Posting, posting.Form)));
        var events = await _sender.StepAsync(wanted, cancellation).ConfigureAwait(false);
        foreach (var refused in events.OfType<SendEvent.Refused>().Where(static refused => refused.Permanent))
        {
            if (wanted.Find(posting => posting.Posting.Id == refused.PostingId) is { } posting) Desk.Bury(posting.Posting, refused.Error, posting.Call);
        }

        Desk.Tell([.. events.Select(static each => each.ToPosting())]);
        Notices.Set("trial", RelayNoticeLevel.Warning, PostingDesk.PatientSteps, events.OfType<SendEvent.Refused>().FirstOrDefault(static refused => !refused.Permanent)?.Error);
        Notices.Set("balance", RelayNoticeLevel.Alarm, _sender.Status is { IsLow: true } low ? $"{low.Balance} wei pay for {low.Covers} more postings" : null);
        Intake.Inbox.Settle(_settings.Chain, plan.Settled);
        Desk.Book.Finish(wanted.Select(static posting => posting.Posting.Id).Concat(_sender.InFlight.Select(static transaction => transaction.PostingId).OfType<string>()).ToHashSet());
    }

    public override string? Problem => _journal.Problem;

    private protected override ValueTask<string?> CheckAsync(CancellationToken cancellation) => _journal.CheckAsync(cancellation);

    private protected override Task<string?> ForgetAsync(Func<string, bool> isOwed) => _sender.ForgetAsync(isOwed);

    private protected override IEnumerable<(ShardId Shard, ulong Sequence)> UnderWay => _journal.Alive.Where(static sent => sent.Posting is not null).Select(static sent => (sent.Posting!.Shard, sent.Posting.Sequence));

    private protected override ChainView View() => new()
    {
        Chain = _settings.Chain,
        Hub = _settings.Policy.Hub.ToString(),
        Pyth = _settings.Pyth?.ToString(),
        Head = _hub is { } hub ? new(hub.Number, hub.Hash.ToString(), hub.Time) { BaseFee = hub.BaseFee, Epoch = hub.Epoch } : null,
        Account = _account,
        Status = _sender.Status is { } status ? new(status.Balance, status.Covers, status.IsLow, status.Waiting, status.At) : null,
        Counts = Desk.Book.Counts,
        Feeds = Desk.Observer.Feeds(
            _settings.Policy.Shards.SelectMany(static shard => shard.Value.Feeds, static (shard, feed) => (shard.Key, feed.Key, feed.Value)),
            Intake.Inbox,
            feed => _settings.Aggregators.TryGetValue(feed, out var address) ? address.ToString() : null),
        InFlight = [.. _sender.InFlight.Select(static sent => new PostingUnderWay(sent.PostingId, sent.Nonce, sent.SubmittedAt, sent.Included?.Number))],
        Receipts = Desk.Book.Recent,
        Latencies = Desk.Observer.Latencies,
        PriceGas = Desk.Observer.PriceGas,
        Alarms = Notices.Standing,
    };

    private static (string Error, bool Permanent) Describe(HubError error) => (error.ToString(), error.IsPermanent);
}
