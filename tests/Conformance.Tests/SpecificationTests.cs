using CrossChainOracle.Conformance.Tests.Vectors;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Conformance.Tests;

public sealed class SpecificationTests
{
    private static readonly string Example = File.ReadAllText(Repository.PathOf("docs", "spec", "attestation-v1.md")).Split("## 13. A worked example\n")[1];

    /// <summary>Every value of the worked example, in its order, is the vector's, and together they leave no byte out.</summary>
    [Fact]
    public void WorkedExample_IsTheVector_ByteByByte()
    {
        var vector = VectorFile.Read("batch-0003");
        var first = vector["statements"]![0]!;
        Assert.Equal((string)first["statement"]!, Row("**Statement**", "**Leaf**"));
        Assert.Equal((string)vector["headerHex"]!, Row("**Header**", "**Digest**"));
        Assert.Equal((string)first["leaf"]!, Block("**Leaf**"));
        Assert.Equal(string.Join('\n', [.. first["proof"]!.AsArray().Select(node => (string)node!), $"→ {vector["header"]!["root"]}"]), Block("**Root**"));
        Assert.Equal((string)vector["digest"]!, Block("**Digest**"));
        Assert.Contains((string)vector["domainSeparator"]!, Example, StringComparison.Ordinal);
        var signature = vector["signatures"]![0]!;
        Assert.Equal((string)signature["signature"]!, "0x" + Block("**Signature**").ReplaceLineEndings(string.Empty));
        Assert.Contains($"member {signature["signer"]}, `{signature["address"]}`", Example, StringComparison.Ordinal);
    }

    /// <summary>The bytes column of the table between two headings, joined.</summary>
    private static string Row(string from, string to)
    {
        var rows = Between(from, to).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]));
        return "0x" + string.Concat(rows.Select(row => row.Split('|')[3].Trim().Trim('`')));
    }

    private static string Block(string from) => Example[Example.IndexOf(from, StringComparison.Ordinal)..].Split("```")[1].Trim('\n');

    private static string Between(string from, string to)
    {
        var start = Example.IndexOf(from, StringComparison.Ordinal);
        return Example[start..Example.IndexOf(to, start, StringComparison.Ordinal)];
    }
}
