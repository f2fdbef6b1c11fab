using System.Globalization;
using System.Numerics;
using CrossChainOracle.Node.Commands;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Node.Tests.Accounts;

public sealed class AccountViewTests
{
    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("0", 18, "0")]
    [InlineData("1500000", 6, "1.5")]
    [InlineData("1500000", 0, "1500000")]
    [InlineData("1", 18, "0.000000000000000001")]
    [InlineData("100", 2, "1")]
    [InlineData("-1", 2, "-0.01")]
    [InlineData("-250", 2, "-2.5")]
    [InlineData("340282366920938463463374607431768211455", 0, "340282366920938463463374607431768211455")]
    [InlineData("340282366920938463463374607431768211455", 38, "3.40282366920938463463374607431768211455")]
    public void Amount_IsExact(string raw, int decimals, string expected) => Assert.Equal(expected, AccountView.Amount(raw, decimals));

    [Fact]
    public void Amount_TimesItsUnit_IsTheRawNumberAgain() => Prop.ForAll<ulong, ulong, byte>((high, low, places) =>
    {
        var (raw, decimals) = (((BigInteger)high << 64) + low, places % 39);
        var text = AccountView.Amount(raw.ToString(CultureInfo.InvariantCulture), decimals);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var behind = point < 0 ? 0 : text.Length - point - 1;
        Assert.Equal(raw, BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * BigInteger.Pow(10, decimals - behind));
        Assert.False(point >= 0 && text.EndsWith('0'), text);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", 6)]
    [InlineData("x", 6)]
    [InlineData("1.5", 6)]
    [InlineData("1", -1)]
    [InlineData("1", 39)]
    [InlineData("11111111111111111111111111111111111111111", 0)]
    public void WhatIsNoAmount_IsShownAsItIs(string raw, int decimals) => Assert.Equal(raw, AccountView.Amount(raw, decimals));
}
