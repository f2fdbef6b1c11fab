using CrossChainOracle.Domain;
using CrossChainOracle.Rounds;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>What a node's shard is about.</summary>
internal interface IShardKind
{
    /// <param name="evidence">Checks what stands behind prices; shards of accounts have a check of their own.</param>
    IShardRules RulesOf(EvidenceCheck? evidence = null);

    /// <summary>For one life of a leader.</summary>
    IRoundMaker NewMaker(World world);
}

/// <summary>A shard of feeds, that hears a new look at the market for every round.</summary>
internal sealed class PriceKind(ShardPolicy policy) : IShardKind
{
    public IShardRules RulesOf(EvidenceCheck? evidence = null) => new PriceRules(policy, evidence);

    public IRoundMaker NewMaker(World world) => new PriceRoundMaker(Samples.Domain, new(policy), world.Look);
}
