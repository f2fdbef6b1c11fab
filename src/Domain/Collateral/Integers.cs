using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>Sums and quotients of what others say, which may be of any size.</summary>
internal static class Integers
{
    /// <summary>value ÷ divisor for a positive divisor, rounded as told also for negative values.</summary>
    public static BigInteger Divide(BigInteger value, BigInteger divisor, Rounding rounding)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var rest);
        if (rounding == Rounding.Down) return rest.Sign < 0 ? quotient - 1 : quotient;
        return rest.Sign > 0 ? quotient + 1 : quotient;
    }

    public static BigInteger Sum<T>(this IEnumerable<T> items, Func<T, BigInteger> part) => items.Aggregate(BigInteger.Zero, (sum, item) => sum + part(item));
}
