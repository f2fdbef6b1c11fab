using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds.Accounts;

namespace CrossChainOracle.Rounds;

/// <summary>Verifies again what stands behind a round of accounts: the signed prices.</summary>
/// <returns>The first thing wrong, or null.</returns>
public delegate Refusal? CollateralEvidenceCheck(CollateralRound round, long nowMs);

/// <summary>The rules of a shard of accounts.</summary>
/// <param name="policy">Must be sound.</param>
/// <param name="evidence">Checks the round's prices; null where nobody asks for it.</param>
public sealed class CollateralRules(CollateralPolicy policy, CollateralEvidenceCheck? evidence = null) : IShardRules
{
    /// <exception cref="ArgumentException">The policy is not sound.</exception>
    public CollateralPolicy Policy { get; } = policy.Problems().ToList() is { Count: > 0 } problems ? throw new ArgumentException(string.Join("; ", problems), nameof(policy)) : policy;

    public ShardId Shard => policy.Shard;

    public Hash256 PolicyDigest { get; } = CollateralPolicyCodec.Digest(policy);

    public byte[] EncodePolicy() => CollateralPolicyCodec.Encode(policy);

    public byte[] InitialState(long startedAt) => CollateralStateCodec.Encode(CollateralState.Initial(policy.Shard, startedAt));

    public Refusal? Compute(SigningDomain domain, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> round, long? evidenceAt, out ComputedBatch? batch)
    {
        batch = null;
        if (round.Length > RoundBounds.MaximumRound) return new Refusal.Oversized("round", round.Length, RoundBounds.MaximumRound);
        if (CollateralRoundCodec.Decode(round, out var inputs) is { } noRound) return noRound;
        var before = CollateralState.Initial(inputs!.Shard, inputs.ValidAfter);
        if (!state.IsEmpty && CollateralStateCodec.Decode(state.Span, out before) is { } noState) return noState;
        if (Check(before!, inputs) is { } mismatch) return mismatch;
        if (evidenceAt is { } now && evidence?.Invoke(inputs, now) is { } unproven) return unproven;
        var refusal = CollateralComputation.Run(domain, policy, before!, inputs, out var computed);
        batch = computed;
        return refusal;
    }

    /// <summary>Whether the round continues the state, says nothing twice, and has something to state: at least one of the policy's chains was seen.</summary>
    public Refusal? Check(CollateralState state, CollateralRound round) =>
        Continuity.Check(policy.Shard, PolicyDigest, new(state.Shard, state.NextSequence, state.ObservedAt), round)
        ?? (round.Chains.Any(seen => policy.Chains.Any(chain => chain.Chain == seen.Chain)) ? null : new Refusal.OutOfRange("round: chains", "none", "at least one of the policy's chains must have been seen"))
        ?? RoundBounds.CheckDistinct(round);
}
