using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.Erc20;

public sealed class Erc20ReaderTests
{
    private static readonly EvmAddress Usdc = FakeContracts.Address(1);
    private static readonly EvmAddress Weth = FakeContracts.Address(2);
    private static readonly Erc20Reader Reader = new(new(FakeAnswers.Chain, Erc20Balances.Transferred, [new(Usdc, 6), new(Weth, 18, Erc20Events.Weth9)]));
    private static readonly Erc20Reader Rebasing = new(new(FakeAnswers.Chain, Erc20Balances.Rebasing, [new(Usdc, 6)]));

    [Fact]
    public void Balances_ArePositionsOfEachTokenAlsoWhereTheyAreZero()
    {
        var answer = Sound().Read(Reader);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [($"eip155:1/erc20:{Usdc}", (UInt128)1_234_567, (byte)6), ($"eip155:1/erc20:{Weth}", 0, 18)],
            answer.Positions.Select(position => (position.Key.Asset.ToString(), position.Amount, position.Decimals)));
        Assert.All(answer.Positions, position => Assert.Equal(("erc20", "", PositionSide.Collateral), (position.Key.Source, position.Key.Market, position.Key.Side)));
    }

    [Theory]
    [InlineData("", RejectionCode.Malformed)]
    [InlineData("00000000000000000000000000000000000000000000000000000000000001", RejectionCode.Malformed)]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000100", RejectionCode.Malformed)]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000", RejectionCode.Malformed)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", RejectionCode.OutOfRange)]
    [InlineData("0000000000000000000000000000000100000000000000000000000000000000", RejectionCode.OutOfRange)]
    [InlineData("0000000000000000000000000000000080000000000000000000000000000000", RejectionCode.OutOfRange)]
    public void Balance_ThatIsNoNumberOf127Bits_IsAProblemOfThatTokenOnly(string returned, RejectionCode code)
    {
        var answer = Sound().Returns(Usdc, "balanceOf(address)", Convert.FromHexString(returned)).Read(Reader);
        Assert.Equal(Weth.ToString(), Assert.Single(answer.Positions).Key.Asset.Reference);
        var problem = Assert.Single(answer.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(Usdc.ToString(), problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RejectionCode.CallFailed)]
    [InlineData(RejectionCode.EndpointQuorum)]
    [InlineData(RejectionCode.Unreachable)]
    public void Token_ThatRevertsReturnsNothingOrIsNotReached_IsAProblemWithThatCauseAndNeverZero(RejectionCode code)
    {
        var answer = Sound().Fails(Usdc, "balanceOf(address)", code).Read(Reader);
        Assert.Equal(code, Assert.Single(answer.Problems).Code);
        Assert.DoesNotContain(answer.Positions, position => position.Key.Asset.Reference == Usdc.ToString());
    }

    [Theory]
    [InlineData(18)]
    [InlineData(7)]
    [InlineData(0)]
    public void Decimals_ThatAreNotTheConfiguredOnes_AreAProblemAndNoPosition(byte decimals)
    {
        var problem = Assert.Single(Sound().Returns(Usdc, "decimals()", new AbiWriter().UInt(decimals)).Read(Reader).Problems);
        Assert.Equal((RejectionCode.WrongFeed, $"decimals() of {Usdc} are {decimals}, configured are 6"), (problem.Code, problem.Detail));
    }

    [Fact]
    public void Decimals_OfMoreThanOneByte_AsTextOrNotAtAll_AreAProblem()
    {
        AssertDecimals(RejectionCode.Malformed, Sound().Returns(Usdc, "decimals()", new AbiWriter().UInt(262)));
        AssertDecimals(RejectionCode.Malformed, Sound().Returns(Usdc, "decimals()", new AbiWriter().Bytes32(Hash256.Parse("3600000000000000000000000000000000000000000000000000000000000000"))));
        AssertDecimals(RejectionCode.Malformed, Sound().Returns(Usdc, "decimals()", new AbiWriter().String("6")));
        AssertDecimals(RejectionCode.CallFailed, Sound().Fails(Usdc, "decimals()"));
    }

    [Fact]
    public void Transfer_TakesFromTheOneAndGivesToTheOther() =>
        Assert.Equal([(FakeAnswers.Owner, -500), (FakeAnswers.Other, 500)], Changes(Transfer(Usdc, FakeAnswers.Owner, FakeAnswers.Other, 500)));

    [Fact]
    public void Transfer_FromOrToNobody_ChangesOneBalance_AndOneOfNothingChangesNone()
    {
        Assert.Equal([(FakeAnswers.Owner, 500)], Changes(Transfer(Usdc, default, FakeAnswers.Owner, 500)));
        Assert.Equal([(FakeAnswers.Owner, -500)], Changes(Transfer(Usdc, FakeAnswers.Owner, default, 500)));
        Assert.Empty(Changes(Transfer(Usdc, FakeAnswers.Owner, FakeAnswers.Other, 0)));
    }

    [Fact]
    public void Weth9_WrapsAndUnwrapsWithoutATransfer()
    {
        Assert.Equal([(FakeAnswers.Owner, 7)], Changes(FakeAnswers.Log(Weth, Erc20Layout.Deposit, [FakeAnswers.Owner], new AbiWriter().UInt(7))));
        Assert.Equal([(FakeAnswers.Owner, -7)], Changes(FakeAnswers.Log(Weth, Erc20Layout.Withdrawal, [FakeAnswers.Owner], new AbiWriter().UInt(7))));

        // Of a token that is not configured so, the same logs say nothing: it transfers, and would be counted twice.
        Assert.Empty(Changes(FakeAnswers.Log(Usdc, Erc20Layout.Deposit, [FakeAnswers.Owner], new AbiWriter().UInt(7))));
    }

    [Fact]
    public void Change_OfMoreThan127Bits_TakesAllThatAPositionCanHold()
    {
        var all = FakeAnswers.Log(Usdc, Erc20Layout.Transfer, [FakeAnswers.Owner, FakeAnswers.Other], new AbiWriter().Bytes32(Hash256.Parse(new('f', 64))));
        Assert.Equal([(FakeAnswers.Owner, -Int128.MaxValue), (FakeAnswers.Other, Int128.MaxValue)], Changes(all));
    }

    [Fact]
    public void Log_OfAnotherContractOrEventOrForm_IsNoChange()
    {
        Assert.Empty(Changes(Transfer(FakeContracts.Address(9), FakeAnswers.Owner, FakeAnswers.Other, 500)));
        Assert.Empty(Changes(FakeAnswers.Log(Usdc, EvmLogs.TopicOf("Approval(address,address,uint256)"), [FakeAnswers.Owner, FakeAnswers.Other], new AbiWriter().UInt(5))));

        // ERC-721 has the id as a fourth topic; others index nothing.
        Assert.Empty(Changes(FakeAnswers.Log(Usdc, Erc20Layout.Transfer, [FakeAnswers.Owner, FakeAnswers.Other, Hash256.Zero], new AbiWriter())));
        Assert.Empty(Changes(FakeAnswers.Log(Usdc, Erc20Layout.Transfer, [], new AbiWriter().Address(FakeAnswers.Owner).Address(FakeAnswers.Other).UInt(5))));
        Assert.Empty(Changes(FakeAnswers.Log(Usdc, Erc20Layout.Transfer, [Hash256.Parse(new('f', 64)), FakeAnswers.Other], new AbiWriter().UInt(5))));
    }

    [Fact]
    public void Watches_NameEveryEventThatChangesABalanceAndWhereTheOwnerStands()
    {
        Assert.Equal(CreditRule.TransactionNet, Reader.Rule);
        Assert.Equal(
            [$"{Usdc} {Erc20Layout.Transfer} 1,2", $"{Weth} {Erc20Layout.Transfer} 1,2", $"{Weth} {Erc20Layout.Deposit} 1", $"{Weth} {Erc20Layout.Withdrawal} 1"],
            Reader.Watches.Select(watch => $"{watch.Contract} {watch.Topic0} {string.Join(',', watch.OwnerTopics)}"));
    }

    [Fact]
    public void RebasingTokens_AreASourceOfTheirOwnThatIsReadInEveryBlock()
    {
        Assert.Equal((CreditRule.BlockNet, "erc20-rebasing"), (Rebasing.Rule, Rebasing.Source));
        Assert.Empty(Rebasing.Watches);
        Assert.Empty(Rebasing.ChangesOf(Transfer(Usdc, FakeAnswers.Owner, FakeAnswers.Other, 500)));
        Assert.Equal((UInt128)1_234_567, Assert.Single(Sound().Read(Rebasing).Positions).Amount);
    }

    [Fact]
    public void Markets_ThatBreakARule_AreRefused()
    {
        Assert.Equal(
            ["tokens: must not be the zero address", $"tokens: {Usdc} is there 2 times", $"tokens: {Usdc} has 39 decimals, at most 38"],
            new Erc20Markets(FakeAnswers.Chain, Erc20Balances.Transferred, [new(Usdc, 6), new(Usdc, 39), new(default, 6)]).Problems());
        Assert.Throws<ArgumentException>(() => new Erc20Reader(new(FakeAnswers.Chain, Erc20Balances.Transferred, [])));
    }

    private static FakeAnswers Sound() => new FakeAnswers()
        .Returns(Usdc, "balanceOf(address)", new AbiWriter().UInt(1_234_567))
        .Returns(Usdc, "decimals()", new AbiWriter().UInt(6))
        .Returns(Weth, "balanceOf(address)", new AbiWriter().UInt(0))
        .Returns(Weth, "decimals()", new AbiWriter().UInt(18));

    private static void AssertDecimals(RejectionCode code, FakeAnswers answers)
    {
        var answer = answers.Read(Reader);
        Assert.Equal(code, Assert.Single(answer.Problems).Code);
        Assert.Equal(Weth.ToString(), Assert.Single(answer.Positions).Key.Asset.Reference);
    }

    private static (EvmAddress, Int128)[] Changes(Chains.Evm.EvmLog log) => [.. Reader.ChangesOf(log).Select(change => (change.Owner, change.Delta))];

    private static Chains.Evm.EvmLog Transfer(EvmAddress token, EvmAddress from, EvmAddress to, UInt128 value) => FakeAnswers.Log(token, Erc20Layout.Transfer, [from, to], new AbiWriter().UInt(value));
}
