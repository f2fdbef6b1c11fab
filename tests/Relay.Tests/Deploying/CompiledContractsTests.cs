using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Tests.Evm.RealChain;
using CrossChainOracle.Relay.Evm.Deployment;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Relay.Tests.Deploying;

/// <summary>What the product deploys is what the sources say.</summary>
[Trait("Category", "RealChain")]
public sealed class CompiledContractsTests
{
    private static readonly string Folder = Repository.PathOf("contracts", "evm");

    [RealChainFact]
    public void Artifacts_AreWhatTheCompilerMakesOfTheSources()
    {
        NodePackages.Ensure(Folder);
        NodePackages.Run(Folder, TimeSpan.FromMinutes(8), "node", "node_modules/@foundry-rs/forge/bin.mjs", "build", "src");
        foreach (var contract in ContractCode.Names)
        {
            var file = contract.EndsWith("Aggregator", StringComparison.Ordinal) ? "AggregatorAdapter" : contract;
            using var built = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "out", $"{file}.sol", $"{contract}.json")));
            Assert.True(built.RootElement.GetProperty("bytecode").GetProperty("object").GetString() == Hex.Encode(ContractCode.Creation(contract)), $"{contract}: run the commands of contracts/evm/README.md that write artifacts/");
        }
    }
}
