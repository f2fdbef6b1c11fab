using CrossChainOracle.TestKit;

namespace CrossChainOracle.Conformance.Tests;

public sealed class SchemaTests
{
    /// <summary>Configurations, signer sets and scenarios, by a JSON schema validator that is not ours.</summary>
    [NodeFact("tests", "conformance-js")]
    public void ReviewedDataFiles_FitTheirSchemas()
    {
        var folder = Repository.PathOf("tests", "conformance-js");
        NodePackages.Ensure(folder);
        var (exit, output, errors) = NodePackages.RunToEnd(folder, TimeSpan.FromMinutes(2), null, "node", "schemas.mjs");
        Assert.True(exit == 0, output + errors);
        Assert.Contains("files fit their schemas", output, StringComparison.Ordinal);
    }
}
