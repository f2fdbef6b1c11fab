using System.Numerics;
using CrossChainOracle.Crypto.Curves;
using static CrossChainOracle.Crypto.Tests.Numbers;

namespace CrossChainOracle.Crypto.Tests;

public class DoubleMultiplicationTests
{
    private static readonly BigInteger s_lambda = FromLimbs(Scalar.Lambda.Value);

    /// <summary>Scalars that make the streams meet: equal points, opposite points, infinity on the way and at the end.</summary>
    private static readonly BigInteger[] s_special =
        [0, 1, 2, 3, N - 1, N - 2, N / 2, N / 2 + 1, s_lambda, N - s_lambda, s_lambda + 1, BigInteger.Pow(2, 128), BigInteger.Pow(2, 128) - 1];

    [Fact]
    public void Multiply_WithSpecialScalars_IsTheSumOfBothProducts()
    {
        foreach (var pointFactor in new[] { 1, 2, N - 1, s_lambda, BigInteger.Pow(2, 128) })
        {
            var point = ReferenceCurve.Multiply(pointFactor, ReferenceCurve.Generator)!;
            foreach (var a in s_special)
            {
                foreach (var b in s_special) CheckSum(a, b, pointFactor, point);
            }
        }
    }

    [Fact]
    public void Multiply_WithRandomScalars_IsTheSumOfBothProducts()
    {
        var random = new Random(12);
        var bytes = new byte[32];
        for (var i = 0; i < 60; i++)
        {
            random.NextBytes(bytes);
            var pointFactor = FromBytes(bytes) % N;
            var point = ReferenceCurve.Multiply(pointFactor, ReferenceCurve.Generator)!;
            for (var j = 0; j < 3; j++)
            {
                random.NextBytes(bytes);
                var a = FromBytes(bytes) % N;
                random.NextBytes(bytes);
                CheckSum(a, FromBytes(bytes) % N, pointFactor, point);
            }
        }
    }

    [Fact]
    public void Multiply_WhenTheProductsAreOpposite_IsInfinity()
    {
        var random = new Random(13);
        var bytes = new byte[32];
        for (var i = 0; i < 20; i++)
        {
            random.NextBytes(bytes);
            var pointFactor = FromBytes(bytes) % N;
            random.NextBytes(bytes);
            var b = FromBytes(bytes) % N;
            CheckSum(Mod(-b * pointFactor, N), b, pointFactor, ReferenceCurve.Multiply(pointFactor, ReferenceCurve.Generator)!);
        }
    }

    private static void CheckSum(BigInteger a, BigInteger b, BigInteger pointFactor, ReferenceCurve.Point point)
    {
        var affine = new AffinePoint(FieldElement.From(ToLimbs(point.X)), FieldElement.From(ToLimbs(point.Y)));
        DoubleMultiplication.Multiply(Scalar.Reduce(ToLimbs(a)), Scalar.Reduce(ToLimbs(b)), affine, out var result);

        var expected = ReferenceCurve.Multiply(a + b * pointFactor, ReferenceCurve.Generator);
        Assert.Equal(expected is null, result.IsInfinity);
        if (expected is null) return;
        var actual = new byte[64];
        result.ToAffine().WriteTo(actual);
        Assert.Equal(expected.ToBytes(), actual);
    }
}
