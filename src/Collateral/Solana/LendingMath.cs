using System.Numerics;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Solana;

/// <summary>The arithmetic that Save and Kamino share, exact and in integers; each has a scale of its own (10^18 and 2^60).</summary>
internal static class LendingMath
{
    /// <summary>Token units for a receipt: all that belongs to the depositors ÷ all receipts; one for one while there are none.</summary>
    /// <returns>False where something is negative or needs more than 128 bits.</returns>
    public static bool TryDepositIndex(BigInteger totalScaled, ulong receipts, BigInteger scale, out ShareIndex index)
    {
        index = ShareIndex.One;
        if (totalScaled.Sign < 0) return false;
        if (receipts == 0 || totalScaled.IsZero) return true;
        var denominator = scale * receipts;
        if (totalScaled > UInt128.MaxValue || denominator > UInt128.MaxValue) return false;
        index = new((UInt128)totalScaled, (UInt128)denominator);
        return true;
    }

    /// <summary>What was borrowed at a cumulative rate of one, in the program's scale and rounded up: interest changes the rate and leaves this.</summary>
    /// <returns>False where the rate is below one or the result needs more than 128 bits.</returns>
    public static bool TryBorrowShares(UInt128 borrowedScaled, BigInteger rateScaled, BigInteger scale, out UInt128 shares)
    {
        shares = 0;
        if (rateScaled < scale) return false;
        var exact = (((BigInteger)borrowedScaled * scale) + rateScaled - 1) / rateScaled;
        if (exact > UInt128.MaxValue) return false;
        shares = (UInt128)exact;
        return true;
    }

    /// <summary>Token units for a borrowed share.</summary>
    /// <returns>False where the rate is below one or needs more than 128 bits.</returns>
    public static bool TryBorrowIndex(BigInteger rateScaled, BigInteger scale, out ShareIndex index)
    {
        index = default;
        if (rateScaled < scale || rateScaled > UInt128.MaxValue) return false;
        index = new((UInt128)rateScaled, (UInt128)(scale * scale));
        return true;
    }
}
