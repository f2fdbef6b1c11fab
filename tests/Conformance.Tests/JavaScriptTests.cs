using CrossChainOracle.TestKit;

namespace CrossChainOracle.Conformance.Tests;

public sealed class JavaScriptTests
{
    /// <summary>A decoder, verifier and aggregation written from the specification alone, with viem, ethers and OpenZeppelin's Merkle tree.</summary>
    [Fact]
    public void Vectors_AreWhatAnIndependentImplementationSays()
    {
        var folder = Repository.PathOf("tests", "conformance-js");
        if (!NodePackages.Ensure(folder)) return;
        var (exit, output) = NodePackages.Run(folder, "node", null, "check.mjs");
        Assert.True(exit == 0, output);
        Assert.Contains("all vectors agree", output, StringComparison.Ordinal);
    }
}
