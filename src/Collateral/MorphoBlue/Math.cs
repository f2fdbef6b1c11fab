using System.Numerics;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.MorphoBlue;

/// <summary>The arithmetic of Morpho Blue's SharesMathLib and MathLib (github.com/morpho-org/morpho-blue).</summary>
public static class MorphoBlueMath
{
    public static readonly UInt128 Wad = 1_000_000_000_000_000_000;

    /// <summary>Shares that every market has beside its own, against inflated share prices.</summary>
    public const uint VirtualShares = 1_000_000;

    /// <summary>Assets that every market has beside its own.</summary>
    public const uint VirtualAssets = 1;

    /// <summary>10^36: what oracle prices are scaled by, beside the difference of decimals.</summary>
    public static readonly BigInteger OraclePriceScale = BigInteger.Pow(10, 36);

    /// <summary>What a share is worth: (assets + 1) ÷ (shares + 10^6). False where that needs more than 128 bits.</summary>
    public static bool TryIndex(BigInteger assets, UInt128 shares, out ShareIndex index)
    {
        var fits = assets + VirtualAssets <= UInt128.MaxValue && shares <= UInt128.MaxValue - VirtualShares;
        index = fits ? new((UInt128)(assets + VirtualAssets), shares + VirtualShares) : default;
        return fits;
    }

    /// <summary>What is owed with the interest since it was last counted, as Morpho counts it before every act: three terms of the exponential series, each rounded down.</summary>
    public static BigInteger Accrue(UInt128 borrowed, UInt128 ratePerSecond, UInt128 seconds)
    {
        var first = (BigInteger)ratePerSecond * seconds;
        var second = first * first / (2 * (BigInteger)Wad);
        var third = second * first / (3 * (BigInteger)Wad);
        return borrowed + ((BigInteger)borrowed * (first + second + third) / Wad);
    }

    /// <summary>The most that may be owed before liquidation: collateral at the oracle's price times the liquidation loan-to-value, each rounded down.</summary>
    public static BigInteger MaximumBorrow(UInt128 collateral, BigInteger price, UInt128 lltv) => collateral * price / OraclePriceScale * lltv / Wad;

    /// <summary>The most that may be owed ÷ what is owed, times 10^18, rounded down. Liquidation is possible below one.</summary>
    public static BigInteger HealthFactor(BigInteger maximumBorrow, BigInteger owed) => maximumBorrow * Wad / owed;

    /// <summary>By how much of itself the price may change before liquidation: 1 ÷ health factor − 1, times 10^18, rounded up; negative while the price may fall.</summary>
    public static BigInteger PriceVariation(BigInteger maximumBorrow, BigInteger owed) => (((owed * Wad) + maximumBorrow - 1) / maximumBorrow) - Wad;
}
