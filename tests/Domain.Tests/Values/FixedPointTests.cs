using System.Numerics;

namespace CrossChainOracle.Domain.Tests.Values;

/// <summary>Against <see cref="BigInteger"/>, over the cross product of boundary numbers and over random ones of every length.</summary>
public class FixedPointTests
{
    private static readonly BigInteger Max = UInt128.MaxValue;

    [Fact]
    public void MulDiv_IsExact_OrThrows_OnBoundaries()
    {
        foreach (var left in Numbers.Boundaries)
        {
            foreach (var right in Numbers.Boundaries)
            {
                foreach (var divisor in Numbers.Boundaries) CheckMulDiv(left, right, divisor);
            }
        }
    }

    [Fact]
    public void MulDiv_IsExact_OrThrows_OnRandomNumbers()
    {
        var random = new Random(17);
        for (var i = 0; i < 100_000; i++) CheckMulDiv(Numbers.Unsigned(random), Numbers.Unsigned(random), Numbers.Unsigned(random));
    }

    [Fact]
    public void Divide_RoundsToTheNamedInfinity()
    {
        var random = new Random(19);
        for (var i = 0; i < 50_000; i++)
        {
            var (value, divisor) = (Numbers.Signed(random), (Int128)((Numbers.Unsigned(random) >> 1) | 1));
            foreach (var rounding in (Rounding[])[Rounding.Down, Rounding.Up])
            {
                Assert.Equal(Numbers.Divide(value, divisor, rounding), FixedPoint.Divide(value, divisor, rounding));
            }
        }

        Assert.Equal(-2, FixedPoint.Divide(-3, 2, Rounding.Down));
        Assert.Equal(-1, FixedPoint.Divide(-3, 2, Rounding.Up));
    }

    [Fact]
    public void Roots_AreTheNearestIntegersBelowAndAbove()
    {
        var random = new Random(23);
        foreach (var value in Numbers.Boundaries.Concat(Enumerable.Range(0, 20_000).Select(_ => Numbers.Unsigned(random))).Concat(Squares()))
        {
            BigInteger down = FixedPoint.SqrtDown(value), up = FixedPoint.SqrtUp(value);
            Assert.True(down * down <= value && (down + 1) * (down + 1) > value, $"⌊√{value}⌋ is not {down}");
            Assert.True(up * up >= value && (up == 0 || (up - 1) * (up - 1) < value), $"⌈√{value}⌉ is not {up}");
        }

        IEnumerable<UInt128> Squares()
        {
            for (var i = 0; i < 2_000; i++)
            {
                var root = (UInt128)(ulong)random.NextInt64(1, long.MaxValue) * 2;
                yield return (root * root) - 1;
                yield return root * root;
                yield return (root * root) + 1;
            }

            yield return (UInt128)ulong.MaxValue * ulong.MaxValue;
        }
    }

    [Fact]
    public void Hypotenuse_IsTheRootOfTheSumOfSquares_RoundedUp()
    {
        var random = new Random(29);
        for (var i = 0; i < 10_000; i++)
        {
            var (a, b) = ((Int128)(Numbers.Unsigned(random) >> 2), (Int128)(Numbers.Unsigned(random) >> 2));
            var exact = Numbers.RootUp(((BigInteger)a * a) + ((BigInteger)b * b));
            Assert.Equal(exact, FixedPoint.Hypotenuse(Price.FromScaled(a), Price.FromScaled(b)).Scaled);
        }

        Assert.Equal(Price.Zero, FixedPoint.Hypotenuse(Price.Zero, Price.Zero));
        Assert.Equal(5, FixedPoint.Hypotenuse(Price.FromScaled(3), Price.FromScaled(4)).Scaled);
        Assert.Throws<OverflowException>(() => FixedPoint.Hypotenuse(Price.FromScaled(Int128.MaxValue), Price.FromScaled(Int128.MaxValue)));
        Assert.Throws<OverflowException>(() => FixedPoint.Hypotenuse(Price.FromScaled(-1), Price.Zero));
    }

