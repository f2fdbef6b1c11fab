using System.Collections.Concurrent;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Sending;

namespace CrossChainOracle.Relay.Evm.Running;

/// <summary>What people see of a relay: each chain as its last step left it.</summary>
public sealed class RelayBoard
{
    private readonly ConcurrentDictionary<ChainId, ChainView> _chains = [];

    /// <summary>In order of chain.</summary>
    public IReadOnlyList<ChainView> Chains => [.. _chains.Values.OrderBy(static chain => chain.Chain)];

    public void Set(ChainView chain) => _chains[chain.Chain] = chain;
}

/// <summary>One chain of a relay.</summary>
/// <param name="Account">Who pays.</param>
/// <param name="Hub">As it was read last; null before the first time.</param>
/// <param name="Status">Of the account; null before the first answer.</param>
/// <param name="Latencies">From the oldest source to the block having been seen, of the last postings, milliseconds, in the order of inclusion.</param>
/// <param name="PriceGas">Gas of each of the last postings of prices, in the order of inclusion.</param>
/// <param name="Alarms">What stands in the way now.</param>
public sealed record ChainView(
    ChainId Chain,
    EvmAddress HubAddress,
    EvmAddress? Pyth,
    EvmAddress Account,
    HubState? Hub,
    SenderStatus? Status,
    RelayCounts Counts,
    IReadOnlyList<FeedView> Feeds,
    IReadOnlyList<InFlight> InFlight,
    IReadOnlyList<PostingReceipt> Receipts,
    IReadOnlyList<long> Latencies,
    IReadOnlyList<ulong> PriceGas,
    IReadOnlyList<string> Alarms);

/// <summary>A feed as one chain has it.</summary>
/// <param name="Aggregator">The Chainlink feed that reads it; null where none is known.</param>
/// <param name="Stored">Null: nothing.</param>
/// <param name="Newest">Sequence of the newest batch that has the feed; null before one was heard.</param>
/// <param name="DueAt">When its heartbeat is due, Unix milliseconds; null where nothing is stored.</param>
/// <param name="Waiting">Why the newest is not posted; null where it is posted or about to be.</param>
/// <param name="Last">The last posting that brought it into a block.</param>
public sealed record FeedView(ShardId Shard, FeedId Feed, EvmAddress? Aggregator, StoredPrice? Stored, ulong? Newest, long? DueAt, string? Waiting, PostingReceipt? Last);
