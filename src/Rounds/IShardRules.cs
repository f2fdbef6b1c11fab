using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Rounds;

/// <summary>How the rounds of one shard become batches: what the leader, every attester and any auditor run, and get the same bytes.</summary>
public interface IShardRules
{
    ShardId Shard { get; }

    /// <summary>keccak256 of <see cref="EncodePolicy"/>; rounds name it.</summary>
    Hash256 PolicyDigest { get; }

    /// <summary>The policy's canonical bytes.</summary>
    byte[] EncodePolicy();

    /// <summary>The canonical bytes of the state that the first round starts from.</summary>
    /// <param name="startedAt">Unix milliseconds.</param>
    byte[] InitialState(long startedAt);

    /// <summary>(policy, state before, round) → batch, or why not.</summary>
    /// <param name="domain">The deployment that signs.</param>
    /// <param name="state">Canonical bytes of the state before the round; empty for the first round of a shard.</param>
    /// <param name="round">A round file.</param>
    /// <param name="evidenceAt">The clock by which the round's evidence is judged, Unix milliseconds; null leaves it to those who signed.</param>
    /// <param name="batch">What the round comes to.</param>
    Refusal? Compute(SigningDomain domain, ReadOnlyMemory<byte> state, ReadOnlyMemory<byte> round, long? evidenceAt, out ComputedBatch? batch);
}
