using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.EvmNative;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.EvmNative;

public sealed class EvmNativeReaderTests
{
    private static readonly EvmNativeReader Reader = new(new(FakeAnswers.Chain, EvmNativeMarkets.Ether, EvmReaderOptions.CanonicalMulticall));

    [Fact]
    public void Balance_IsOnePositionOfTheChainsCoinWhoseSharesAreWei()
    {
        var answer = Answers(new AbiWriter().UInt(1_500_000_000_000_000_000)).Read(Reader);
        var position = Assert.Single(answer.Positions);
        Assert.Equal($"eip155:1:{FakeAnswers.Owner} evm-native  eip155:1/slip44:60 Collateral", position.Key.ToString());
        Assert.Equal(((UInt128)1_500_000_000_000_000_000, ShareIndex.One, (byte)18), (position.Shares, position.Index, position.Decimals));
        Assert.Empty(answer.Problems);
    }

    [Fact]
    public void Balance_OfZero_IsAPosition() => Assert.Equal(0u, Assert.Single(Answers(new AbiWriter().UInt(0)).Read(Reader).Positions).Shares);

    [Fact]
    public void Source_WhoseChangesNoLogTells_IsReadInEveryBlock()
    {
        Assert.Equal(CreditRule.BlockNet, Reader.Rule);
        Assert.Empty(Reader.Watches);
    }

    [Fact]
    public void Balance_ThatCannotBeKnown_IsAProblemAndNoPosition()
    {
        AssertProblem(RejectionCode.CallFailed, new FakeAnswers());
        AssertProblem(RejectionCode.Malformed, Answers(new AbiWriter().UInt(1).UInt(1)));
        AssertProblem(RejectionCode.OutOfRange, Answers(new AbiWriter().Bytes32(Hash256.Parse(new('f', 64)))));
        AssertProblem(RejectionCode.OutOfRange, Answers(new AbiWriter().UInt(UInt128.MaxValue)));
    }

    [Fact]
    public void Markets_ThatBreakARule_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new EvmNativeReader(new(ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"), 60, EvmReaderOptions.CanonicalMulticall)));
        Assert.Throws<ArgumentException>(() => new EvmNativeReader(new(FakeAnswers.Chain, 60, default)));
    }

    private static FakeAnswers Answers(AbiWriter balance) => new FakeAnswers().Returns(EvmReaderOptions.CanonicalMulticall, "getEthBalance(address)", balance);

    private static void AssertProblem(RejectionCode code, FakeAnswers answers)
    {
        var answer = answers.Read(Reader);
        Assert.Empty(answer.Positions);
        Assert.Equal((code, "evm-native"), (Assert.Single(answer.Problems).Code, answer.Problems[0].Source));
    }
}
