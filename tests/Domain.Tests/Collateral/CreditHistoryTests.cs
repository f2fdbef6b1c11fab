using System.Globalization;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Tests.Collateral.Model;
using Xunit.Abstractions;

namespace CrossChainOracle.Domain.Tests.Collateral;

/// <summary>No false credit, over random histories of a small ledger and what reorganisations leave of them.</summary>
/// <remarks>
/// <c>CCO_CREDIT_HISTORIES</c> sets the number of histories per rule (10,000), <c>CCO_CREDIT_SEED</c> the seed of the first. The rates are printed by
/// <c>dotnet test tests/Domain.Tests --filter CreditHistoryTests --logger "console;verbosity=detailed"</c>.
/// </remarks>
public class CreditHistoryTests(ITestOutputHelper output)
{
    private static readonly int Histories = Setting("CCO_CREDIT_HISTORIES") ?? 10_000;
    private static readonly int Seed = Setting("CCO_CREDIT_SEED") ?? 300_000;
    private static readonly CreditRule[] Transactions = [.. Enumerable.Repeat(CreditRule.TransactionNet, World.Count)];
    private static readonly CreditRule[] Blocks = [.. Enumerable.Repeat(CreditRule.BlockNet, World.Count)];

    [Fact]
    public void TransactionNet_HoldsForEverySubsetOfTheTransactions() =>
        NothingFalse("TransactionNet", "subsets of transactions", history => Claim.Of(history, Transactions), TransactionSubsets);

    [Fact]
    public void BlockNet_HoldsForEverySubsetOfWholeBlocks() =>
        NothingFalse("BlockNet", "subsets of blocks", history => Claim.Of(history, Blocks), BlockSubsets);

    [Fact]
    public void BothRulesTogether_HoldForSubsetsOfTransactionsAndOfBlocks()
    {
        var sweep = Sweep("both, by source", "transactions and blocks", (generator, where, sweep) =>
        {
            var (history, rules) = (generator.Next(3), generator.MixedRules());
            sweep.Check(where, history, Claim.Of(history, rules), Mixed(history, rules));
        });
        Assert.True(sweep.FalseOutcomes == 0, sweep.First);
    }

    [Fact]
    public void BlockNet_IsFalseForSubsetsOfTransactions_AsItsNameSays()
    {
        var sweep = Sweep("BlockNet", "subsets of transactions", (generator, where, sweep) =>
        {
            var history = generator.Next(3);
            sweep.Check(where, history, Claim.Of(history, Blocks), TransactionSubsets(history));
        });
        Assert.NotEqual(0, sweep.FalseHistories);
    }

    [Fact]
    public void TheLesserOfTwoBalances_AndTheRunningMinimum_AreFalseEvenForWholeBlocks()
    {
        Assert.NotEqual(0, Naive("finalized or latest", NaiveRules.LesserOfTwo).FalseHistories);
        Assert.NotEqual(0, Naive("running minimum", NaiveRules.RunningMinimum).FalseHistories);

        CreditSweep Naive(string name, Func<IReadOnlyList<long>, long> rule) => Sweep(name, "subsets of blocks", (generator, where, sweep) =>
        {
            var history = generator.Next(3);
            sweep.Check(where, history, Claim.Of(history, rule), BlockSubsets(history));
        });
    }

    private void NothingFalse(string rule, string outcomes, Func<History, Claim> claim, Func<History, IEnumerable<long[]>> subsets)
    {
        var sweep = Sweep(rule, outcomes, (generator, where, sweep) =>
        {
            // Most windows are small enough to try every subset.
            var history = generator.Next(where.EndsWith('0') ? 5 : 3);
            sweep.Check(where, history, claim(history), subsets(history));
        });
        Assert.True(sweep.FalseOutcomes == 0, sweep.First);
        Assert.InRange(sweep.CreditedPpm, 100_000, 1_000_000);
    }

    private CreditSweep Sweep(string rule, string outcomes, Action<Generator, string, CreditSweep> check)
    {
        var sweep = new CreditSweep();
        for (var i = 0; i < Histories; i++) check(new(Seed + i), $"seed {Seed + i}", sweep);
        output.WriteLine($"from seed {Seed}; false in histories, in outcomes; credited of what is final");
        output.WriteLine(sweep.Row(rule, outcomes));
        return sweep;
    }

    private static IEnumerable<long[]> TransactionSubsets(History history) => Subsets(history.Finalized, history.Transactions);

    private static IEnumerable<long[]> BlockSubsets(History history) => Subsets(history.Finalized, history.BlockSums);

    private static IEnumerable<long[]> Subsets(long[] finalized, IReadOnlyList<long[]> units)
    {
        var shares = new long[World.Count];
        foreach (var survivors in Outcomes.Of(units.Count, new(units.Count)))
        {
            if (Ledger.TryLeave(finalized, units, survivors, shares)) yield return shares;
        }
    }

    /// <summary>Every source loses its own units: the two rules say nothing of each other.</summary>
    private static IEnumerable<long[]> Mixed(History history, IReadOnlyList<CreditRule> rules)
    {
        var only = history.Transactions.Select(unit => Under(unit, CreditRule.TransactionNet));
        return Subsets(history.Finalized, [.. only, .. history.BlockSums.Select(unit => Under(unit, CreditRule.BlockNet))]);

        long[] Under(long[] unit, CreditRule rule) => [.. unit.Select((shares, place) => rules[place] == rule ? shares : 0)];
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
