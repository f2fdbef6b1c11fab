using CrossChainOracle.TestKit;

namespace CrossChainOracle.Infra.Tests;

/// <summary>The plan on paper is what its arithmetic says, and the arithmetic follows the load.</summary>
public class PlanTests
{
    [NodeTheory("infra", "bicep", "check")]
    [InlineData("")]
    [InlineData("--feeds 1000 --accounts 100000")]
    [InlineData("--feeds 10000 --accounts 10000000 --collateral-tick 60 --heartbeat 3600")]
    public void TheTablesOfThePlan_AreWhatTheCommandPrints(string arguments)
    {
        var (exit, output, errors) = Run(arguments);
        Assert.True(exit == 0, errors);
        Assert.Contains(output.Trim(), File.ReadAllText(Repository.PathOf("docs", "azure-plan.md")), StringComparison.Ordinal);
    }

    [NodeTheory("infra", "bicep", "check")]
    [InlineData("--feeds 64", "--feeds 65", "| shards |")]
    [InlineData("--accounts 10000", "--accounts 1000000", "| attester vaults |")]
    [InlineData("--collateral-tick 10", "--collateral-tick 5", "| Key Vault |")]
    [InlineData("--heartbeat 60", "--heartbeat 600", "| throughput units |")]
    public void MoreLoad_ChangesWhatItNeeds(string less, string more, string row) => Assert.NotEqual(Line(less, row), Line(more, row));

    [NodeTheory("infra", "bicep", "check")]
    [InlineData("--feeds", "a number is needed")]
    [InlineData("--feeds -1", "a number is needed")]
    [InlineData("--price-tick 0", "a number is needed")]
    [InlineData("--nothing 1", "is no option")]
    public void AWrongOption_IsNamed(string arguments, string problem)
    {
        var (exit, _, errors) = Run(arguments);
        Assert.Equal(2, exit);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
    }

    private static string Line(string arguments, string row) => Run(arguments).Output.Split('\n').Single(line => line.StartsWith(row, StringComparison.Ordinal));

    private static (int Exit, string Output, string Errors) Run(string arguments)
    {
        var folder = Repository.PathOf("infra", "plan");
        return NodePackages.RunToEnd(folder, TimeSpan.FromMinutes(1), input: null, "node", [Path.Combine(folder, "plan.mjs"), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
