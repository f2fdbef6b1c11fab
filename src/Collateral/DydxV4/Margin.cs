using System.Numerics;

namespace CrossChainOracle.Collateral.DydxV4;

/// <summary>What a position adds to its subaccount, in quote quantums.</summary>
/// <param name="Value">At the chain's price, with its quote balance and the funding that is not settled; rounded down.</param>
/// <param name="Initial">Margin to have it, rounded up.</param>
/// <param name="Maintenance">Margin to keep it, rounded up.</param>
internal readonly record struct DydxRisk(BigInteger Value, BigInteger Initial, BigInteger Maintenance)
{
    public static DydxRisk operator +(DydxRisk left, DydxRisk right) => new(left.Value + right.Value, left.Initial + right.Initial, left.Maintenance + right.Maintenance);
}

/// <summary>The chain's own rules for collateral and margin (x/perpetuals and x/subaccounts), each rounding against the owner.</summary>
internal static class DydxMargin
{
    public const int Million = 1_000_000;

    /// <param name="customPpm">What the owner asked for in place of a lower fraction; 0 is nothing.</param>
    public static DydxRisk Of(DydxHolding holding, DydxPerpetual perpetual, DydxPrice price, DydxTier tier, uint customPpm)
    {
        // The index counts millionths of a quote quantum that a long pays for each base quantum.
        var funding = Floor(-(perpetual.FundingIndex - holding.FundingIndex) * holding.Quantums, Million);
        var notional = Ceiling(Scaled(BigInteger.Abs(holding.Quantums), perpetual, price, out var denominator), denominator);
        var interest = Ceiling(Scaled(perpetual.OpenInterest, perpetual, price, out denominator), denominator);
        var value = Floor(Scaled(holding.Quantums, perpetual, price, out denominator), denominator);
        var initialPpm = BigInteger.Max(InitialPpm(tier, interest), customPpm);
        var maintenance = Ceiling(Ceiling(notional * tier.InitialPpm, Million) * tier.MaintenancePpm, Million);
        return new(value + holding.QuoteBalance + funding, Ceiling(notional * initialPpm, Million), maintenance);
    }

    // From the lower cap of open interest to the upper the fraction grows to one.
    private static BigInteger InitialPpm(DydxTier tier, BigInteger interest)
    {
        if (tier.UpperCap == 0 || interest <= tier.LowerCap) return tier.InitialPpm;
        if (interest >= tier.UpperCap) return Million;
        return tier.InitialPpm + Ceiling((interest - tier.LowerCap) * (Million - tier.InitialPpm), tier.UpperCap - tier.LowerCap);
    }

    // Base quantums × price × 10^(resolution + exponent + quote decimals), as a fraction.
    private static BigInteger Scaled(BigInteger quantums, DydxPerpetual perpetual, DydxPrice price, out BigInteger denominator)
    {
        var power = perpetual.AtomicResolution + price.Exponent + DydxLayout.QuoteDecimals;
        denominator = power < 0 ? BigInteger.Pow(10, -power) : BigInteger.One;
        return quantums * price.Price * (power > 0 ? BigInteger.Pow(10, power) : BigInteger.One);
    }

    private static BigInteger Floor(BigInteger value, BigInteger by) => BigInteger.DivRem(value, by, out var rest) - (rest.Sign < 0 ? 1 : 0);

    private static BigInteger Ceiling(BigInteger value, BigInteger by) => -Floor(-value, by);
}