    [Theory]
    [InlineData(long.MinValue, "0")]
    [InlineData(-1, "0")]
    [InlineData(0, "0")]
    [InlineData(1, "31622777")]
    [InlineData(1_000, "1000000000")]
    [InlineData(4_000, "2000000000")]
    [InlineData(60_000, "7745966693")]
    [InlineData(UnixTime.MaxValue, "530542153566195")]
    public void RootSeconds_RoundsUp_AndIsZeroWithoutTime(long milliseconds, string leading)
    {
        var root = FixedPoint.RootSeconds(milliseconds);
        Assert.StartsWith(leading, root.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(milliseconds <= 0 ? 0 : Numbers.RootUp((BigInteger)milliseconds * BigInteger.Pow(10, 15)), root);
    }

    [Fact]
    public void Diffusion_IsTheSpecifiedRatio_AndSaturatesAtTen()
    {
        var random = new Random(31);
        var saturated = 0;
        for (var i = 0; i < 50_000; i++)
        {
            var multiplier = (uint)random.Next(1, (int)PolicyRules.MaximumMultiplierMilli + 1);
            var sigma = UInt128.Min(Numbers.Unsigned(random), FixedPoint.One);
            var milliseconds = random.NextInt64(-10, UnixTime.MaxValue + 1) >> random.Next(0, 48);
            var root = milliseconds <= 0 ? 0 : Numbers.RootUp((BigInteger)milliseconds * BigInteger.Pow(10, 15));
            var exact = BigInteger.Min(Numbers.Divide(multiplier * (BigInteger)sigma * root, BigInteger.Pow(10, 12), Rounding.Up), BigInteger.Pow(10, 19));
            Assert.Equal(exact, FixedPoint.Diffusion(multiplier, sigma, milliseconds));
            if (exact == BigInteger.Pow(10, 19)) saturated++;
        }

        Assert.InRange(saturated, 1, 49_999);
        Assert.Equal(FixedPoint.MaximumRatio, FixedPoint.Diffusion(PolicyRules.MaximumMultiplierMilli, FixedPoint.One, UnixTime.MaxValue));
        Assert.Equal(FixedPoint.One * 3, FixedPoint.Diffusion(3_000, FixedPoint.One, 1_000));
    }

    [Fact]
    public void PowersOfTen_AreExact_AndEndAt38()
    {
        for (var i = 0; i <= FixedPoint.MaxPowerOfTen; i++) Assert.Equal(BigInteger.Pow(10, i), FixedPoint.PowerOfTen(i));
        Assert.ThrowsAny<Exception>(() => FixedPoint.PowerOfTen(39));
        Assert.ThrowsAny<Exception>(() => FixedPoint.PowerOfTen(-1));
    }

    [Fact]
    public void Share_OfANegativePrice_IsABrokenInvariant() =>
        Assert.Throws<OverflowException>(() => FixedPoint.Share(Price.FromScaled(-1), 1, 1, Rounding.Down));

    private static void CheckMulDiv(UInt128 left, UInt128 right, UInt128 divisor)
    {
        if (divisor == 0)
        {
            Assert.Throws<DivideByZeroException>(() => FixedPoint.MulDiv(left, right, divisor, Rounding.Up));
            return;
        }

        foreach (var rounding in (Rounding[])[Rounding.Down, Rounding.Up])
        {
            var exact = Numbers.Divide((BigInteger)left * right, divisor, rounding);
            if (exact > Max)
            {
                Assert.Throws<OverflowException>(() => FixedPoint.MulDiv(left, right, divisor, rounding));
            }
            else if (exact != FixedPoint.MulDiv(left, right, divisor, rounding))
            {
                Assert.Fail($"{left} × {right} ÷ {divisor} rounded {rounding} is {exact}");
            }
        }
    }
}
