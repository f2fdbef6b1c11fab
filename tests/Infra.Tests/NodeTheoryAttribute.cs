using CrossChainOracle.TestKit;

namespace CrossChainOracle.Infra.Tests;

/// <summary>A theory that runs JavaScript with the packages of a folder. Skipped with the reason where they cannot be had, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute(params string[] folder) => Skip = NodePackages.SkipReason(Repository.PathOf(folder));
}
