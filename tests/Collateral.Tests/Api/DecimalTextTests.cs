using System.Globalization;
using System.Numerics;
using CrossChainOracle.Collateral.Api;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Collateral.Tests.Api;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("486.0", "486000000000000000000")]
    [InlineData("74501.802790436", "74501802790436000000000")]
    [InlineData("8272576.5729350001", "8272576572935000100000000")]
    [InlineData("-339414.3", "-339414300000000000000000")]
    [InlineData("0.000000000000000001", "1")]
    [InlineData("170141183460469231731.687303715884105727", "170141183460469231731687303715884105727")]
    [InlineData("-170141183460469231731.687303715884105728", "-170141183460469231731687303715884105728")]
    public void Text_IsReadExactly(string text, string scaled)
    {
        Assert.True(DecimalText.TryParse(text, out var value));
        Assert.Equal(scaled, value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData("--5")]
    [InlineData("1.2.3")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("5e2")]
    [InlineData("5E-2")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("٥")]
    [InlineData("0.0000000000000000001")]
    [InlineData("170141183460469231731.687303715884105728")]
    [InlineData("-170141183460469231731.687303715884105729")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999")]
    public void TextThatIsNoSuchNumber_IsRefused(string? text) => Assert.False(DecimalText.TryParse(text, out _));

    [Fact]
    public void EveryNumber_IsWhatIntegerArithmeticSays() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>(),
            Gen.Choose(0, 999_999_999).ToArbitrary(),
            (whole, fraction) =>
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{whole}.{fraction:D9}");
                var expected = ((BigInteger)whole * BigInteger.Pow(10, 18)) + (BigInteger.Pow(10, 9) * fraction * (text.StartsWith('-') ? -1 : 1));
                return DecimalText.TryParse(text, out var scaled) && scaled == expected;
            }).QuickCheckThrowOnFailure();
}
