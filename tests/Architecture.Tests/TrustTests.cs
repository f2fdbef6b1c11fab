namespace CrossChainOracle.Architecture.Tests;

/// <summary>docs/trust.md: every reader of collateral, what its evidence is, and who could make us sign something false.</summary>
public class TrustTests
{
    private const string Document = "docs/trust.md";
    private static readonly string[] Levels = ["Proven", "QuorumRead", "SingleRead"];

    [Fact]
    public void EveryReader_HasARow_WithItsEvidenceAndWhoCouldLie()
    {
        var rows = Rows();
        var readers = Checkout.Files.Where(path => path.StartsWith("src/Collateral/", StringComparison.Ordinal) && path.EndsWith("/Reader.cs", StringComparison.Ordinal)).Select(path => path[..^"/Reader.cs".Length]).ToList();
        Assert.True(readers.Count >= 20, $"{readers.Count} readers");
        Assert.Empty(readers.Except(rows.Keys));
        Assert.Empty(rows.Keys.Except(readers));
        Assert.All(rows, row =>
        {
            var levels = row.Value.Evidence.Split(", ");
            Assert.True(levels.Length > 0 && levels.All(Levels.Contains), $"{row.Key}: evidence '{row.Value.Evidence}'");
            Assert.True(row.Value.Who.Length > 40, $"{row.Key}: who could lie, and how?");
        });
    }

    [Fact]
    public void EveryLevelOfEvidence_SaysWhoCouldLie() =>
        Assert.All(Levels, level => Assert.Contains(Checkout.Read(Document).Split('\n'), line => line.StartsWith($"| `{level}`", StringComparison.Ordinal)));

    [Fact]
    public void EveryReader_SaysWhereItsLayoutsComeFrom() =>
        Assert.All(Rows().Keys, folder => Assert.True(Checkout.Exists(folder + "/README.md"), $"{folder} has no README.md"));

    private static Dictionary<string, (string Evidence, string Who)> Rows() => Checkout.Read(Document).Split('\n')
        .Where(line => line.StartsWith("| `src/Collateral/", StringComparison.Ordinal))
        .Select(line => line.Trim().Trim('|').Split(" | "))
        .ToDictionary(cells => cells[0].Trim().Trim('`'), cells => (cells[1].Trim(), cells[2].Trim()));
}
