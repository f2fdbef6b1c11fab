using System.Numerics;

namespace CrossChainOracle.Domain;

/// <summary>Exact integer arithmetic on scaled 128-bit values: multiply-divide over a 256-bit product, integer square roots, powers of ten.</summary>
/// <remarks>No floating point: exp, log and pow differ between C libraries, and what is computed here is signed. Results that do not fit throw.</remarks>
public static class FixedPoint
{
    /// <summary>10^38 is the largest power of ten in an <see cref="Int128"/>.</summary>
    public const int MaxPowerOfTen = 38;

    /// <summary>Ratios (σ, relative widths, the absence factor) are scaled by 10^18 as prices are.</summary>
    public static readonly UInt128 One = 1_000_000_000_000_000_000;

    /// <summary>Ten. A width or a move of more than tenfold says nothing more, and with prices up to <see cref="Price.Maximum"/> nothing overflows below it.</summary>
    public static readonly UInt128 MaximumRatio = One * 10;

    /// <summary>Parts per million in one.</summary>
    public const uint PpmInOne = 1_000_000;

    private static readonly Int128[] PowersOfTen = BuildPowersOfTen();

    /// <summary>10^exponent for 0 ≤ exponent ≤ 38.</summary>
    public static Int128 PowerOfTen(int exponent) => PowersOfTen[exponent];

    /// <summary>value ÷ divisor for a positive divisor, rounded as told also for negative values.</summary>
    public static Int128 Divide(Int128 value, Int128 divisor, Rounding rounding)
    {
        var (quotient, remainder) = Int128.DivRem(value, divisor);
        if (remainder == 0) return quotient;
        if (rounding == Rounding.Down) return value < 0 ? quotient - 1 : quotient;
        return value < 0 ? quotient : quotient + 1;
    }

    /// <summary>left × right ÷ divisor with the product held exactly.</summary>
    /// <exception cref="OverflowException">The result needs more than 128 bits.</exception>
    public static UInt128 MulDiv(UInt128 left, UInt128 right, UInt128 divisor, Rounding rounding)
    {
        if (divisor == 0) throw new DivideByZeroException();
        if (BitLength(left) + BitLength(right) <= 128)
        {
            var (quotient, remainder) = UInt128.DivRem(left * right, divisor);
            return rounding == Rounding.Up && remainder != 0 ? quotient + 1 : quotient;
        }

        return MulDivWide(left, right, divisor, rounding);
    }

    /// <summary>A ratio of a price, rounded as told. The price must not be negative.</summary>
    public static Price Share(Price price, UInt128 numerator, UInt128 denominator, Rounding rounding) =>
        Price.FromScaled((Int128)MulDiv((UInt128)price.Scaled, numerator, denominator, rounding));

    /// <summary>The smallest integer whose square is at least <paramref name="value"/>.</summary>
    public static UInt128 SqrtUp(UInt128 value)
    {
        var root = SqrtDown(value);
        return root * root == value ? root : root + 1;
    }

    /// <summary>The largest integer whose square is at most <paramref name="value"/>.</summary>
    public static UInt128 SqrtDown(UInt128 value)
    {
        if (value <= 1) return value;

        // Newton from above converges monotonically; the start is a power of two that is at least the root.
        var root = UInt128.One << ((BitLength(value) + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }

    /// <summary>√seconds scaled by 10^9 and rounded up, for a duration in milliseconds. Zero and negative durations give zero.</summary>
    public static UInt128 RootSeconds(long milliseconds) =>
        milliseconds <= 0 ? 0 : SqrtUp((UInt128)milliseconds * 1_000_000_000_000_000);

    /// <summary>z · σ · √t as a ratio scaled by 10^18, rounded up; saturates at <see cref="MaximumRatio"/>.</summary>
    /// <param name="multiplierMilli">z or k in thousandths.</param>
    /// <param name="sigma">σ per √second, scaled by 10^18, at most 10^18.</param>
    /// <param name="milliseconds">t.</param>
    public static UInt128 Diffusion(uint multiplierMilli, UInt128 sigma, long milliseconds) =>
        UInt128.Min(MulDiv(sigma * multiplierMilli, RootSeconds(milliseconds), 1_000_000_000_000, Rounding.Up), MaximumRatio);

    /// <summary>√(a² + b²) rounded up, for widths that are not negative.</summary>
    public static Price Hypotenuse(Price a, Price b)
    {
        var sum = ((BigInteger)a.Scaled * a.Scaled) + ((BigInteger)b.Scaled * b.Scaled);
        var root = (BigInteger)UInt128.Max((UInt128)a.Scaled, (UInt128)b.Scaled) * 2;
        while (true)
        {
            var next = root.IsZero ? root : (root + (sum / root)) >> 1;
            if (next >= root) break;
            root = next;
        }

        return Price.FromScaled((Int128)(root * root == sum ? root : root + 1));
    }

    private static int BitLength(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);

    private static UInt128 MulDivWide(UInt128 left, UInt128 right, UInt128 divisor, Rounding rounding)
    {
        var (quotient, remainder) = BigInteger.DivRem((BigInteger)left * right, divisor);
        if (rounding == Rounding.Up && !remainder.IsZero) quotient += 1;
        return (UInt128)quotient;
    }

    private static Int128[] BuildPowersOfTen()
    {
        var powers = new Int128[MaxPowerOfTen + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
