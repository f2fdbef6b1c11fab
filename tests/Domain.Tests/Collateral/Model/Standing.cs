using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Domain.Tests.Collateral.Model;

/// <summary>What an account truly has: by asset in asset units, and all together by value.</summary>
internal sealed class Standing
{
    public long[] Collateral { get; } = new long[World.Assets];

    public long[] Encumbered { get; } = new long[World.Assets];

    public long[] Debt { get; } = new long[World.Assets];

    public long Equity { get; private set; }

    /// <summary>Owned and not encumbered.</summary>
    public long Free(int asset) => Math.Max(0, Collateral[asset] - Encumbered[asset]);

    public void Add(Place place, long amount, (long Lower, long Upper) price, long unit)
    {
        switch (place.Key.Side)
        {
            case PositionSide.Collateral:
                Collateral[place.Asset] += amount;
                Equity += History.Down(amount, (price.Lower, unit));
                break;
            case PositionSide.Encumbrance:
                Encumbered[place.Asset] += amount;
                Equity -= History.Up(amount, (price.Lower, unit));
                break;
            case PositionSide.Debt:
                Debt[place.Asset] += amount;
                Equity -= History.Up(amount, (price.Upper, unit));
                break;
        }
    }
}
