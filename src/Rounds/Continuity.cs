using CrossChainOracle.Domain;

namespace CrossChainOracle.Rounds;

/// <summary>Whether a round continues a state under a policy.</summary>
internal static class Continuity
{
    /// <summary>The first mismatch, or null.</summary>
    public static Refusal? Check(ShardId shard, Hash256 policyDigest, ShardCursor state, RoundHeader round) =>
        Mismatch("policy digest", round.PolicyDigest, policyDigest)
        ?? Mismatch("shard of the policy", round.Shard, shard)
        ?? Mismatch("shard of the state", round.Shard, state.Shard)
        ?? Mismatch("sequence", round.Sequence, state.NextSequence)
        ?? Mismatch("validAfter", round.ValidAfter, state.ObservedAt)
        ?? (round.ObservedAt > round.ValidAfter ? null : new Refusal.OutOfRange("round: observedAt", $"{round.ObservedAt}", $"must be after {round.ValidAfter}"));

    private static Refusal? Mismatch<T>(string what, T stated, T expected) =>
        EqualityComparer<T>.Default.Equals(stated, expected) ? null : new Refusal.Recomputation(what, $"{stated}", $"{expected}");
}
