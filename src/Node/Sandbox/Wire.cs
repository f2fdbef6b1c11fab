using CrossChainOracle.Domain;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>Prices and times in the units of the sources' wire formats.</summary>
internal static class Wire
{
    // Up to here the mantissa is held to the 64 bits that Pyth has; formats with more places have more bits.
    private const int NarrowDecimals = 8;

    /// <summary>The price times 10^decimals; false when that is not whole, or not within the format's bits.</summary>
    public static bool TryMantissa(Price price, int decimals, out Int128 mantissa)
    {
        (mantissa, var rest) = Int128.DivRem(price.Scaled, FixedPoint.PowerOfTen(Price.Decimals - decimals));
        return rest == 0 && (decimals > NarrowDecimals || mantissa <= long.MaxValue);
    }

    /// <summary>For a price that the scenario's reader let through.</summary>
    public static Int128 Mantissa(Price price, int decimals) =>
        TryMantissa(price, decimals, out var mantissa) ? mantissa : throw new InvalidOperationException($"{price} has no exact form with {decimals} places.");

    /// <summary>Whole Unix seconds, which is all that the formats have.</summary>
    public static long Seconds(long milliseconds) => milliseconds / 1000;
}
