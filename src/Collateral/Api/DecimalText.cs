using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Api;

/// <summary>Decimal numbers as APIs write them, read exactly: digits, at most one point, at most one minus in front. No exponent, no plus, no spaces, never by way of a binary fraction.</summary>
internal static class DecimalText
{
    /// <summary>Places that are kept. APIs that compute in binary fractions write up to 16.</summary>
    public const byte Places = 18;

    private const int MaximumLength = 60;

    /// <summary>The number times 10^18.</summary>
    /// <param name="text">More places than 18 are refused, also where they are zeros.</param>
    /// <param name="scaled">The number, where it fits 128 bits.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Int128 scaled)
    {
        scaled = 0;
        if (text is null || text.Length > MaximumLength) return false;
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (!IsDigits(whole) || (point >= 0 && !IsDigits(fraction)) || fraction.Length > Places) return false;
        if (!Int128.TryParse($"{(digits.Length < text.Length ? "-" : "")}{whole}{fraction}", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return false;
        var unit = FixedPoint.PowerOfTen(Places - fraction.Length);
        if (value > Int128.MaxValue / unit || value < Int128.MinValue / unit) return false;
        scaled = value * unit;
        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');
}
