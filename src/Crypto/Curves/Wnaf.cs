using System.Numerics;

namespace CrossChainOracle.Crypto.Curves;

/// <summary>Windowed non-adjacent form: odd digits below half the window's range, each followed by at least window - 1 zeros.</summary>
internal static class Wnaf
{
    /// <summary>128 bits and a carry.</summary>
    public const int MaxDigits = 129;

    /// <summary>Entries of a table of odd multiples that serves this window.</summary>
    public static int TableSize(int window) => 1 << (window - 2);

    /// <summary>Writes the digits of the value to the zeroed span, least significant first, and gives how many there are.</summary>
    public static int Write(in SignedHalf value, int window, Span<short> digits)
    {
        var rest = value.Magnitude;
        var position = 0;
        var length = 0;
        while (rest != UInt128.Zero)
        {
            var zeros = (int)UInt128.TrailingZeroCount(rest);
            rest >>= zeros;
            position += zeros;
            var digit = (int)(ulong)rest & ((1 << window) - 1);
            rest >>= window;
            if (digit >= 1 << (window - 1))
            {
                digit -= 1 << window;
                rest++;
            }

            digits[position] = (short)(value.IsNegative ? -digit : digit);
            length = position + 1;
            position += window;
        }

        return length;
    }
}
