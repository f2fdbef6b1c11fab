using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>Which positions an asset's debits and credits fall on.</summary>
internal static class CreditAllocation
{
    /// <summary>What is counted of each debt or encumbrance: its finalized amount, and what units add by their nets, to the positions that they increased.</summary>
    public static IReadOnlyList<BigInteger> Counted(IReadOnlyList<CreditPosition> positions)
    {
        var counted = positions.Select(position => position.Finalized).ToArray();
        foreach (var (unit, net) in AssetWindow.Net(positions))
        {
            var left = net;
            for (var i = 0; i < counted.Length && left.Sign > 0; i++)
            {
                var part = BigInteger.Min(left, Gain(positions[i], unit));
                counted[i] += part;
                left -= part;
            }
        }

        return counted;
    }

    /// <summary>What is credited of each collateral position. Each unit's net debit falls first on what it decreased, an encumbrance on its own source; what is more than is there falls on the others, in their order.</summary>
    public static IReadOnlyList<BigInteger> Credited(IReadOnlyList<CreditPosition> collateral, IReadOnlyList<CreditPosition> encumbrances)
    {
        var left = collateral.Select(position => position.Finalized).ToArray();
        var carried = BigInteger.Zero;
        foreach (var (unit, net) in AssetWindow.Net(collateral))
        {
            if (net.Sign < 0) carried += Charge(-net, i => Loss(collateral[i], unit));
        }

        foreach (var (encumbrance, amount) in encumbrances.Zip(Counted(encumbrances)))
        {
            carried += Charge(amount, i => IsAt(collateral[i].Key, encumbrance.Key) ? left[i] : 0);
        }

        Charge(carried, i => left[i]);
        return left;

        // What could not be charged.
        BigInteger Charge(BigInteger debit, Func<int, BigInteger> most)
        {
            for (var i = 0; i < left.Length && debit.Sign > 0; i++)
            {
                var part = BigInteger.Min(debit, BigInteger.Min(left[i], most(i)));
                left[i] -= part;
                debit -= part;
            }

            return debit;
        }
    }

    /// <summary>The part of each that is seen at the head and not credited. Own transfers leave some with more credit than is there, so that the others' surplus is more than the total.</summary>
    public static IReadOnlyList<BigInteger> AtRisk(IReadOnlyList<CreditPosition> collateral, IReadOnlyList<BigInteger> credited)
    {
        var total = collateral.Sum(position => position.AtHead) - credited.Sum(amount => amount);
        var parts = new BigInteger[collateral.Count];
        for (var i = 0; i < parts.Length && total.Sign > 0; i++)
        {
            parts[i] = BigInteger.Min(total, BigInteger.Max(0, collateral[i].AtHead - credited[i]));
            total -= parts[i];
        }

        return parts;
    }

    private static bool IsAt(PositionKey collateral, PositionKey encumbrance) => collateral.Owner == encumbrance.Owner && collateral.Source == encumbrance.Source;

    private static BigInteger Gain(CreditPosition position, CreditUnit unit) => BigInteger.Max(0, position.Moves.GetValueOrDefault(unit));

    private static BigInteger Loss(CreditPosition position, CreditUnit unit) => BigInteger.Max(0, -position.Moves.GetValueOrDefault(unit));
}
