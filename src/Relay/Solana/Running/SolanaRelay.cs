using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Following;
using CrossChainOracle.Relay.Running;
using CrossChainOracle.Relay.Solana.Sending;
using CrossChainOracle.Signing;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Relay.Solana.Running;

/// <summary>The relayer of one cluster: plans by what of its own postings stands there.</summary>
public sealed class SolanaRelay : ChainRelay
{
    /// <summary>How a posting is made, in receipts.</summary>
    public const string Form = "Secp256k1Instruction";

    private readonly SolanaRelaySettings _settings;
    private readonly string _account;
    private readonly SolanaEncoder _encoder;
    private readonly SolanaJournal _journal;
    private readonly SolanaSender _sender;
    private ulong _fee;

    private SolanaRelay(SolanaRelaySettings settings, RelayServices services, int partition, ISolanaSigner payer, SolanaJournal journal, IFollowPlace place)
        : base(settings, services, partition, payer.Address.ToString(), journal, place)
    {
        (_settings, _account, _journal, _encoder) = (settings, payer.Address.ToString(), journal, new(settings.Domain, settings.Encoder));
        var clients = settings.Endpoints.Select(endpoint => new JsonRpcClient(services.Http, new(endpoint), settings.Sender.Limits, services.Time));
        _sender = new([.. clients], _encoder, payer, journal, settings.Sender, services.Time);
        _fee = SolanaFee.Of(settings.Attesters.Threshold, settings.Encoder.UnitLimit, settings.Sender.MinimumUnitPrice).Total;
        Desk.Book.Remember(journal.InFlight.Select(static sent => (sent.PostingId, Form)));
        Desk.Book.Apply(journal.InFlight.Select(static sent => new PostingEvent.Submitted(sent.PostingId, $"{sent.Signature}", Replaced: false, sent.SubmittedAt)));
    }

    /// <summary>Opens what the folder holds. Nothing runs yet.</summary>
    /// <param name="partition">Of the sinks.</param>
    /// <param name="payer">Whose account pays.</param>
    /// <returns>The relayer, or why there is none.</returns>
    public static async Task<(SolanaRelay? Relay, string? Problem)> OpenAsync(SolanaRelaySettings settings, RelayServices services, int partition, ISolanaSigner payer)
    {
        if (settings.Policy.Problems().Concat(settings.Sender.Problems()).Concat(settings.Encoder.Problems()).FirstOrDefault() is { } problem) return (null, problem);
        return await OpenAsync(
            settings.Follow, folder => SolanaJournal.OpenAsync(folder, new(settings.Chain, payer.Address)), (journal, place) => new SolanaRelay(settings, services, partition, payer, journal, place)).ConfigureAwait(false);
    }

    private protected override async Task PostAsync(long now, CancellationToken cancellation)
    {
        var plan = SolanaPlanner.Plan(_settings.Policy, _encoder, Intake.Inbox.Prices, _journal.Standing, _journal.InFlight, Intake.Sets, now);
        Desk.Observer.Planned(_journal.Standing, plan.Passed);
        foreach (var (posting, why) in plan.Unfit) Desk.Bury(posting.Posting, why.ToString(), posting.Attestation.Leaf.Bytes);
        Notices.Set("room", RelayNoticeLevel.Alarm, plan.Unfit is [var unfit, ..] ? $"{plan.Unfit.Count} prices of {unfit.Posting.Posting.Header.Shard} are never posted: {unfit.Why}" : null);
        var wanted = plan.Wanted.Where(posting => !Desk.IsDead(posting.Posting)).ToList();
        Desk.Book.Want(wanted.Select(static posting => (posting.Posting, Form)));
        var events = await _sender.StepAsync(wanted, cancellation).ConfigureAwait(false);
        foreach (var refused in events.OfType<SolanaSendEvent.Refused>())
        {
            if (refused.Permanent && wanted.Find(posting => posting.Posting.Id == refused.PostingId) is { } posting) Desk.Bury(posting.Posting, refused.Error, posting.Attestation.Leaf.Bytes);
        }

        Desk.Tell([.. events.Select(static each => each.ToPosting()).OfType<PostingEvent>()]);
        TellAccount(events);
        SettleAll();
        Desk.Book.Finish(wanted.Select(static posting => posting.Posting.Id).Concat(_journal.InFlight.Select(static sent => sent.PostingId)).ToHashSet());
    }

    public override string? Problem => _journal.Problem;

    private protected override ValueTask<string?> CheckAsync(CancellationToken cancellation) => new(_journal.Problem);

    private protected override Task<string?> ForgetAsync(Func<string, bool> isOwed) => _sender.ForgetAsync(isOwed);

    private protected override IEnumerable<(ShardId Shard, ulong Sequence)> UnderWay => _journal.InFlight.Select(static sent => (sent.Shard, sent.Sequence));

    private protected override ChainView View() => new()
    {
        Chain = _settings.Chain,
        Head = _sender.Status is { } head ? new(head.Slot, null, null) : null,
        Account = _account,
        Status = _sender.Status is { } status ? new(status.Balance, status.Balance / _fee, status.IsLow, _journal.InFlight.Count, status.At) : null,
        Counts = Desk.Book.Counts,
        Feeds = Desk.Observer.Feeds(_settings.Policy.Shards.SelectMany(static shard => shard.Value, static (shard, feed) => (shard.Key, feed.Key, feed.Value)), Intake.Inbox, static _ => null),
        InFlight = [.. _journal.InFlight.Select(sent => new PostingUnderWay(sent.PostingId, null, sent.SubmittedAt, _sender.SlotOf(sent.Signature)))],
        Receipts = Desk.Book.Recent,
        Latencies = Desk.Observer.Latencies,
        Alarms = Notices.Standing,
    };

    private void TellAccount(IReadOnlyList<SolanaSendEvent> events)
    {
        if (events.OfType<SolanaSendEvent.Submitted>().LastOrDefault() is { } submitted) _fee = submitted.Fee.Total;
        Notices.Set("balance", RelayNoticeLevel.Alarm, _sender.Status is { IsLow: true } low ? $"{low.Balance} lamports of {_account} pay for {low.Balance / _fee} more postings" : null);
        Notices.Set("trial", RelayNoticeLevel.Warning, events.OfType<SolanaSendEvent.Refused>().FirstOrDefault(static refused => !refused.Permanent)?.Error);
    }

    /// <summary>No program of ours keeps attester sets or floors there: rotations and retractions are not owed, and must not hold the place in the stream.</summary>
    private void SettleAll() => Intake.Inbox.Settle(
        _settings.Chain,
        [.. Intake.Inbox.Rotations.Select(static rotation => rotation.ToPosting(PostingKind.Rotation).Id), .. Intake.Inbox.Retractions.Select(static retraction => retraction.ToPosting(PostingKind.Retraction).Id)]);
}
