using CrossChainOracle.TestKit;

namespace CrossChainOracle.Conformance.Tests;

public sealed class JavaScriptTests
{
    /// <summary>A decoder, verifier and aggregation written from the specification alone, with viem, ethers and OpenZeppelin's Merkle tree.</summary>
    [NodeFact("tests", "conformance-js")]
    public void Vectors_AreWhatAnIndependentImplementationSays()
    {
        var folder = Repository.PathOf("tests", "conformance-js");
        NodePackages.Ensure(folder);
        var (exit, output, errors) = NodePackages.RunToEnd(folder, TimeSpan.FromMinutes(5), null, "node", "check.mjs");
        Assert.True(exit == 0, output + errors);
        Assert.Contains("all vectors agree", output, StringComparison.Ordinal);
    }
}
