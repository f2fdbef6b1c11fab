using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Running;

/// <summary>One chain of a relay. Addresses and hashes are text in the chain's own form, amounts in its smallest unit.</summary>
public sealed record ChainView
{
    public required ChainId Chain { get; init; }

    /// <summary>The contract that takes the postings; null where there is none.</summary>
    public string? Hub { get; init; }

    /// <summary>The Pyth adapter over the hub; null where none is known.</summary>
    public string? Pyth { get; init; }

    /// <summary>As it was read last; null before the first time.</summary>
    public ChainHead? Head { get; init; }

    /// <summary>Who pays.</summary>
    public required string Account { get; init; }

    /// <summary>Of the account; null before the first answer.</summary>
    public AccountStatus? Status { get; init; }

    public required RelayCounts Counts { get; init; }

    public IReadOnlyList<FeedView> Feeds { get; init; } = [];

    public IReadOnlyList<PostingUnderWay> InFlight { get; init; } = [];

    /// <summary>Of the last postings, the newest first.</summary>
    public IReadOnlyList<PostingReceipt> Receipts { get; init; } = [];

    /// <summary>From the oldest source to the block having been seen, of the last postings, milliseconds, in the order of inclusion.</summary>
    public IReadOnlyList<long> Latencies { get; init; } = [];

    /// <summary>Gas of each of the last postings of prices, in the order of inclusion; empty on a chain that has none.</summary>
    public IReadOnlyList<ulong> PriceGas { get; init; } = [];

    /// <summary>What stands in the way now.</summary>
    public IReadOnlyList<string> Alarms { get; init; } = [];
}

/// <summary>The newest block that was looked at.</summary>
/// <param name="Number">Of the block, or its slot.</param>
/// <param name="Hash">Null where it was not asked for.</param>
/// <param name="Time">Unix milliseconds; null where it was not asked for.</param>
public sealed record ChainHead(ulong Number, string? Hash, long? Time)
{
    /// <summary>Per gas; null on a chain that has none.</summary>
    public UInt128? BaseFee { get; init; }

    /// <summary>Of the attester set that the chain trusts; null where it keeps none.</summary>
    public uint? Epoch { get; init; }
}

/// <summary>An account that pays, as the last step that got an answer saw it.</summary>
/// <param name="Covers">Postings that the balance pays for at today's fees.</param>
/// <param name="IsLow">Whether somebody has to fill it up.</param>
/// <param name="Waiting">Transactions of ours that wait for inclusion.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record AccountStatus(UInt128 Balance, UInt128 Covers, bool IsLow, int Waiting, long At);

/// <summary>A transaction of ours that is not final yet.</summary>
/// <param name="PostingId">Null for one that carries none.</param>
/// <param name="Nonce">Null on a chain that has none.</param>
/// <param name="SubmittedAt">First time, Unix milliseconds.</param>
/// <param name="Block">Number of the block that it is in, or its slot; null where it is in none.</param>
public sealed record PostingUnderWay(string? PostingId, ulong? Nonce, long SubmittedAt, ulong? Block);

/// <summary>A feed as one chain has it.</summary>
/// <param name="Aggregator">The Chainlink feed that reads it; null where none is known.</param>
/// <param name="Stored">Null: nothing.</param>
/// <param name="Newest">Sequence of the newest batch that has the feed; null before one was heard.</param>
/// <param name="DueAt">When its heartbeat is due, Unix milliseconds; null where nothing is stored.</param>
/// <param name="Waiting">Why the newest is not posted; null where it is posted or about to be.</param>
/// <param name="Last">The last posting that brought it into a block.</param>
public sealed record FeedView(ShardId Shard, FeedId Feed, string? Aggregator, StoredPrice? Stored, ulong? Newest, long? DueAt, string? Waiting, PostingReceipt? Last);
