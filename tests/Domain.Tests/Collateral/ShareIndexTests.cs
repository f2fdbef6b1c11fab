using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Domain.Tests.Collateral;

public class ShareIndexTests
{
    private static readonly AccountAddress Owner = AccountAddress.Parse("eip155:1:0xab16a96d359ec26a11e2c2b3d8f8b8942d5bfcdb");

    [Fact]
    public void CollateralRoundsDown_AndDebtUp()
    {
        var index = new ShareIndex(10, 3);
        Assert.Equal((UInt128)33, Of(PositionSide.Collateral).Amount);
        Assert.Equal((UInt128)34, Of(PositionSide.Debt).Amount);

        Position Of(PositionSide side) => new(new("test", "", AssetId.Parse("eip155:1/slip44:60"), side, Owner), 10, index, 18);
    }

    [Fact]
    public void AnAmountThatDoesNotFit_IsNone()
    {
        Assert.False(new ShareIndex(2, 1).TryToAmount(UInt128.MaxValue, Rounding.Down, out _));
        Assert.False(new ShareIndex(1, 0).TryToAmount(1, Rounding.Down, out _));
        Assert.True(new ShareIndex(UInt128.MaxValue, UInt128.MaxValue).TryToAmount(UInt128.MaxValue, Rounding.Up, out var amount));
        Assert.Equal(UInt128.MaxValue, amount);
    }

    [Fact]
    public void Indices_AreComparedAsFractions()
    {
        Assert.Equal(0, new ShareIndex(2, 4).CompareValue(new(1, 2)));
        Assert.True(new ShareIndex(1, 3).CompareValue(new(1, 2)) < 0);
        Assert.True(new ShareIndex(UInt128.MaxValue, 1).CompareValue(new(UInt128.MaxValue, 2)) > 0);
    }
}
