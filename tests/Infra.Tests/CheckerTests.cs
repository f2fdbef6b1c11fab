using CrossChainOracle.Conformance.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Infra.Tests;

/// <summary>infra/bicep is what docs/trust.md says, and the checker that says so notices when it is not.</summary>
public sealed class CheckerTests(CheckerTests.Reports all) : IClassFixture<CheckerTests.Reports>
{
    public static TheoryData<string> Names => [.. Mutations.All.Select(mutation => mutation.Name)];

    [NodeFact("infra", "bicep", "check")]
    public void TheTree_HasNothingToFind_AndAllOfItIsLookedAt()
    {
        var (exit, reports) = Checker.Run(Repository.Root);
        var report = Assert.Single(reports);
        Assert.Empty(report.Findings);
        Assert.Equal(0, exit);
        Assert.Equal(["dev", "test", "prod"], report.Environments.Select(environment => environment.Name));
        Assert.All(report.Environments, environment => Assert.True(environment.Resources > 150 && environment.Grants > 30, environment.ToString()));
        Assert.True(report.Files > 25, $"{report.Files} files");
    }

    [NodeTheory("infra", "bicep", "check")]
    [MemberData(nameof(Names))]
    public void AMutation_IsFound_AndNamed(string name)
    {
        var mutation = Mutations.All.Single(mutation => mutation.Name == name);
        var found = all.Of(mutation).Findings;
        Assert.True(
            found.Any(finding => finding.File == mutation.Where && finding.Line > 0 && finding.Message.Contains(mutation.Says, StringComparison.Ordinal)),
            $"{mutation.Where} should say '{mutation.Says}', but: {string.Join('\n', found)}");
    }

    /// <summary>A report comes of any file that lost a line; the checker itself never fails on it. Seeded, so that a failure comes again.</summary>
    [NodeFact("infra", "bicep", "check")]
    public void AFileThatLostALine_IsJudged()
    {
        var random = new Random(20261120);
        var files = Checker.Bicep().Where(path => path.EndsWith(".bicep", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        var damaged = Enumerable.Range(0, 60).Select(index =>
        {
            var file = files[random.Next(files.Count)];
            var lines = File.ReadAllLines(Repository.PathOf(file)).ToList();
            lines.RemoveAt(random.Next(lines.Count));
            return new Mutation($"damage {index}", file, "", string.Join('\n', lines), file, "");
        }).ToList();
        var reports = Checker.RunChanged(damaged);
        Assert.Equal(damaged.Count, reports.Count);
        Assert.DoesNotContain(reports.SelectMany(report => report.Value.Findings), finding => finding.Message.StartsWith("cannot be judged", StringComparison.Ordinal));
    }

    [NodeFact("infra", "bicep", "check")]
    public void Findings_ArePrinted_WithFileAndLine_AndTheExitSaysSo()
    {
        var (exit, output, _) = Checker.Start("--help");
        Assert.Equal(0, exit);
        Assert.Contains("--json", output, StringComparison.Ordinal);
        Assert.Equal(2, Checker.Start("--jsn").Exit);
        (exit, output, _) = Checker.Start();
        Assert.Equal(0, exit);
        Assert.Contains("nothing found", output, StringComparison.Ordinal);
    }

    /// <summary>Each mutation's report; all are made when the first is asked for.</summary>
    public sealed class Reports
    {
        private readonly Lazy<IReadOnlyDictionary<Mutation, Report>> _all = new(() => Checker.RunChanged(Mutations.All));

        public Report Of(Mutation mutation) => _all.Value[mutation];
    }
}
