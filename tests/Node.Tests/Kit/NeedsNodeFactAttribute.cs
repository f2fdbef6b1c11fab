using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>Needs Node and the packages of the sample; elsewhere than in CI it is skipped without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsNodeFactAttribute : FactAttribute
{
    public static readonly string Folder = Repository.PathOf("samples", "verify-js");

    public NeedsNodeFactAttribute() => Skip = NodePackages.SkipReason(Folder);
}
