namespace CrossChainOracle.Domain.Tests.Collateral;

/// <summary>What looks as if it were enough, over a balance at the finalized and at every unfinalized block.</summary>
internal static class NaiveRules
{
    public static long LesserOfTwo(IReadOnlyList<long> balances) => Math.Min(balances[0], balances[^1]);

    public static long RunningMinimum(IReadOnlyList<long> balances) => balances.Min();
}
