using System.Buffers.Binary;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Save;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Solana;

/// <summary>No recorded account of Save could be had: these are packed by the published layout.</summary>
public sealed class SaveTests
{
    internal static readonly UInt128 Wad = 1_000_000_000_000_000_000;
    private static readonly SolanaKey Program = SolanaKey.Parse("So1endDq2YkqhipRh3WViPa8hdiSpxWy6z3Z6tMCpAo");
    internal static readonly SolanaKey Market = SolanaKey.Parse("4UpD2fh7xH3VP9QQaXtsS1YY3bxzWhtfpks7FatyKvdY");
    internal static readonly SolanaKey Owner = SolanaKey.Parse("J5TXjZFLDRHJyivYpxmdu38izekJUvRnDnzvY2PZ2krF");
    internal static readonly SolanaKey SolReserve = SolanaKey.Parse("8PbodeaosQP19SjYFx855UMqWxH2HynZLdBXmsrbac36");
    internal static readonly SolanaKey UsdcReserve = SolanaKey.Parse("BgxfHJDzm44T7XG68MYKx7YisTjZu73tVovyZSjJMpmw");
    internal static readonly SolanaKey Obligation = ProgramAddress.WithSeed(Owner, Market.ToString()[..32], Program);

    private static readonly SaveReader Reader = new(Recorded.Mainnet, [Market]);

    [Fact]
    public void Obligation_HoldsReceiptsAndOwesWithInterest()
    {
        // 1000 receipts of 4000 that share 1000 + 4200 − 200; 100 borrowed at rate 1.25 that is 1.5 by now, and a hair of interest.
        var answer = Reader.Ask(Owner, [Packed(), Reserve(SolReserve, 9, 1000, (4200 * Wad) - 1, 4000, 2 * Wad, 200 * Wad), Reserve(UsdcReserve, 6, 1, 1, 1, (15 * Wad / 10) + 1, 0)]).Answer;
        Assert.Empty(answer.Problems);
        Assert.Equal([(PositionSide.Collateral, 1249UL, 9), (PositionSide.Debt, 121UL, 6)], answer.Positions.Select(position => (position.Key.Side, (ulong)position.Amount, (int)position.Decimals)));
        Assert.Equal($"{Obligation}/{SolReserve}", answer.Positions[0].Key.Market);
        Assert.Equal([("deposited_value", (Int128)1), ("borrowed_value", 2), ("allowed_borrow_value", 3), ("unhealthy_borrow_value", 4)], answer.Health.Select(figure => (figure.Name, figure.Value!.Value)));
    }

    [Fact]
    public void Reserve_WithoutReceipts_GivesOneForOne()
    {
        var answer = Reader.Ask(Owner, [Packed(), Reserve(SolReserve, 9, 0, 0, 0, Wad, 0), Reserve(UsdcReserve, 6, 0, 0, 0, 2 * Wad, 0)]).Answer;
        Assert.Equal(1000UL, (ulong)answer.Positions[0].Amount);
    }

    [Fact]
    public void Obligation_ThatIsStale_TellsNoHealth() => Assert.Empty(Reader.Ask(Owner, [Packed().With(9, 1)]).Answer.Health);

    [Fact]
    public void Obligation_OfAnotherOwnerMarketProgramOrForm_IsRefused()
    {
        AssertRefused(RejectionCode.WrongFeed, "belongs to", Packed().With(42, 0));
        AssertRefused(RejectionCode.WrongFeed, "market", Packed().With(10, 0));
        AssertRefused(RejectionCode.WrongEmitter, "Tokenkeg", Packed() with { Owner = TokenData.Token });
        AssertRefused(RejectionCode.Malformed, "1299", Packed() with { Data = Packed().Data[..1299] });
        AssertRefused(RejectionCode.Malformed, "kind 00", Packed().With(0, 0));
        AssertRefused(RejectionCode.Malformed, "do not fit", Packed().With(202, 10, 1));
        AssertRefused(RejectionCode.Malformed, "do not fit", Packed().With(202, 0, 10));
        AssertRefused(RejectionCode.Malformed, "twice", Packed().With(202, 2, 0).With(204 + 88, SolReserve.ToArray()));
        AssertRefused(RejectionCode.OutOfRange, "rate", Packed().With(204 + 88 + 32, new byte[16]));
    }

    [Fact]
    public void Reserve_ThatMakesNoSense_CostsItsOwnPositionOnly()
    {
        var usdc = Reserve(UsdcReserve, 6, 1, 1, 1, 2 * Wad, 0);
        foreach (var bad in new[] { Reserve(SolReserve, 99, 1, 1, 1, Wad, 0), Reserve(SolReserve, 9, 0, 0, 1, Wad, 1), Reserve(SolReserve, 9, 1, 1, 1, Wad - 1, 0) })
        {
            var answer = Reader.Ask(Owner, [Packed(), bad, usdc]).Answer;
            Assert.Equal(RejectionCode.OutOfRange, Assert.Single(answer.Problems).Code);
            Assert.Equal(PositionSide.Debt, Assert.Single(answer.Positions).Key.Side);
        }
    }

    /// <summary>An owner, its market, and the accounts of one deposit and one borrow.</summary>
    internal static (SolanaKey Owner, SolanaKey Market, SolanaAccount[] Accounts) Sample() =>
        (Owner, Market, [Packed(), Reserve(SolReserve, 9, 1000, 4200 * Wad, 4000, 2 * Wad, 200 * Wad), Reserve(UsdcReserve, 6, 1, 1, 1, 2 * Wad, 0)]);

    private static void AssertRefused(RejectionCode code, string named, SolanaAccount obligation)
    {
        var answer = Reader.Ask(Owner, [obligation]).Answer;
        var problem = Assert.Single(answer.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Empty(answer.Positions);
    }

    internal static SolanaAccount Packed()
    {
        var data = new byte[1300];
        data[0] = 1;
        Market.CopyTo(data.AsSpan(10));
        Owner.CopyTo(data.AsSpan(42));
        for (var i = 0; i < 4; i++) data[74 + (16 * i)] = (byte)(i + 1);
        (data[202], data[203]) = (1, 1);
        SolReserve.CopyTo(data.AsSpan(204));
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(204 + 32), 1000);
        UsdcReserve.CopyTo(data.AsSpan(204 + 88));
        BinaryPrimitives.WriteUInt128LittleEndian(data.AsSpan(204 + 88 + 32), 125 * Wad / 100);
        BinaryPrimitives.WriteUInt128LittleEndian(data.AsSpan(204 + 88 + 48), 100 * Wad);
        return new(Obligation, Program, 1, false, data);
    }

    internal static SolanaAccount Reserve(SolanaKey key, byte decimals, ulong available, UInt128 borrowed, ulong receipts, UInt128 rate, UInt128 fees)
    {
        var data = new byte[619];
        data[0] = 1;
        Market.CopyTo(data.AsSpan(10));
        key.CopyTo(data.AsSpan(42));
        data[74] = decimals;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(171), available);
        BinaryPrimitives.WriteUInt128LittleEndian(data.AsSpan(179), borrowed);
        BinaryPrimitives.WriteUInt128LittleEndian(data.AsSpan(195), rate);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(259), receipts);
        BinaryPrimitives.WriteUInt128LittleEndian(data.AsSpan(373), fees);
        return new(key, Program, 1, false, data);
    }
}
