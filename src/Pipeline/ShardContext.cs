using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline;

/// <summary>What stays the same from round to round of one shard.</summary>
/// <param name="Domain">The deployment that is signed for.</param>
/// <param name="Policy">Sound by <see cref="PolicyRules"/>.</param>
/// <param name="Attesters">The set whose epoch the batches name.</param>
/// <param name="Cosigners">The members that can be asked from here.</param>
/// <param name="Partition">The stream partition that keeps the shard's order.</param>
/// <param name="Evidence">What the attesters will check the round's evidence by; null where no source is authenticated.</param>
public sealed record ShardContext(
    SigningDomain Domain, ShardPolicy Policy, AttesterSet Attesters, IReadOnlyList<ICosigner> Cosigners, int Partition, RoundEvidence? Evidence = null)
{
    public Hash256 PolicyDigest { get; } = PolicyCodec.Digest(Policy);
}
