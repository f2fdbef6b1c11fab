using System.Globalization;
using System.Text.RegularExpressions;
using CrossChainOracle.Conformance.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Contracts.Tests;

/// <summary>The tests of contracts/evm, which are written in Solidity and run by forge, offline.</summary>
[Trait("Category", "RealChain")]
public sealed partial class ForgeTests
{
    /// <summary>In CI with all runs of fuzz tests and invariants, elsewhere with those of the profile <c>quick</c>. Gas must be what contracts/evm/snapshots says.</summary>
    [NodeFact("contracts", "evm")]
    public void EveryTestOfTheContracts_Passes()
    {
        var folder = Repository.PathOf("contracts", "evm");
        NodePackages.Ensure(folder);
        Environment.SetEnvironmentVariable("FOUNDRY_PROFILE", NodePackages.IsCI ? "default" : "quick");
        Environment.SetEnvironmentVariable("FORGE_SNAPSHOT_CHECK", "true");
        var (exit, output, errors) = NodePackages.RunToEnd(folder, TimeSpan.FromMinutes(30), input: null, "node", "node_modules/@foundry-rs/forge/bin.mjs", "test", "--color", "never");
        Assert.True(exit == 0, string.Join('\n', output.Split('\n').Concat(errors.Split('\n')).Where(Tells).Take(60)));
        var summary = Summary().Match(output);
        Assert.True(summary.Success, output);
        Assert.True(Count(1) >= 60 && Count(2) == 0 && Count(3) == 0, summary.Value);

        int Count(int group) => int.Parse(summary.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Of forge's output: what failed, and what was counted.</summary>
    private static bool Tells(string line) => line.Contains("FAIL", StringComparison.Ordinal) || line.Contains("rror", StringComparison.Ordinal) || line.StartsWith("Ran ", StringComparison.Ordinal) || line.Contains("-->", StringComparison.Ordinal);

    [GeneratedRegex(@"^Ran \d+ test suites.*: (\d+) tests passed, (\d+) failed, (\d+) skipped", RegexOptions.Multiline)]
    private static partial Regex Summary();
}
