using CrossChainOracle.Conformance.Tests.Vectors;

namespace CrossChainOracle.Conformance.Tests;

public sealed class GenerationTests
{
    /// <summary>Bytes, digests, roots, proofs, states: all but the signatures is computed again and must be what the files say, to the character.</summary>
    [Fact]
    public void Vectors_MadeAnew_AreTheFilesAsTheyAre()
    {
        var files = VectorSet.Build(SignatureBook.Load());
        foreach (var (name, document) in files)
        {
            if (VectorFile.Rewriting) VectorFile.Write(name, document);
            Assert.True(VectorFile.ToText(document) == File.ReadAllText(VectorFile.PathOf(name)), $"tests/vectors/{name}.json is not what the code makes. If the change is meant: CCO_WRITE_VECTORS=1.");
        }

        Assert.Equal(files.Keys, Directory.GetFiles(Path.GetDirectoryName(VectorFile.PathOf("x"))!, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }
}
