namespace CrossChainOracle.Domain.Tests.Collateral.Model;

/// <summary>Which of the units of a history survive, as sets of bits.</summary>
internal static class Outcomes
{
    /// <summary>Up to so many units every subset is tried; beyond that this many at random, with all, none, and each alone and missing.</summary>
    public const int Exhaustive = 8;

    private const int Sample = 200;

    public static IEnumerable<int> Of(int units, Random random)
    {
        if (units <= Exhaustive) return Enumerable.Range(0, 1 << units);
        var all = (1 << units) - 1;
        var edges = Enumerable.Range(0, units).SelectMany(unit => (int[])[1 << unit, all ^ (1 << unit)]);
        return edges.Append(0).Append(all).Concat(Enumerable.Range(0, Sample).Select(_ => random.Next(all + 1)));
    }
}
