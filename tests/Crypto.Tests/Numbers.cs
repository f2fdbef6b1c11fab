using System.Numerics;
using CrossChainOracle.Crypto.Curves;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Crypto.Tests;

/// <summary>256-bit numbers between the arithmetic under test and <see cref="BigInteger"/>, the independent one.</summary>
internal static class Numbers
{
    public static readonly BigInteger P = BigInteger.Pow(2, 256) - BigInteger.Pow(2, 32) - 977;

    public static readonly BigInteger N =
        BigInteger.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337", null);

    public static readonly BigInteger Max = BigInteger.Pow(2, 256) - 1;

    /// <summary>Values at which carries, borrows, folds and reductions begin or end.</summary>
    public static IReadOnlyList<BigInteger> Boundaries { get; } =
    [
        .. new[]
            {
                0, 1, 2, 3, 7, 976, 977, 978, P - 2, P - 1, P, P + 1, P + 2, N - 2, N - 1, N, N + 1, N / 2 - 1, N / 2, N / 2 + 1, Max - 1, Max,
                Max - P, Max - N, Max - N + 1, P - N, (P - 1) / 2, (P + 1) / 2, (P + 1) / 4, BigInteger.Pow(2, 32) + 976,
                BigInteger.Pow(2, 32) + 977, BigInteger.Pow(2, 32) + 978,
            }
            .Concat(new[] { 64, 128, 192, 255 }.SelectMany(bits => new[] { -1, 0, 1 }.Select(step => BigInteger.Pow(2, bits) + step)))
            .Distinct(),
    ];

    /// <summary>Uniform, boundary, near a boundary, and long runs of equal bits.</summary>
    public static Arbitrary<BigInteger> Any { get; } = Gen.OneOf(
        Bytes(Gen.Choose(0, 255)),
        Bytes(Gen.Elements(0, 0, 255, 255, 255, 1, 128)),
        Gen.Elements<BigInteger>(Boundaries),
        from boundary in Gen.Elements<BigInteger>(Boundaries)
        from step in Gen.Choose(-1000, 1000)
        select BigInteger.Clamp(boundary + step, 0, Max)).ToArbitrary();

    public static UInt256 ToLimbs(BigInteger value) => UInt256.FromBigEndian(ToBytes(value));

    public static byte[] ToBytes(BigInteger value) =>
        Vectors.To32(value.ToByteArray(isUnsigned: true, isBigEndian: true)) ?? throw new OverflowException($"{value} has more than 256 bits.");

    public static BigInteger FromBytes(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    public static BigInteger FromLimbs(in UInt256 limbs)
    {
        var bytes = new byte[32];
        limbs.WriteBigEndian(bytes);
        return FromBytes(bytes);
    }

    public static BigInteger Mod(BigInteger value, BigInteger modulus) => ((value % modulus) + modulus) % modulus;

    /// <summary>By Euclid; 0 for 0.</summary>
    public static BigInteger Inverse(BigInteger value, BigInteger modulus)
    {
        var (last, rest) = (modulus, Mod(value, modulus));
        var (lastFactor, factor) = (BigInteger.Zero, BigInteger.One);
        while (!rest.IsZero)
        {
            var quotient = BigInteger.DivRem(last, rest, out var remainder);
            (last, rest) = (rest, remainder);
            (lastFactor, factor) = (factor, lastFactor - quotient * factor);
        }

        return last.IsOne ? Mod(lastFactor, modulus) : BigInteger.Zero;
    }

    /// <summary>Checks a law of two numbers on all pairs of boundaries and on random pairs.</summary>
    public static void Check(Action<BigInteger, BigInteger> law)
    {
        foreach (var a in Boundaries)
        {
            foreach (var b in Boundaries) law(a, b);
        }

        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(Any, Any, (a, b) => law(a, b)));
    }

    private static Gen<BigInteger> Bytes(Gen<int> element) =>
        element.Select(value => (byte)value).ArrayOf(32).Select(bytes => FromBytes(bytes));
}
