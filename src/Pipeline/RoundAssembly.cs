using CrossChainOracle.Domain;
using CrossChainOracle.Feeds;

namespace CrossChainOracle.Pipeline;

/// <summary>Puts what was last heard, and where the shard stands, into the round that the batch is computed from.</summary>
public static class RoundAssembly
{
    /// <param name="shard">Whose round.</param>
    /// <param name="policyDigest">Of the policy in force.</param>
    /// <param name="epoch">Of the attester set that will sign.</param>
    /// <param name="state">After the last batch.</param>
    /// <param name="previousDigest">Of the last batch; zero before the first.</param>
    /// <param name="observedAt">Now, Unix milliseconds.</param>
    /// <param name="sighting">What was last heard of the shard's feeds.</param>
    public static Round Observe(ShardId shard, Hash256 policyDigest, uint epoch, ShardState state, Hash256 previousDigest, long observedAt, Look sighting) => new()
    {
        Shard = shard,
        Sequence = state.NextSequence,
        PreviousDigest = previousDigest,
        Epoch = epoch,
        ValidAfter = state.ObservedAt,
        ObservedAt = observedAt,
        PolicyDigest = policyDigest,
        Observations = sighting.Observations,
        Failures = sighting.Failures,
        Evidence = sighting.Evidence,
    };
}
