using System.Globalization;
using System.Text.RegularExpressions;
using CrossChainOracle.Conformance.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Contracts.Tests;

/// <summary>The tests of contracts/evm, which are written in Solidity and run by forge, offline.</summary>
[Trait("Category", "RealChain")]
public sealed partial class ForgeTests
{
    /// <summary>In CI with all runs of fuzz tests and invariants, elsewhere with those of the profile <c>quick</c>.</summary>
    [NodeFact("contracts", "evm")]
    public void EveryTestOfTheContracts_Passes() => Assert.True(Passed(NodePackages.IsCI ? "default" : "quick") >= 60);

    /// <summary>Whole transactions, against their limits and against contracts/evm/snapshots.</summary>
    [NodeFact("contracts", "evm")]
    public void GasOfEveryPosting_IsWithinItsLimit_AndAsItWasKept() => Assert.True(Passed("gas") >= 8);

    /// <returns>How many tests passed.</returns>
    private static int Passed(string profile)
    {
        var folder = Repository.PathOf("contracts", "evm");
        NodePackages.Ensure(folder);
        Environment.SetEnvironmentVariable("FOUNDRY_PROFILE", profile);
        var (exit, output, errors) = NodePackages.RunToEnd(folder, TimeSpan.FromMinutes(30), input: null, "node", "node_modules/@foundry-rs/forge/bin.mjs", "test", "--color", "never");
        Assert.True(exit == 0, string.Join('\n', output.Split('\n').Concat(errors.Split('\n')).Where(Tells).Take(60)));
        var summary = Summary().Match(output);
        Assert.True(summary.Success && Count(2) == 0 && Count(3) == 0, output);
        return Count(1);

        int Count(int group) => int.Parse(summary.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Of forge's output: what failed, and what was counted.</summary>
    private static bool Tells(string line) => line.Contains("FAIL", StringComparison.Ordinal) || line.Contains("rror", StringComparison.Ordinal) || line.StartsWith("Ran ", StringComparison.Ordinal) || line.Contains("-->", StringComparison.Ordinal);

    [GeneratedRegex(@"^Ran \d+ test suites?.*: (\d+) tests passed, (\d+) failed, (\d+) skipped", RegexOptions.Multiline)]
    private static partial Regex Summary();
}
