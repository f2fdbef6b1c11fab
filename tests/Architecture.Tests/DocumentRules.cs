using System.Text.RegularExpressions;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>Documents are executable: what they name is there.</summary>
public partial class DocumentRules
{
    /// <summary>Design.md's house; a name exists when it has content.</summary>
    private static readonly string[] TopFolders = ["eng", "src", "functions", "contracts", "infra", "config", "recordings", "tests", "bench", "samples", "docs", ".github", ".ci"];

    private static IEnumerable<string> Documents => Checkout.Files.Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void TopLevelFolders_AreThoseOfTheDesign() => Assert.Empty(Checkout.TopFolders.Except(TopFolders));

    [Fact]
    public void EveryRelativeLink_LeadsSomewhere()
    {
        var broken = new List<string>();
        foreach (var document in Documents)
        {
            foreach (var target in Links(Checkout.Read(document)))
            {
                var (path, anchor) = target.Split('#', 2) is [var first, var second] ? (first, second) : (target, null);
                var file = path.Length == 0 ? document : Normal(Path.Combine(Path.GetDirectoryName(document)!, Uri.UnescapeDataString(path)));
                if (!Checkout.Exists(file)) broken.Add($"{document}: {target}");
                else if (anchor is not null && file.EndsWith(".md", StringComparison.Ordinal) && !Anchors(Checkout.Read(file)).Contains(anchor)) broken.Add($"{document}: {target} has no such heading");
            }
        }

        Assert.Empty(broken);
    }

    /// <summary>A path from the root, or from the document's own folder. Patterns and placeholders are not paths; what the build makes is not there before it.</summary>
    [Fact]
    public void EveryPathInBackTicks_Exists() =>
        Assert.Empty(
            from document in Documents
            from path in Paths(Checkout.Read(document))
            where !Checkout.Exists(path) && !Checkout.Exists(Normal(Path.Combine(Path.GetDirectoryName(document)!, path)))
            select $"{document}: {path}");

    [Fact]
    public void EveryTestInBackTicks_Exists() =>
        Assert.Empty(
            from document in Documents
            from Match match in TestName().Matches(Checkout.Read(document))
            let test = TestIndex.All.Any(item => item.Class == match.Groups[1].Value && item.Method == match.Groups[2].Value)
            where !test
            select $"{document}: {match.Value}");

    [Fact]
    public void NoFile_NamesAWorkplaceOrAnUnfinishedThought()
    {
        // Put together here, so that this file does not name them either.
        string[] forbidden = ["/wo" + "rk/", "TO" + "DO", "FIX" + "ME", "X" + "XX:"];
        var found = new List<string>();
        foreach (var path in Checkout.Files.Where(IsText))
        {
            var text = Checkout.Read(path);
            found.AddRange(forbidden.Where(word => text.Contains(word, StringComparison.Ordinal)).Select(word => $"{path}: {word}"));
        }

        Assert.Empty(found);
    }

    [Fact]
    public void TheDocumentRules_SeeWhatTheyLookFor()
    {
        const string Text = "See [a](../x.md#y), [b](https://example.org/z), ![c](d.png), `src/Nowhere/File.cs`, `tests/*.json`, `src/{A,B}`, `src/Node -- run`, `ETH/USD`, `docs/adr/`.";
        Assert.Equal(["../x.md#y", "d.png"], Links(Text));
        Assert.Equal(["src/Nowhere/File.cs", "docs/adr/"], Paths(Text));
        Assert.Contains("12-the-aggregation-algorithm-1", Anchors("# x\n## 12. The aggregation, algorithm 1\n"));
        Assert.Matches(TestName(), "by `FooTests.Bar_Baz`");
        Assert.Matches(TestName(), "by `contracts/evm: FooTest.test_bar`");
        Assert.DoesNotMatch(TestName(), "`FooTest.json`");
    }

    private static IEnumerable<string> Links(string text) =>
        Link().Matches(text).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    /// <summary>Back-ticked, and beginning with one of the design's folders.</summary>
    private static IEnumerable<string> Paths(string text) =>
        BackTicked().Matches(text).Select(match => match.Groups[1].Value).Where(path => TopFolders.Contains(path.Split('/')[0]));

    private static HashSet<string> Anchors(string text) =>
        [.. Heading().Matches(text).Select(match => NotInAnchor().Replace(match.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static string Normal(string path)
    {
        var full = Path.GetFullPath(Path.Combine(Repository.Root, path));
        return Path.GetRelativePath(Repository.Root, full).Replace('\\', '/');
    }

    private static bool IsText(string path)
    {
        using var file = File.OpenRead(Repository.PathOf(path));
        Span<byte> head = stackalloc byte[4_096];
        return !head[..file.Read(head)].Contains((byte)0);
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([A-Za-z0-9_.\-]+(?:/[A-Za-z0-9_.\-]+)+/?)`")]
    private static partial Regex BackTicked();

    [GeneratedRegex(@"`(?:[\w./]+: )?(\w+Tests|\w+Test(?=\.(?:test|invariant)))\.(\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
