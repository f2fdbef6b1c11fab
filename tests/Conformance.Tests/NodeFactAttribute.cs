using CrossChainOracle.TestKit;

namespace CrossChainOracle.Conformance.Tests;

/// <summary>A test that runs JavaScript with the packages of a folder. Skipped with the reason where they cannot be had, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(params string[] folder) => Skip = NodePackages.SkipReason(Repository.PathOf(folder));
}
