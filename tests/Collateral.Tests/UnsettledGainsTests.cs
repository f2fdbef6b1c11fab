using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Collateral.Tests;

public sealed class UnsettledGainsTests
{
    /// <summary>No gain sets off the loss of another margin account, and nothing of the equity is lost.</summary>
    [Fact]
    public void Losses_AreDebtWhole_AndGainsAreOnlyPending() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long[]>(), gains =>
        {
            var (pending, debt) = UnsettledGains.Net([.. gains.Select(gain => (BigInteger)gain)]);
            var losses = gains.Where(gain => gain < 0).Aggregate(BigInteger.Zero, (sum, gain) => sum - gain);
            return debt == losses && pending.Sign >= 0 && pending - debt == gains.Aggregate(BigInteger.Zero, (sum, gain) => sum + gain);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(18, 6, 1_999_999, 0)]
    [InlineData(18, 18, 5, 5)]
    [InlineData(6, 18, 5, 5_000_000_000_000)]
    public void DecimalIndex_RoundsCollateralDownAndDebtUp(byte kept, byte asset, uint shares, long down)
    {
        var index = DecimalIndex.Of(kept, asset);
        Assert.Equal((UInt128)down, index.ToAmount(shares, Domain.Rounding.Down));
        Assert.Equal((UInt128)down + (kept > asset ? 1u : 0u), index.ToAmount(shares, Domain.Rounding.Up));
    }
}
