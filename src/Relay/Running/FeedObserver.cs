using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Relay.Running;

/// <summary>Makes of each step what people see of a chain's feeds.</summary>
internal sealed class FeedObserver
{
    /// <summary>Postings whose latency and gas are shown.</summary>
    private const int MaximumShown = 512;

    private readonly Dictionary<(ShardId Shard, FeedId Feed), ulong> _sequences = [];
    private readonly Dictionary<(ShardId Shard, string Subject), PostingReceipt> _last = [];
    private readonly Queue<long> _latencies = [];
    private readonly Queue<ulong> _gas = [];
    private IReadOnlyDictionary<(ShardId Shard, FeedId Feed), StoredPrice> _stored = new Dictionary<(ShardId Shard, FeedId Feed), StoredPrice>();
    private IReadOnlyList<Passed> _passed = [];

    /// <summary>Prices of the stream that a newer one replaced before any relayer had brought them here, since the first look.</summary>
    public ulong Overtaken { get; private set; }

    /// <summary>From the oldest source to the block having been seen, of the last postings, milliseconds.</summary>
    public IReadOnlyList<long> Latencies => [.. _latencies];

    /// <summary>Of the last postings of prices.</summary>
    public IReadOnlyList<ulong> PriceGas => [.. _gas];

    /// <param name="stored">As the chain has it.</param>
    /// <param name="passed">What the plan leaves out.</param>
    public void Planned(IReadOnlyDictionary<(ShardId Shard, FeedId Feed), StoredPrice> stored, IReadOnlyList<Passed> passed)
    {
        (_stored, _passed) = (stored, passed);
        foreach (var (key, price) in stored)
        {
            if (_sequences.TryGetValue(key, out var before) && price.Sequence > before) Overtaken += price.Sequence - before - 1;
            _sequences[key] = Math.Max(before, price.Sequence);
        }
    }

    public void Included(PostingReceipt receipt)
    {
        foreach (var (subject, _) in receipt.Statements) _last[(receipt.Shard, subject)] = receipt;
        if (receipt is { Kind: PostingKind.Prices, Block.Cost: PostingCost.Gas gas }) Keep(_gas, gas.Used);
        if (receipt is { Source: { } source, IncludedAt: { } seen }) Keep(_latencies, Math.Max(0, seen - source));
    }

    /// <param name="feeds">Those that the chain's policy names.</param>
    /// <param name="aggregator">The Chainlink feed that reads it, or null.</param>
    public IReadOnlyList<FeedView> Feeds(IEnumerable<(ShardId Shard, FeedId Feed, FeedRule Rule)> feeds, RelayInbox inbox, Func<FeedId, string?> aggregator) =>
    [
        .. feeds.OrderBy(static item => item.Feed).Select(item =>
        {
            var stored = _stored.GetValueOrDefault((item.Shard, item.Feed));
            var newest = inbox.Prices.FirstOrDefault(prices => prices.Header.Shard == item.Shard)?.Header.Sequence;
            var passed = _passed.FirstOrDefault(passed => passed.Kind == PostingKind.Prices && passed.Shard == item.Shard && passed.Subject == item.Feed.ToString());
            return new FeedView(item.Shard, item.Feed, aggregator(item.Feed), stored, newest, stored?.ObservedAt + item.Rule.HeartbeatMs, passed?.Reason.ToString(), _last.GetValueOrDefault((item.Shard, item.Feed.ToString())));
        }),
    ];

    private static void Keep<T>(Queue<T> values, T value)
    {
        values.Enqueue(value);
        if (values.Count > MaximumShown) values.Dequeue();
    }
}
