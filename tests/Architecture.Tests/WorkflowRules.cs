using System.Text.RegularExpressions;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>Workflows run other people's code with rights of ours: only what was looked at, and with no more rights than it needs.</summary>
public partial class WorkflowRules
{
    /// <summary>What a job may ask for beyond reading, and why.</summary>
    private static readonly Dictionary<string, string[]> Writes = new()
    {
        ["bicep.yml"] = ["id-token"],
        ["deploy.yml"] = ["id-token"],
        ["release.yml"] = ["attestations", "contents", "id-token"],
    };

    public static TheoryData<string> Workflows => [.. Checkout.Files.Where(static path => path.StartsWith(".github/workflows/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_ArePinnedByCommit_AndSayWhichVersionThatIs(string path) =>
        Assert.All(
            Uses().Matches(Checkout.Read(path)).Select(static match => match.Groups[1].Value.Trim()).Where(static used => !used.StartsWith("./", StringComparison.Ordinal)),
            static used => Assert.Matches(Pinned(), used));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Rights_AreReadingOnly_UnlessAJobNamesMore(string path)
    {
        var text = Checkout.Read(path);
        Assert.Matches(ReadOnly(), text);
        Assert.Equal(Writes.GetValueOrDefault(Path.GetFileName(path)) ?? [], Write().Matches(text).Select(static match => match.Groups[1].Value).Distinct().Order());
    }

    /// <summary>What an event brings (a branch's or a tag's name, a title) is code where it stands in a script: it comes in by the environment.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void Scripts_TakeNoExpressions(string path)
    {
        var indent = -1;
        foreach (var line in Checkout.Read(path).Split('\n'))
        {
            var own = line.Length - line.TrimStart().Length;
            if (indent >= 0 && line.Trim().Length > 0 && own <= indent) indent = -1;
            var starts = Run().IsMatch(line);
            Assert.False((starts || indent >= 0) && line.Contains("${{", StringComparison.Ordinal), $"{path}: {line.Trim()}");
            if (starts && line.TrimEnd().EndsWith('|')) indent = own;
        }
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void NoWorkflow_ReadsASecret(string path) => Assert.DoesNotContain("secrets.", Checkout.Read(path), StringComparison.Ordinal);

    [Theory]
    [InlineData("actions/checkout@v5", false)]
    [InlineData("actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8", false)]
    [InlineData("actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0", true)]
    public void APin_IsACommitWithItsVersion(string used, bool pinned) => Assert.Equal(pinned, Pinned().IsMatch(used));

    [GeneratedRegex(@"^\s*(?:- )?uses: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex("^[a-zA-Z0-9./_-]+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^permissions:\n  contents: read\n(?! )", RegexOptions.Multiline)]
    private static partial Regex ReadOnly();

    [GeneratedRegex(@"^\s+([a-z-]+): write$", RegexOptions.Multiline)]
    private static partial Regex Write();

    [GeneratedRegex(@"^\s*(?:- )?run: ")]
    private static partial Regex Run();
}
