using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Collateral.Kamino;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Solana;

public sealed class KaminoTests
{
    private static readonly SolanaAccount Obligation = Recorded.Account("kamino", "usdc_obligation");
    private static readonly SolanaAccount Reserve = Recorded.Account("kamino", "usdc_reserve");
    private static readonly SolanaKey Market = SolanaKey.Parse("7u3HeHxYDLhnCoErrtycNokbQYbWGzLs6JSDqGAv5PfF");
    private static readonly SolanaKey Owner = SolanaKey.Parse("HRpCJaTjXMgxsDAHSLHTQigUmezEitySEf6SWWmLsiNY");

    private static readonly KaminoReader Reader = new(Recorded.Mainnet, [Market]);

    // The obligation's address is derived; the amount is receipts × (available + borrowed − fees) ÷ all receipts as an exact fraction, computed apart from this code.
    [Fact]
    public void Deposit_AsRecordedOnMainnet_IsItsReceiptsAtTheReservesRate()
    {
        var answer = Reader.Ask(Owner, [Obligation, Reserve]).Answer;
        Assert.Empty(answer.Problems);
        var deposit = Assert.Single(answer.Positions);
        Assert.Equal($"{Obligation.Key}/{Reserve.Key}", deposit.Key.Market);
        Assert.Equal($"{Recorded.Mainnet}/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", deposit.Key.Asset.ToString());
        Assert.Equal((163_105_714_338UL, 189_566_819_142UL, (byte)6), ((ulong)deposit.Shares, (ulong)deposit.Amount, deposit.Decimals));
    }

    [Fact]
    public void Debt_GrowsWithTheReservesRateAndItsSharesDoNot()
    {
        // 1000 units borrowed when the cumulative rate was 1; the reserve's is 1.2374… by now.
        var one = BitConverter.GetBytes(1UL << 60);
        var borrowed = Obligation.With(1208, Reserve.Key.ToArray()).With(1208 + 32, one).With(1208 + 88, BitConverter.GetBytes(1000UL << 60)).With(1208 + 88 + 7, (byte)0x80, 0x3e);
        var answer = Reader.Ask(Owner, [borrowed, Reserve]).Answer;
        var debt = answer.Positions.Single(position => position.Key.Side == PositionSide.Debt);
        Assert.Equal((UInt128)1000 << 60, debt.Shares);
        Assert.Equal(1_238UL, (ulong)debt.Amount);

        // The same debt after the obligation was refreshed at the reserve's rate.
        var rate = Reserve.Data.Slice(296, 32).ToArray();
        var amount = new System.Numerics.BigInteger(rate, isUnsigned: true) * 1000;
        var refreshed = borrowed.With(1208 + 32, rate).With(1208 + 88, [.. amount.ToByteArray(isUnsigned: true), .. new byte[16 - amount.GetByteCount(isUnsigned: true)]]);
        Assert.Equal(debt.Shares, Reader.Ask(Owner, [refreshed, Reserve]).Answer.Positions.Single(position => position.Key.Side == PositionSide.Debt).Shares);
    }

    [Fact]
    public void Health_IsTheProgramsOwnAndOnlyWhileItIsNotStale()
    {
        var health = Reader.Ask(Owner, [Obligation.With(24, 0), Reserve]).Answer.Health;
        Assert.Equal(["deposited_value", "bf_adjusted_debt_value", "unhealthy_borrow_value"], health.Select(figure => figure.Name));
        Assert.Equal([(Int128)175_536_767_179_769_586, 0, 157_983_090_461_792_627], health.Select(figure => figure.Value!.Value));
        Assert.Empty(Reader.Ask(Owner, [Obligation.With(24, 1), Reserve]).Answer.Health);
    }

    [Fact]
    public void Obligation_ThatIsNotThere_HoldsNothing() => Assert.Empty(Reader.Ask(Owner, []).Answer.Positions);

    [Fact]
    public void Obligation_OfAnotherOwnerMarketProgramOrForm_IsRefused()
    {
        AssertRefused(RejectionCode.WrongFeed, "belongs to", Obligation.With(64, 1));
        AssertRefused(RejectionCode.WrongFeed, "market", Obligation.With(32, 1));
        AssertRefused(RejectionCode.WrongEmitter, "Tokenkeg", Obligation with { Owner = TokenData.Token });
        AssertRefused(RejectionCode.Malformed, "3343", Obligation with { Data = Obligation.Data[..3343] });
        AssertRefused(RejectionCode.Malformed, "kind", Obligation.With(0, 0));
        AssertRefused(RejectionCode.Malformed, "twice", Obligation.With(96 + 136, Reserve.Key.ToArray()));
        AssertRefused(RejectionCode.OutOfRange, "rate 0", Obligation.With(1208, Reserve.Key.ToArray()));
    }

    [Fact]
    public void Reserve_ThatIsNotOneOrMakesNoSense_IsRefused()
    {
        AssertRefused(RejectionCode.WrongFeed, "market", Obligation, Reserve.With(32, 1));
        AssertRefused(RejectionCode.OutOfRange, "77 decimals", Obligation, Reserve.With(272, 77));
        AssertRefused(RejectionCode.OutOfRange, "-", Obligation, Reserve.With(344 + 15, 0x7f));
        AssertRefused(RejectionCode.Absent, Reserve.Key.ToString(), Obligation, null);
    }

    private static void AssertRefused(RejectionCode code, string named, SolanaAccount obligation) => AssertRefused(code, named, obligation, Reserve);

    private static void AssertRefused(RejectionCode code, string named, SolanaAccount obligation, SolanaAccount? reserve)
    {
        var answer = Reader.Ask(Owner, reserve is null ? [obligation] : [obligation, reserve]).Answer;
        var problem = Assert.Single(answer.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(named, problem.Detail, StringComparison.Ordinal);
        Assert.Empty(answer.Positions);
    }
}
