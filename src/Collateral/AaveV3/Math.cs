using System.Numerics;

namespace CrossChainOracle.Collateral.AaveV3;

/// <summary>Aave's arithmetic, in both of the roundings that are deployed.</summary>
public static class AaveV3Math
{
    /// <summary>10^27: what indices are scaled by.</summary>
    public static readonly UInt128 Ray = UInt128.Parse("1000000000000000000000000000", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly BigInteger Wad = BigInteger.Pow(10, 18);
    private static readonly BigInteger Percent = 10_000;

    /// <summary>The older deployments': collateral times threshold, then divided by debt, each rounded half up.</summary>
    public static BigInteger HealthFactorHalfUp(BigInteger collateral, BigInteger threshold, BigInteger debt)
    {
        var limit = ((collateral * threshold) + (Percent / 2)) / Percent;
        return ((limit * Wad) + (debt / 2)) / debt;
    }

    /// <summary>The newer deployments': the weighted sum of thresholds (for one collateral: collateral times threshold) divided by debt half up, and of that the hundredths of a percent taken off, down.</summary>
    public static BigInteger HealthFactorDown(BigInteger weighted, BigInteger debt) => ((weighted * Wad) + (debt / 2)) / debt / Percent;

    /// <summary>Whether the figures of an account follow from each other.</summary>
    /// <remarks>
    /// The older formula uses the mean threshold as it is published, the newer one the weighted sum from which that was rounded down, so that its factor
    /// lies below what the next higher threshold would give.
    /// </remarks>
    public static bool IsConsistent(AaveAccount account)
    {
        if (account.Debt.IsZero || account.HealthFactor is null) return account.Debt.IsZero && account.HealthFactor is null;
        var lowest = HealthFactorDown(account.Collateral * account.LiquidationThreshold, account.Debt);
        var highest = HealthFactorDown(account.Collateral * (account.LiquidationThreshold + 1), account.Debt);
        return (account.HealthFactor >= lowest && account.HealthFactor <= highest) || account.HealthFactor == HealthFactorHalfUp(account.Collateral, account.LiquidationThreshold, account.Debt);
    }
}
