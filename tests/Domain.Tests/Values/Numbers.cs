using System.Buffers.Binary;
using System.Numerics;

namespace CrossChainOracle.Domain.Tests.Values;

/// <summary>Numbers that find mistakes: every length of bits, and the neighbours of every boundary.</summary>
internal static class Numbers
{
    public static readonly IReadOnlyList<UInt128> Boundaries = BuildBoundaries();

    public static UInt128 Unsigned(Random random)
    {
        var bits = random.Next(0, 129);
        if (bits == 0) return 0;
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes) >> (128 - bits);
    }

    public static Int128 Signed(Random random)
    {
        var magnitude = (Int128)(Unsigned(random) >> 1);
        return random.Next(2) == 0 ? magnitude : -magnitude - 1;
    }

    /// <summary>Rounded to the named infinity, as mathematics has it.</summary>
    public static BigInteger Divide(BigInteger value, BigInteger divisor, Rounding rounding)
    {
        var quotient = BigInteger.DivRem(value, divisor, out var remainder);
        if (remainder.IsZero) return quotient;
        var negative = value.Sign * divisor.Sign < 0;
        return rounding == Rounding.Down ? (negative ? quotient - 1 : quotient) : (negative ? quotient : quotient + 1);
    }

    /// <summary>⌊√value⌋, by bisection: slow and plain.</summary>
    public static BigInteger RootDown(BigInteger value)
    {
        BigInteger low = 0, high = (BigInteger.One << (int)((value.GetBitLength() / 2) + 1)) + 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (middle * middle <= value) low = middle;
            else high = middle;
        }

        return low;
    }

    public static BigInteger RootUp(BigInteger value)
    {
        var root = RootDown(value);
        return root * root == value ? root : root + 1;
    }

    private static List<UInt128> BuildBoundaries()
    {
        var set = new SortedSet<UInt128> { 0, 1, 2, 3, 10, UInt128.MaxValue, UInt128.MaxValue - 1 };
        foreach (var bits in (int[])[31, 32, 53, 63, 64, 65, 96, 126, 127])
        {
            var power = UInt128.One << bits;
            set.UnionWith([power - 1, power, power + 1]);
        }

        foreach (var exponent in (int[])[6, 9, 12, 15, 18, 19, 27, 36, 37, 38])
        {
            var power = (UInt128)BigInteger.Pow(10, exponent);
            set.UnionWith([power - 1, power, power + 1]);
        }

        return [.. set];
    }
}
