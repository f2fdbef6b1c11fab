using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Evm.Planning;

namespace CrossChainOracle.Relay.Solana;

/// <summary>Which prices are posted to one cluster. Durations are in milliseconds.</summary>
public sealed record SolanaRelayPolicy
{
    /// <summary>Lamports that a transaction with one attester's signature costs.</summary>
    public const ulong LowestFee = 2 * SolanaFee.PerSignature;

    /// <summary>When each feed of a shard is posted. Gaps never are: nothing stands there that they would have to replace.</summary>
    public required IReadOnlyDictionary<ShardId, IReadOnlyDictionary<FeedId, FeedRule>> Shards { get; init; }

    /// <summary>What a posting may cost, lamports, base and priority fee together.</summary>
    public required ulong MaximumFee { get; init; }

    /// <summary>What has not at least this long to live is not posted.</summary>
    public long MarginMs { get; init; } = 2_000;

    /// <summary>Every rule that the policy breaks; empty when it is sound.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaximumFee < LowestFee) yield return $"maximumFee: at least {LowestFee}, what one signer costs, not {MaximumFee}";
        if (MarginMs is < 0 or > PolicyRules.MaximumDurationMs) yield return $"margin: 0 to {PolicyRules.MaximumDurationMs}, not {MarginMs}";
        foreach (var (feed, rule) in Shards.Values.SelectMany(static shard => shard).Where(static feed => feed.Value.HeartbeatMs <= 0)) yield return $"feeds: the heartbeat of {feed} must be above 0, not {rule.HeartbeatMs}";
    }

    /// <summary>Every shard of which it is known beforehand that not all its prices fit into transactions; empty when there is room.</summary>
    /// <param name="threshold">Signatures that the attester set asks for.</param>
    public IEnumerable<string> Misfits(SolanaEncoder encoder, int threshold)
    {
        if (threshold > SolanaEncoder.MaximumSigners) yield return $"attesters: {threshold} must sign, and a transaction holds {SolanaEncoder.MaximumSigners} signatures";
        var depth = encoder.HighestDepth(threshold);
        if (depth < 0) yield break;
        foreach (var (shard, feeds) in Shards.Where(shard => shard.Value.Count > 1 << depth)) yield return $"shards: {shard} has {feeds.Count} feeds or more, and beside {threshold} signatures there is room for proofs of {depth} nodes, which is a batch of {1 << depth} statements";
    }
}
