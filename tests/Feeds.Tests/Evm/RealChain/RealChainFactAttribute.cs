using CrossChainOracle.TestKit;

namespace CrossChainOracle.Feeds.Tests.Evm.RealChain;

/// <summary>A test against a real node. Skipped with the reason where the node cannot be had, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealChainFactAttribute : FactAttribute
{
    public RealChainFactAttribute() => Skip = NodePackages.SkipReason(Anvil.Folder);
}
