namespace CrossChainOracle.Domain.Tests.Values;

public class UnixTimeTests
{
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData((1L << 48) - 1, true)]
    [InlineData(1L << 48, false)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void ATimeHas48Bits(long milliseconds, bool valid) => Assert.Equal(valid, UnixTime.IsValid(milliseconds));

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(1_795_162_530_123, "2026-11-20T08:15:30.123Z")]
    [InlineData(253_402_300_799_999, "9999-12-31T23:59:59.999Z")]
    [InlineData(253_402_300_800_000, "253402300800000")]
    [InlineData(-1, "-1")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void Text_IsIso8601_WhereThereIsADate(long milliseconds, string text) => Assert.Equal(text, UnixTime.ToText(milliseconds));

    [Fact]
    public void ADetail_IsPrintableAndShort_WhateverTheSourceSaid()
    {
        var failure = new SourceFailure(default, Provider.Pyth, default, RejectionCode.Malformed, "a\u0000b\u001b[31m\u00e9\u007f\n" + new string('x', 500));
        Assert.StartsWith("a?b?[31m???x", failure.Detail, StringComparison.Ordinal);
        Assert.Equal(SourceFailure.MaximumDetail, failure.Detail.Length);
        Assert.Equal(" ~", new SourceFailure(default, Provider.Pyth, default, RejectionCode.Malformed, " ~").Detail);
    }
}
