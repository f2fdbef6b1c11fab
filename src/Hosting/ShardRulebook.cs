using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Rounds;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Hosting;

/// <summary>The rules of every shard of a node: leader and attesters go by the same.</summary>
internal sealed class ShardRulebook
{
    public ShardRulebook(NodeConfig config, NodeServices services, AttesterSets attesters)
    {
        Domain = new(config.Deployment);
        Evidence = services.Trust is { } trust ? new RoundEvidence(trust) : null;
        Prices = [.. config.Shards.Select(policy => new PriceRules(policy, Evidence is null ? RoundEvidence.RefuseAny : Evidence.Check))];
        PriceEvidence = new(Domain, attesters);
        Accounts = [.. config.AccountShards.Select(shard => (new CollateralRules(shard.Policy, PriceEvidence.Check), shard.Heartbeat))];
    }

    public SigningDomain Domain { get; }

    /// <summary>What the feeds' evidence is checked by; null where no source is authenticated.</summary>
    public RoundEvidence? Evidence { get; }

    /// <summary>What prices in rounds of accounts are checked by.</summary>
    public PriceEvidence PriceEvidence { get; }

    public IReadOnlyList<PriceRules> Prices { get; }

    public IReadOnlyList<(CollateralRules Rules, TimeSpan Heartbeat)> Accounts { get; }

    public IReadOnlyList<IShardRules> All => [.. Prices, .. Accounts.Select(static shard => shard.Rules)];
}
