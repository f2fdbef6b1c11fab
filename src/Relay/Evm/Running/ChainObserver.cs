using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.Relay.Evm.Sending;
using CrossChainOracle.Relay.Running;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>Makes of each step what people see of the chain.</summary>
internal sealed class ChainObserver(EvmRelaySettings settings, EvmAddress account)
{
    /// <summary>Postings whose latency and gas are shown.</summary>
    private const int MaximumShown = 512;

    private readonly Dictionary<(ShardId Shard, FeedId Feed), ulong> _stored = [];
    private readonly Dictionary<(ShardId Shard, string Subject), PostingReceipt> _last = [];
    private readonly Queue<long> _latencies = [];
    private readonly Queue<ulong> _gas = [];
    private HubState? _hub;
    private Plan? _plan;

    /// <summary>Prices of the stream that a newer one replaced before any relayer had brought them here, since the first look.</summary>
    public ulong Overtaken { get; private set; }

    public void Planned(HubState hub, Plan plan)
    {
        (_hub, _plan) = (hub, plan);
        foreach (var (key, price) in hub.Prices)
        {
            if (_stored.TryGetValue(key, out var before) && price.Sequence > before) Overtaken += price.Sequence - before - 1;
            _stored[key] = Math.Max(before, price.Sequence);
        }
    }

    public void Included(PostingReceipt receipt)
    {
        foreach (var (subject, _) in receipt.Statements) _last[(receipt.Shard, subject)] = receipt;
        if (receipt is { Kind: PostingKind.Prices, Block.Cost: PostingCost.Gas gas }) Keep(_gas, gas.Used);
        if (receipt is { Source: { } source, IncludedAt: { } seen }) Keep(_latencies, Math.Max(0, seen - source));
    }

    public ChainView View(RelayInbox inbox, PostingBook book, EvmSender sender, IReadOnlyList<string> alarms) => new()
    {
        Chain = settings.Policy.Chain,
        Hub = settings.Policy.Hub.ToString(),
        Pyth = settings.Pyth?.ToString(),
        Head = _hub is { } hub ? new(hub.Number, hub.Hash.ToString(), hub.Time) { BaseFee = hub.BaseFee, Epoch = hub.Epoch } : null,
        Account = account.ToString(),
        Status = sender.Status is { } status ? new(status.Balance, status.Covers, status.IsLow, status.Waiting, status.At) : null,
        Counts = book.Counts,
        Feeds = Feeds(inbox),
        InFlight = [.. sender.InFlight.Select(static sent => new PostingUnderWay(sent.PostingId, sent.Nonce, sent.SubmittedAt, sent.Included?.Number))],
        Receipts = book.Recent,
        Latencies = [.. _latencies],
        PriceGas = [.. _gas],
        Alarms = alarms,
    };

    private static void Keep<T>(Queue<T> values, T value)
    {
        values.Enqueue(value);
        if (values.Count > MaximumShown) values.Dequeue();
    }

    private IReadOnlyList<FeedView> Feeds(RelayInbox inbox) =>
    [
        .. settings.Policy.Shards.SelectMany(static shard => shard.Value.Feeds, static (shard, feed) => (Shard: shard.Key, Feed: feed.Key, Rule: feed.Value)).OrderBy(static item => item.Feed).Select(item =>
        {
            var stored = _hub?.Prices.GetValueOrDefault((item.Shard, item.Feed));
            var newest = inbox.Prices.FirstOrDefault(prices => prices.Header.Shard == item.Shard)?.Header.Sequence;
            var passed = _plan?.Passed.FirstOrDefault(passed => passed.Kind == PostingKind.Prices && passed.Shard == item.Shard && passed.Subject == item.Feed.ToString());
            var aggregator = settings.Aggregators.TryGetValue(item.Feed, out var address) ? address.ToString() : null;
            return new FeedView(item.Shard, item.Feed, aggregator, stored, newest, stored?.ObservedAt + item.Rule.HeartbeatMs, passed?.Reason.ToString(), _last.GetValueOrDefault((item.Shard, item.Feed.ToString())));
        }),
    ];
}
