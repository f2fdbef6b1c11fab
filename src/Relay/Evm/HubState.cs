using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm;

/// <summary>What one chain's hub says at one block, as far as a relayer's policy asks.</summary>
/// <param name="Number">Of the block.</param>
/// <param name="Hash">Of the block.</param>
/// <param name="Time">Of the block, Unix milliseconds.</param>
/// <param name="BaseFee">Of the block, wei per gas.</param>
/// <param name="Epoch">Of the hub's current attester set.</param>
/// <param name="Prices">The newest stored of each feed; a feed that is not there has none.</param>
/// <param name="Facts">The sequence of the newest stored fact of each subject.</param>
/// <param name="Floors">Of each subject that was retracted here.</param>
public sealed record HubState(
    ulong Number,
    Hash256 Hash,
    long Time,
    UInt128 BaseFee,
    uint Epoch,
    IReadOnlyDictionary<(ShardId Shard, FeedId Feed), StoredPrice> Prices,
    IReadOnlyDictionary<(ShardId Shard, Hash256 Subject), ulong> Facts,
    IReadOnlyDictionary<(ShardId Shard, Hash256 Subject), ulong> Floors)
{
    /// <summary>Until when each of <see cref="Facts"/> can be read, Unix milliseconds; of one that is not there it has ended.</summary>
    public IReadOnlyDictionary<(ShardId Shard, Hash256 Subject), long> FactEnds { get; init; } = new Dictionary<(ShardId Shard, Hash256 Subject), long>();

    /// <summary>The highest floor of any subject of a shard: no snapshot at or below it is read.</summary>
    public IReadOnlyDictionary<ShardId, ulong> SnapshotFloors { get; init; } = new Dictionary<ShardId, ulong>();
}
