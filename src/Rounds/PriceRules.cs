using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>Verifies a round's evidence again, such as Pyth's signed updates behind its authenticated observations.</summary>
/// <returns>The first thing wrong, or null.</returns>
public delegate Refusal? EvidenceCheck(Round round, ShardPolicy policy, long nowMs);

/// <summary>The rules of a shard of feeds.</summary>
/// <param name="policy">Sound by <see cref="PolicyRules"/>.</param>
/// <param name="evidence">Checks what stands behind the round's observations; null where nobody asks for it.</param>
public sealed class PriceRules(ShardPolicy policy, EvidenceCheck? evidence = null) : IShardRules
{
    /// <summary>Most inputs of a round: every route of the largest policy once, and one more for each feed. Less than 65,536, which a gap's causes must stay below.</summary>
    public const int MaximumInputs = PolicyRules.MaximumFeeds * (PolicyRules.MaximumRoutes + 1);

    /// <exception cref="ArgumentException">The policy is not sound.</exception>
    public ShardPolicy Policy { get; } = PolicyRules.Problems(policy).ToList() is { Count: > 0 } problems ? throw new ArgumentException(string.Join("; ", problems), nameof(policy)) : policy;

    public ShardId Shard => policy.Shard;

    public Hash256 PolicyDigest { get; } = PolicyCodec.Digest(policy);

    public byte[] EncodePolicy() => PolicyCodec.Encode(policy);

    public byte[] InitialState(long startedAt) => StateCodec.Encode(ShardState.Initial(policy.Shard, startedAt));

    public Refusal? Compute(SigningDomain domain, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> round, long? evidenceAt, out ComputedBatch? batch)
    {
        batch = null;
        if (RoundCodec.Decode(round, out var inputs) is { } noRound) return noRound;
        var count = inputs!.Observations.Count + inputs.Failures.Count;
        if (count > MaximumInputs) return new Refusal.Oversized("round: inputs", count, MaximumInputs);
        var before = ShardState.Initial(inputs.Shard, inputs.ValidAfter);
        if (!state.IsEmpty && StateCodec.Decode(state.Span, out before) is { } noState) return noState;
        if (BatchComputation.Check(PolicyDigest, policy, before!, inputs) is { } mismatch) return mismatch;
        if (evidenceAt is { } now && evidence?.Invoke(inputs, policy, now) is { } unproven) return unproven;
        batch = BatchComputation.Run(domain, policy, before!, inputs);
        return null;
    }
}
