using System.Text.RegularExpressions;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>docs/invariants.md: every law with the test that holds it.</summary>
public partial class InvariantsTests
{
    private const string Document = "docs/invariants.md";

    [Fact]
    public void EveryLaw_HasATestThatExists()
    {
        var laws = Laws(Checkout.Read(Document)).ToList();
        Assert.True(laws.Count >= 30, $"{laws.Count} laws");
        Assert.All(laws, law => Assert.True(law.Tests.Count > 0, $"no test holds '{law.Text}'"));
        var missing = laws.SelectMany(law => law.Tests).Where(test => !TestIndex.All.Contains(test));
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryLawTestOfTheAggregation_StandsInTheDocument()
    {
        var named = Laws(Checkout.Read(Document)).SelectMany(law => law.Tests).ToHashSet();
        Assert.Empty(TestIndex.All.Where(test => test.Class == "AggregationLawTests").Except(named));
    }

    [Fact]
    public void TheIndex_FindsTests_ByProjectClassAndMethod()
    {
        Assert.Contains(("Architecture.Tests", nameof(InvariantsTests), nameof(TheIndex_FindsTests_ByProjectClassAndMethod)), TestIndex.All);
        const string Source = "class A { [Fact] public void One() { } // [Fact] public void Two() { }\n [Theory]\n[InlineData(\"]\")]\npublic async Task Three(int x) { } public void Four() { } }";
        Assert.Equal([("P", "A", "One"), ("P", "A", "Three")], TestIndex.In("P", Source));
        const string Solidity = "contract B { /* function testZero() external {} */ function test_one() external {} function tested_() private {} }\nabstract contract C is B {\n function invariant_two(\nuint x) public view {} function check() external {} }";
        Assert.Equal([(TestIndex.Contracts, "B", "test_one"), (TestIndex.Contracts, "C", "invariant_two")], TestIndex.InSolidity(Solidity));
        Assert.Contains(TestIndex.All, test => test.Project == TestIndex.Contracts);
    }

    [Fact]
    public void ARowWithoutATest_IsSeen()
    {
        var laws = Laws("| law | test |\n| --- | --- |\n| a | `P.Tests: C.M` `contracts/evm: C.N` |\n| b | soon |\n").ToList();
        Assert.Equal([("P.Tests", "C", "M"), ("contracts/evm", "C", "N")], laws[0].Tests);
        Assert.Empty(laws[1].Tests);
    }

    /// <summary>Rows of two-column tables whose second column names tests.</summary>
    private static IEnumerable<(string Text, IReadOnlyList<(string Project, string Class, string Method)> Tests)> Laws(string markdown)
    {
        foreach (var line in markdown.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)))
        {
            var cells = line.Trim().Trim('|').Split(" | ");
            if (cells.Length != 2 || cells[1].Trim() == "test" || cells[0].Contains("---", StringComparison.Ordinal)) continue;
            yield return (cells[0].Trim(), [.. TestName().Matches(cells[1]).Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value))]);
        }
    }

    [GeneratedRegex(@"`([\w./]+): (\w+)\.(\w+)`")]
    private static partial Regex TestName();
}
