using System.Text.RegularExpressions;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>What the sources may say.</summary>
public partial class SourceRules
{
    private const int MostLines = 400;

    [Theory]
    [InlineData("src/Domain")]
    [InlineData("src/Encoding")]
    [InlineData("src/Rounds")]
    [InlineData("src/Pipeline")]
    public void WhereSignedNumbersAreMade_NothingFloats_AndNothingWraps(string folder)
    {
        Assert.NotEmpty(Checkout.Sources(folder));
        Assert.Empty(Matches(Checkout.Sources(folder), Floating()));
        Assert.Empty(Matches(Checkout.Sources(folder), Unchecked()));
    }

    [Fact]
    public void ATokenRule_SeesCode_AndNeitherCommentsNorTexts()
    {
        Assert.Matches(Floating(), CSharpCode.Strip("var x = (double)y;"));
        Assert.Matches(Floating(), CSharpCode.Strip("Math.Sqrt(1.5)"));
        Assert.Matches(Floating(), CSharpCode.Strip("$\"{(float)x}\""));
        Assert.DoesNotMatch(Floating(), CSharpCode.Strip("// a double\nvar doubled = \"1.5 decimal\"; span[1..5] = 0x1f;"));
    }

    /// <summary>Design.md's house: the same five file names in every provider's folder, so that who knows one knows all.</summary>
    [Fact]
    public void EveryProvidersFolder_HasTheSameFileNames()
    {
        var providers = Enumerators("src/Domain/Provider.cs", "Provider");
        Assert.NotEmpty(providers);
        Assert.All(providers, provider => Assert.All(
            (string[])["Request.cs", "Parser.cs", "Limits.cs", "Feed.cs", "README.md"],
            file => Assert.True(Checkout.Exists($"src/Feeds/{provider}/{file}"), $"src/Feeds/{provider}/{file} is missing")));
    }

    /// <summary>A case nested in a closed set says by its name and operands what it is; the set has the sentence.</summary>
    [Theory]
    [InlineData("src/Domain")]
    [InlineData("src/Encoding")]
    [InlineData("src/Verifier")]
    public void EveryPublicTypeThatConsumersSee_HasASummary(string folder)
    {
        var bare = new List<string>();
        foreach (var path in Checkout.Sources(folder))
        {
            var lines = Checkout.Read(path).Split('\n');
            var code = CSharpCode.Strip(string.Join('\n', lines)).Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                if (!PublicType().IsMatch(code[i])) continue;
                var above = i - 1;
                while (above >= 0 && (lines[above].StartsWith('[') || lines[above].StartsWith("///", StringComparison.Ordinal))) above--;
                var partOfAnother = code[i].Contains(" partial ", StringComparison.Ordinal);
                if (!partOfAnother && !lines[(above + 1)..i].Any(line => line.Contains("<summary>", StringComparison.Ordinal))) bare.Add($"{path}:{i + 1}: {lines[i].Trim()}");
            }
        }

        Assert.Empty(bare);
    }

    [Fact]
    public void NoSourceFile_IsTooLongToReview() =>
        Assert.All(Checkout.Sources("src"), path => Assert.True(Checkout.Read(path).Count(mark => mark == '\n') <= MostLines, path));

    [Fact]
    public void Namespaces_FollowProjects() =>
        Assert.All(Project.Product, project =>
        {
            var folder = Path.GetDirectoryName(project.Path)!.Replace('\\', '/');
            Assert.All(Checkout.Sources(folder), path => Assert.All(
                Namespace().Matches(CSharpCode.Strip(Checkout.Read(path))),
                match => Assert.True((match.Groups[1].Value + ".").StartsWith($"CrossChainOracle.{project.Name}.", StringComparison.Ordinal), $"{path} is in {match.Groups[1].Value}")));
        });

    private static IEnumerable<string> Matches(IEnumerable<string> paths, Regex rule) =>
        from path in paths
        from line in CSharpCode.Strip(Checkout.Read(path)).Split('\n').Select((text, index) => (text, index))
        where rule.IsMatch(line.text)
        select $"{path}:{line.index + 1}: {line.text.Trim()}";

    private static List<string> Enumerators(string path, string name)
    {
        var body = Regex.Match(CSharpCode.Strip(Checkout.Read(path)), $@"enum {name}\b[^{{]*{{([^}}]*)}}").Groups[1].Value;
        return [.. Regex.Matches(body, @"(\w+)\s*=").Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(@"\b(double|float|decimal|Half|Double|Single|Decimal)\b|(?<![\w.])\d[\d_]*\.\d|\d[fFdDmM]\b(?<!0x[0-9a-fA-F_]*)")]
    private static partial Regex Floating();

    [GeneratedRegex(@"\bunchecked\b")]
    private static partial Regex Unchecked();

    [GeneratedRegex(@"^public (?:\w+ )*(?:class|struct|record|interface|enum|delegate) ")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
