namespace CrossChainOracle.Domain.Tests.Collateral.Model;

/// <summary>What is true after a reorganisation: which units survived, each with the effect it was seen to have.</summary>
internal static class Ledger
{
    private static readonly long[] Units = [1, 10, 100, 1_000];

    public static long[] Plus(IEnumerable<long[]> units, long[] start)
    {
        var sum = (long[])start.Clone();
        foreach (var unit in units) Add(sum, unit);
        return sum;
    }

    /// <summary>The shares that are left; false where that cannot be, because somebody would hold less than nothing.</summary>
    public static bool TryLeave(long[] finalized, IReadOnlyList<long[]> units, int survivors, long[] shares)
    {
        finalized.CopyTo(shares, 0);
        for (var unit = 0; unit < units.Count; unit++)
        {
            if ((survivors >> unit & 1) == 1) Add(shares, units[unit]);
        }

        return !shares.AsSpan().ContainsAnyInRange(long.MinValue, -1);
    }

    /// <summary>What the account then has, each share at the index of the window that is worst for it.</summary>
    public static Standing Worst(History history, long[] shares)
    {
        var standing = new Standing();
        foreach (var place in History.Own)
        {
            var (where, amount) = (World.Places[place], history.Worst(place, shares[place]));
            standing.Add(where, amount, history.Prices[where.Asset], Units[history.Decimals[where.Asset]]);
        }

        return standing;
    }

    private static void Add(long[] sum, long[] unit)
    {
        for (var place = 0; place < sum.Length; place++) sum[place] += unit[place];
    }
}
