using System.Text.RegularExpressions;

namespace CrossChainOracle.Architecture.Tests;

/// <summary>Every test of the repository, read from the sources, so that no build order matters.</summary>
internal static partial class TestIndex
{
    /// <summary>Where forge's tests stand; their project name in documents.</summary>
    public const string Contracts = "contracts/evm";

    public static IReadOnlyList<(string Project, string Class, string Method)> All { get; } =
    [
        .. Project.All
            .Where(project => project.Name.EndsWith(".Tests", StringComparison.Ordinal))
            .SelectMany(project => Checkout.Sources(Path.GetDirectoryName(project.Path)!.Replace('\\', '/')).Concat(Suites(project)).SelectMany(path => In(project.Name, Checkout.Read(path)))),
        .. Checkout.Files
            .Where(path => path.StartsWith(Contracts + "/test/", StringComparison.Ordinal) && path.EndsWith(".t.sol", StringComparison.Ordinal))
            .SelectMany(path => InSolidity(Checkout.Read(path))),
    ];

    /// <summary>Suites that run over several implementations stand in folders of their own, which each project links.</summary>
    private static IEnumerable<string> Suites(Project project) =>
        SuiteFolder().Matches(Checkout.Read(project.Path)).SelectMany(match => Checkout.Sources($"tests/suites/{match.Groups[1].Value}"));

    /// <summary>Methods with a fact or theory attribute, each with the class it stands in.</summary>
    public static IEnumerable<(string Project, string Class, string Method)> In(string project, string source)
    {
        var code = CSharpCode.Strip(source);
        var classes = ClassName().Matches(code);
        foreach (Match test in TestMethod().Matches(code))
        {
            var owner = classes.LastOrDefault(match => match.Index < test.Index);
            if (owner is not null) yield return (project, owner.Groups[1].Value, test.Groups[1].Value);
        }
    }

    /// <summary>Functions that forge runs, by their names, each with the contract it stands in. Strings and comments of Solidity are those of C#.</summary>
    public static IEnumerable<(string Project, string Class, string Method)> InSolidity(string source)
    {
        var code = CSharpCode.Strip(source);
        var contracts = ContractName().Matches(code);
        foreach (Match test in ForgeTest().Matches(code))
        {
            var owner = contracts.LastOrDefault(match => match.Index < test.Index);
            if (owner is not null) yield return (Contracts, owner.Groups[1].Value, test.Groups[1].Value);
        }
    }

    [GeneratedRegex(@"Include=""\.\./suites/(\w+)/\*\.cs""")]
    private static partial Regex SuiteFolder();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex ClassName();

    // An attribute of a test, any further attributes, then the method.
    [GeneratedRegex(@"\[(?:\w*Fact|\w*Theory|Property)\b[^\]]*\]\s*(?:\[[^\]]*\]\s*)*public (?:async |static )*(?:void|Task|ValueTask) (\w+)\s*\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"\bcontract (\w+)")]
    private static partial Regex ContractName();

    [GeneratedRegex(@"\bfunction ((?:test|invariant)\w*)\s*\([^)]*\)\s*(?:public|external)\b")]
    private static partial Regex ForgeTest();
}
