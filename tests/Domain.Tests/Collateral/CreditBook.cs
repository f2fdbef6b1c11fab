using System.Buffers.Binary;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Domain.Tests.Collateral;

/// <summary>Lines and changes as a reader would hand them over, written down position by position.</summary>
internal sealed class CreditBook
{
    public static readonly ChainId Chain = ChainId.Eip155(1);
    public static readonly AssetId Dollar = Asset(1);
    public static readonly AssetId Ether = Asset(2);

    public static readonly ReadingProblem Missing = new(RejectionCode.Unreachable, "vault", "", "block 7 was not read");

    public List<CreditLine> Lines { get; } = [];

    public List<UnitChange> Changes { get; } = [];

    public static AssetId Asset(int number) => AssetId.Parse($"{Chain}/erc20:0x{number:x40}");

    public static PositionKey Key(string source, AssetId asset, int owner = 1, PositionSide side = PositionSide.Collateral) =>
        new(source, "", asset, side, AccountAddress.Parse($"{Chain}:0x{owner:x40}"));

    public static Hash256 Unit(int number)
    {
        var bytes = new byte[Hash256.Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return Hash256.From(bytes);
    }

    /// <summary>A position with its changes, each by the number of its unit.</summary>
    public CreditBook Hold(PositionKey key, UInt128 finalized, params (int Unit, Int128 Shares)[] changes) =>
        Hold(key, CreditRule.TransactionNet, finalized, ShareIndex.One, ShareIndex.One, changes);

    public CreditBook Hold(PositionKey key, CreditRule rule, UInt128 finalized, ShareIndex lowest, ShareIndex highest, params (int Unit, Int128 Shares)[] changes)
    {
        var atHead = (UInt128)changes.Aggregate((System.Numerics.BigInteger)finalized, (sum, change) => sum + change.Shares);
        Lines.Add(new CreditLine.Read(key, rule, finalized, atHead, lowest, highest, 0));
        Changes.AddRange(changes.Select(change => new UnitChange(key, Unit(change.Unit), change.Shares)));
        return this;
    }

    public CreditBook Missed(PositionKey key)
    {
        Lines.Add(new CreditLine.Unread(key, CreditRule.TransactionNet, Missing));
        return this;
    }

    public IReadOnlyList<AssetCredit> Credits() => Credit.Of(Lines, Changes);

    public AssetCredit CreditOf(AssetId asset) => Assert.Single(Credits(), credit => credit.Asset == asset);

    public UInt128?[] Amounts(AssetId asset) => [.. CreditOf(asset).Positions.Select(position => position.Amount)];

    /// <summary>With prices in whole units of the quote; the assets have no decimals.</summary>
    public EquityOutcome Equity(params (AssetId Asset, int Lower, int Upper)[] prices) => Domain.Collateral.Equity.Of(Lines, Changes, asset =>
    {
        foreach (var price in prices)
        {
            if (price.Asset == asset) return new EdgePrices(Price.Parse($"{price.Lower}"), Price.Parse($"{price.Upper}"));
        }

        return null;
    });

    /// <summary>Equity in whole units of the quote.</summary>
    public Int128 EquityValue(params (AssetId Asset, int Lower, int Upper)[] prices) =>
        Assert.IsType<EquityOutcome.Known>(Equity(prices)).Value / FixedPoint.PowerOfTen(18);
}
