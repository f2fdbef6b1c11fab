using System.Numerics;
using CrossChainOracle.Crypto.Curves;
using static CrossChainOracle.Crypto.Tests.Numbers;

namespace CrossChainOracle.Crypto.Tests;

public class ScalarTests
{
    private static readonly BigInteger s_lambda = FromLimbs(Scalar.Lambda.Value);

    [Fact]
    public void Reduce_IsTheRemainderModuloN() => Check((a, _) => Assert.Equal(Mod(a, N), Value(From(a))));

    [Fact]
    public void TryFromNonZero_TakesExactlyOneToNMinusOne() => Check((a, _) =>
        Assert.Equal(a > 0 && a < N, Scalar.TryFromNonZero(ToLimbs(a), out Scalar _)));

    [Fact]
    public void Arithmetic_IsThatModuloN() => Check((a, b) =>
    {
        Assert.Equal(Mod(a + b, N), Value(From(a).Add(From(b))));
        Assert.Equal(Mod(a * b, N), Value(From(a).Multiply(From(b))));
        Assert.Equal(Mod(-a, N), Value(From(a).Negate()));
    });

    [Fact]
    public void Invert_IsDivisionOfOne_AndZeroForZero() => Check((a, _) => Assert.Equal(Inverse(a, N), Value(From(a).Invert())));

    [Fact]
    public void IsHigh_IsAboveHalfOfN() => Check((a, _) => Assert.Equal(2 * Mod(a, N) > N, From(a).IsHigh));

    [Fact]
    public void Split_GivesTwoHalvesThatAddUp() => Check((a, b) =>
    {
        // Around the points where the rounding turns, besides the numbers themselves.
        foreach (var value in new[] { a, b, a * s_lambda, a * s_lambda + b, a + b * s_lambda })
        {
            From(Mod(value, N)).Split(out var first, out var second);
            Assert.Equal(Mod(value, N), Mod(Signed(first) + Signed(second) * s_lambda, N));
        }
    });

    [Fact]
    public void Lambda_IsACubeRootOfOne_LikeBeta()
    {
        Assert.Equal(BigInteger.One, BigInteger.ModPow(s_lambda, 3, N));
        Assert.NotEqual(BigInteger.One, s_lambda);
        Assert.Equal(BigInteger.One, BigInteger.ModPow(FromLimbs(AffinePoint.Beta.ToCanonical()), 3, P));
    }

    [Fact]
    public void Wnaf_AddsUpToItsNumber_InOddDigitsFarEnoughApart() => Check((a, b) =>
    {
        foreach (var window in new[] { 2, 5, 10 })
        {
            var value = new SignedHalf((UInt128)(a & UInt128.MaxValue), !b.IsEven);
            var digits = new short[Wnaf.MaxDigits];
            var length = Wnaf.Write(value, window, digits);
            var sum = BigInteger.Zero;
            var last = -window;
            for (var i = 0; i < digits.Length; i++)
            {
                if (digits[i] == 0) continue;
                Assert.True(i < length && i - last >= window && !((BigInteger)digits[i]).IsEven);
                Assert.InRange(digits[i], -(1 << (window - 1)), 1 << (window - 1));
                sum += digits[i] * BigInteger.Pow(2, i);
                last = i;
            }

            Assert.Equal(Signed(value), sum);
        }
    });

    private static BigInteger Signed(SignedHalf half) => half.IsNegative ? -(BigInteger)half.Magnitude : half.Magnitude;

    private static Scalar From(BigInteger value) => Scalar.Reduce(ToLimbs(value));

    private static BigInteger Value(Scalar scalar)
    {
        var value = FromLimbs(scalar.Value);
        Assert.True(value < N);
        return value;
    }
}
