using System.Text.Json.Nodes;
using CrossChainOracle.Conformance.Tests.Contracts;
using CrossChainOracle.Conformance.Tests.Vectors;

namespace CrossChainOracle.Conformance.Tests;

public sealed class GenerationTests
{
    /// <summary>Bytes, digests, roots, proofs, states: all but the signatures is computed again and must be what the files say, to the character.</summary>
    [Fact]
    public void Vectors_MadeAnew_AreTheFilesAsTheyAre()
    {
        var (files, contracts) = VectorSet.Build(SignatureBook.Load());
        Compare(files, VectorFile.PathOf);
        Compare(contracts, ContractVectors.PathOf);
    }

    private static void Compare(IReadOnlyDictionary<string, JsonNode> files, Func<string, string> pathOf)
    {
        foreach (var (name, document) in files)
        {
            if (VectorFile.Rewriting) VectorFile.Write(pathOf(name), document);
            Assert.True(VectorFile.ToText(document) == File.ReadAllText(pathOf(name)), $"{name}.json is not what the code makes. If the change is meant: CCO_WRITE_VECTORS=1.");
        }

        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Path.GetDirectoryName(pathOf("x"))!, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }
}
