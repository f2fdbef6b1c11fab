using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds;
using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline;

/// <summary>What stays the same from round to round of one shard.</summary>
/// <param name="Domain">The deployment that is signed for.</param>
/// <param name="Rules">How its rounds become batches.</param>
/// <param name="Attesters">The set whose epoch the batches name.</param>
/// <param name="Cosigners">The members that can be asked from here.</param>
/// <param name="Partition">The stream partition that keeps the shard's order.</param>
public sealed record ShardContext(SigningDomain Domain, IShardRules Rules, AttesterSet Attesters, IReadOnlyList<ICosigner> Cosigners, int Partition);
