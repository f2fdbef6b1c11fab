using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CrossChainOracle.Domain;

/// <summary>A price, or a width on the price axis: an integer scaled by 10^18, in quote per base.</summary>
/// <remarks>
/// Range ±1.7 × 10^20 in steps of 10^-18. Every operation is checked: what does not fit throws <see cref="OverflowException"/>, so values from outside
/// come in through <see cref="TryFromMantissa"/> or <see cref="TryParse"/>. The default value is zero, which no screen lets through as a price.
/// </remarks>
public readonly record struct Price : IComparable<Price>
{
    /// <summary>Decimal places of <see cref="Scaled"/>.</summary>
    public const int Decimals = 18;

    /// <summary>Bytes in canonical form: a big-endian two's-complement 128-bit integer.</summary>
    public const int Size = 16;

    private static readonly Int128 One = FixedPoint.PowerOfTen(Decimals);

    private Price(Int128 scaled) => Scaled = scaled;

    /// <summary>The value times 10^18.</summary>
    public Int128 Scaled { get; }

    public bool IsPositive => Scaled > 0;

    public static Price Zero => default;

    /// <summary>10^18: the largest price that is ever attested. Leaves room for every product of the rules within 128 bits.</summary>
    public static Price Maximum => new(One * One);

    public static Price FromScaled(Int128 scaled) => new(scaled);

    /// <summary>mantissa × 10^exponent, rounded as told where the exponent is below -18; false when it does not fit 128 bits.</summary>
    /// <remarks>Sources publish this form: Pyth an i64 with an exponent, Chainlink and API3 an integer with decimals (exponent = -decimals).</remarks>
    public static bool TryFromMantissa(Int128 mantissa, int exponent, Rounding rounding, out Price price)
    {
        price = default;
        var shift = (long)exponent + Decimals;
        if (mantissa == 0) return true;
        if (shift is < -FixedPoint.MaxPowerOfTen or > FixedPoint.MaxPowerOfTen) return false;
        if (shift < 0)
        {
            price = new(FixedPoint.Divide(mantissa, FixedPoint.PowerOfTen((int)-shift), rounding));
            return true;
        }

        var factor = FixedPoint.PowerOfTen((int)shift);
        if (mantissa > Int128.MaxValue / factor || mantissa < Int128.MinValue / factor) return false;
        price = new(mantissa * factor);
        return true;
    }

    /// <summary>Plain decimal text such as <c>1234.56</c> or <c>-0.000001</c>: at most 18 places, no exponent, no separators, no leading plus.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Price price)
    {
        price = default;
        if (string.IsNullOrEmpty(text) || text.Length > 64) return false;
        var negative = text[0] == '-';
        var digits = negative ? text.AsSpan(1) : text;
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (!AreDigits(whole) || (point >= 0 && !AreDigits(fraction)) || fraction.Length > Decimals) return false;
        if (!UInt128.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var units) || units > (UInt128)(Int128.MaxValue / One)) return false;
        UInt128 rest = fraction.IsEmpty ? 0 : UInt128.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture);
        var scaled = ((UInt128)One * units) + (rest * (UInt128)FixedPoint.PowerOfTen(Decimals - fraction.Length));
        if (scaled > (UInt128)Int128.MaxValue + (negative ? 1u : 0u)) return false;

        // Negated before the last unit is taken off: the lowest value has no positive counterpart.
        price = new(negative && scaled > 0 ? -(Int128)(scaled - 1) - 1 : (Int128)scaled);
        return true;
    }

    /// <summary>At least one digit and nothing else. The platform's number parser would let zero characters at the end pass.</summary>
    private static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    /// <exception cref="FormatException">Not plain decimal text within range.</exception>
    public static Price Parse(string text) =>
        TryParse(text, out var price) ? price : throw new FormatException($"'{text}' is not a decimal number with at most 18 places within ±1.7e20.");

    public Price Abs() => new(Int128.Abs(Scaled));

    public int CompareTo(Price other) => Scaled.CompareTo(other.Scaled);

    public static Price Max(Price left, Price right) => left >= right ? left : right;

    public static Price operator +(Price left, Price right) => new(left.Scaled + right.Scaled);

    public static Price operator -(Price left, Price right) => new(left.Scaled - right.Scaled);

    public static bool operator <(Price left, Price right) => left.Scaled < right.Scaled;

    public static bool operator >(Price left, Price right) => left.Scaled > right.Scaled;

    public static bool operator <=(Price left, Price right) => left.Scaled <= right.Scaled;

    public static bool operator >=(Price left, Price right) => left.Scaled >= right.Scaled;

    /// <summary>The shortest decimal text that <see cref="Parse"/> reads back to the same value.</summary>
    public override string ToString()
    {
        var magnitude = Scaled < 0 ? (UInt128)(-(Scaled + 1)) + 1 : (UInt128)Scaled;
        var (units, rest) = UInt128.DivRem(magnitude, (UInt128)One);
        var sign = Scaled < 0 ? "-" : string.Empty;
        var whole = sign + units.ToString(CultureInfo.InvariantCulture);
        return rest == 0 ? whole : whole + "." + rest.ToString(CultureInfo.InvariantCulture).PadLeft(Decimals, '0').TrimEnd('0');
    }
}
