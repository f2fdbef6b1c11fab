using System.Globalization;
using System.Numerics;

namespace CrossChainOracle.Domain.Tests.Values;

public class PriceTests
{
    private static readonly Int128 One = 1_000_000_000_000_000_000;

    [Fact]
    public void Price_KeepsTheContractOfAValue() =>
        ValueContract.Holds(
            [.. new[] { Int128.MinValue, -One, -1, 0, 1, One - 1, One, (Int128)long.MaxValue, One * One, Int128.MaxValue }.Select(Price.FromScaled)],
            price => Price.FromScaled(price.Scaled));

    [Fact]
    public void Default_IsZero_AndNoPrice()
    {
        Assert.Equal(Price.Zero, default);
        Assert.False(default(Price).IsPositive);
        Assert.False(Price.FromScaled(-1).IsPositive);
        Assert.True(Price.FromScaled(1).IsPositive);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("007", "7")]
    [InlineData("1234.5600", "1234.56")]
    [InlineData("-0.000001", "-0.000001")]
    [InlineData("0.000000000000000001", "0.000000000000000001")]
    [InlineData("1000000000000000000", "1000000000000000000")]
    [InlineData("170141183460469231731.687303715884105727", "170141183460469231731.687303715884105727")]
    [InlineData("-170141183460469231731.687303715884105728", "-170141183460469231731.687303715884105728")]
    public void Parse_ReadsPlainDecimals_AndWritesTheShortest(string text, string canonical)
    {
        Assert.Equal(canonical, Price.Parse(text).ToString());
        Assert.Equal(Price.Parse(text), Price.Parse(canonical));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("1e3")]
    [InlineData("0x1")]
    [InlineData("1.2.3")]
    [InlineData("1.-2")]
    [InlineData("1\0")]
    [InlineData("0.5\0")]
    [InlineData("\u0661")]
    [InlineData("NaN")]
    [InlineData("0.0000000000000000001")]
    [InlineData("170141183460469231731.687303715884105728")]
    [InlineData("-170141183460469231731.687303715884105729")]
    [InlineData("170141183460469231732")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000001")]
    public void Parse_RefusesEverythingElse(string? text)
    {
        Assert.False(Price.TryParse(text, out var price));
        Assert.Equal(default, price);
        if (text is not null) Assert.Throws<FormatException>(() => Price.Parse(text));
    }

    [Fact]
    public void TextRoundTrips_ForEveryValue()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var price = Price.FromScaled(Numbers.Signed(random));
            Assert.Equal(price, Price.Parse(price.ToString()));
            var expected = (BigInteger)price.Scaled;
            var text = BigInteger.Abs(expected).ToString(CultureInfo.InvariantCulture).PadLeft(19, '0');
            Assert.Equal($"{(expected < 0 ? "-" : "")}{text[..^18]}.{text[^18..]}".TrimEnd('0').TrimEnd('.'), price.ToString());
        }
    }

    [Fact]
    public void FromMantissa_IsTheExactNumberRoundedAsTold_OrRefused()
    {
        var random = new Random(11);
        for (var i = 0; i < 50_000; i++)
        {
            var (mantissa, exponent, rounding) = (Numbers.Signed(random), random.Next(-60, 25), (Rounding)random.Next(2));
            var shift = exponent + 18;
            var exact = shift >= 0
                ? mantissa * BigInteger.Pow(10, shift)
                : Numbers.Divide(mantissa, BigInteger.Pow(10, -shift), rounding);
            var fits = exact >= Int128.MinValue && exact <= Int128.MaxValue && shift >= -38;
            Assert.Equal(fits || mantissa == 0, Price.TryFromMantissa(mantissa, exponent, rounding, out var price));
            Assert.Equal(fits ? exact : 0, price.Scaled);
        }
    }

    [Theory]
    [InlineData(1, 20, true)]
    [InlineData(1, 21, false)]
    [InlineData(17, 19, true)]
    [InlineData(18, 19, false)]
    [InlineData(1, -56, true)]
    [InlineData(1, -57, false)]
    [InlineData(0, int.MaxValue, true)]
    [InlineData(0, int.MinValue, true)]
    [InlineData(1, int.MaxValue, false)]
    [InlineData(1, int.MinValue, false)]
    public void FromMantissa_RefusesWhatDoesNotFit_JustOutside(int mantissa, int exponent, bool fits) =>
        Assert.Equal(fits, Price.TryFromMantissa(mantissa, exponent, Rounding.Up, out _));

    [Fact]
    public void Arithmetic_ThrowsOnOverflow_AndNeverWraps()
    {
        var (top, bottom, unit) = (Price.FromScaled(Int128.MaxValue), Price.FromScaled(Int128.MinValue), Price.FromScaled(1));
        Assert.Throws<OverflowException>(() => top + unit);
        Assert.Throws<OverflowException>(() => bottom - unit);
        Assert.Throws<OverflowException>(() => Price.Zero - bottom);
        Assert.Throws<OverflowException>(() => bottom.Abs());
        Assert.Equal(top, bottom + top + top + unit);
        Assert.Equal(top, (bottom + unit).Abs());
        Assert.Equal(top, Price.Max(bottom, top));
        Assert.Equal(top, Price.Max(top, bottom));
    }
}
