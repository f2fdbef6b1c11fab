using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.CompoundV3;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.CompoundV3;

public sealed class CompoundV3ReaderTests
{
    private const uint Now = 1_790_000_000;

    private static readonly EvmAddress Comet = FakeContracts.Address(1);
    private static readonly EvmAddress Usdc = FakeContracts.Address(2);
    private static readonly EvmAddress Wbtc = FakeContracts.Address(3);
    private static readonly CompoundV3Markets Markets = new(FakeAnswers.Chain, EvmReaderOptions.CanonicalMulticall, [new("cUSDCv3", Comet, Usdc, 6)]);
    private static readonly CompoundV3Reader Reader = new(Markets);
    private static readonly UInt128 One = CompoundV3Layout.IndexScale;

    [Fact]
    public void Principal_IsSuppliedWherePositiveAndOwedWhereNegative_AndBothSidesAreTold()
    {
        Assert.Equal([(PositionSide.Collateral, (UInt128)1_100), (PositionSide.Debt, (UInt128)0)], Base(Sound(principal: 1_000).Read(Reader)));
        Assert.Equal([(PositionSide.Collateral, (UInt128)0), (PositionSide.Debt, (UInt128)1_200)], Base(Sound(principal: -1_000).Read(Reader)));
        Assert.Equal([(PositionSide.Collateral, (UInt128)0), (PositionSide.Debt, (UInt128)0)], Base(Sound(principal: 0).Read(Reader)));
    }

    /// <summary>Half a per cent in a second, for ten seconds: five per cent more are owed than the stored index says, and nothing more is owned.</summary>
    [Fact]
    public void Interest_SinceTheIndicesWereStored_IsOwedButNotOwned()
    {
        var rate = new AbiWriter().UInt(5_000_000_000_000_000);
        Assert.Equal((UInt128)1_260, Base(Sound(principal: -1_000).Returns(Comet, "getBorrowRate(uint256)", rate).Read(Reader))[1].Amount);
        Assert.Equal((UInt128)1_100, Base(Sound(principal: 1_000).Returns(Comet, "getBorrowRate(uint256)", rate).Read(Reader))[0].Amount);
    }

    [Fact]
    public void Amounts_RoundAgainstTheOwner()
    {
        Assert.Equal((UInt128)1, Base(Sound(principal: 1).Read(Reader))[0].Amount);
        Assert.Equal((UInt128)2, Base(Sound(principal: -1).Read(Reader))[1].Amount);
    }

    [Fact]
    public void Interest_ThatCannotBeCounted_CostsTheDebtAndNotWhatIsOwned()
    {
        foreach (var answers in (FakeAnswers[])
        [
            Sound(-1).Fails(Comet, "getBorrowRate(uint256)"),
            Sound(-1).Fails(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()"),
            Sound(-1).Returns(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()", new AbiWriter().UInt(Now - 11)),
            Sound(-1).Returns(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()", new AbiWriter().UInt(UInt128.MaxValue)),
            Sound(-1).Returns(Comet, "getBorrowRate(uint256)", new AbiWriter().UInt(ulong.MaxValue)).Returns(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()", new AbiWriter().UInt(Now + 10_000_000)),
        ])
        {
            var answer = answers.Read(Reader);
            Assert.Single(answer.Problems);
            Assert.DoesNotContain(answer.Positions, position => position.Key.Side == PositionSide.Debt);
            Assert.Equal(2, answer.Positions.Count);
        }
    }

    [Fact]
    public void Market_OfAnotherBase_IsAProblemAndNoPosition()
    {
        AssertNothing(RejectionCode.WrongFeed, Sound(1).Returns(Comet, "baseToken()", new AbiWriter().Address(Wbtc)));
        AssertNothing(RejectionCode.WrongFeed, Sound(1).Returns(Usdc, "decimals()", new AbiWriter().UInt(18)));
    }

    [Fact]
    public void Assets_MoreThanAnyMarketHas_AreRefusedWithoutAskingForThem()
    {
        var answer = Sound(1).Returns(Comet, "numAssets()", new AbiWriter().UInt(255)).Read(Reader);
        Assert.Equal((RejectionCode.Oversized, "numAssets() of cUSDCv3 are 255, at most 32"), (Assert.Single(answer.Problems).Code, answer.Problems[0].Detail));
        Assert.Equal(2, answer.Positions.Count);
    }

    [Fact]
    public void Assets_NamedTwiceOrWithAnOddScale_AreAProblem()
    {
        var twice = Sound(1).Returns(Comet, "numAssets()", new AbiWriter().UInt(2)).Read(Reader);
        Assert.Equal($"getAssetInfo() of cUSDCv3 names {Wbtc} twice", Assert.Single(twice.Problems).Detail);
        Assert.Equal(RejectionCode.OutOfRange, Assert.Single(Sound(1).Returns(Comet, "getAssetInfo(uint8)", Asset(Wbtc, 300)).Read(Reader).Problems).Code);
        Assert.Equal(RejectionCode.OutOfRange, Assert.Single(Sound(1).Returns(Comet, "getAssetInfo(uint8)", Asset(Wbtc, 0)).Read(Reader).Problems).Code);
        Assert.Equal(RejectionCode.WrongFeed, Assert.Single(Sound(1).Returns(Comet, "getAssetInfo(uint8)", Asset(Wbtc, 1_000)).Read(Reader).Problems).Code);
    }

    [Fact]
    public void Collateral_IsAPositionOfItsOwnAssetAtPar()
    {
        var position = Assert.Single(Sound(-1).Read(Reader).Positions, position => position.Key.Asset.Reference == Wbtc.ToString());
        Assert.Equal((PositionSide.Collateral, (UInt128)50_000_000, (byte)8, Comet.ToString()), (position.Key.Side, position.Amount, position.Decimals, position.Key.Market));
    }

    [Fact]
    public void Index_BelowOne_IsAProblem()
    {
        var answer = Sound(1).Returns(Comet, "totalsBasic()", Totals(One - 1, One)).Read(Reader);
        Assert.Equal(RejectionCode.OutOfRange, Assert.Single(answer.Problems).Code);
        Assert.Equal(Wbtc.ToString(), Assert.Single(answer.Positions).Key.Asset.Reference);
    }

    [Fact]
    public void Principal_WhoseSignIsNotRepeated_IsAProblem()
    {
        var answer = Sound(1).Returns(Comet, "userBasic(address)", new AbiWriter().UInt((UInt128)1 << 103).UInt(0).UInt(0).UInt(0).UInt(0)).Read(Reader);
        Assert.Equal(RejectionCode.Malformed, Assert.Single(answer.Problems).Code);
    }

    [Fact]
    public void Watches_AreEveryEventThatChangesAPart()
    {
        Assert.Equal(CreditRule.BlockNet, Reader.Rule);
        Assert.Equal(8, Reader.Watches.Count);
        Assert.All(Reader.Watches, watch => Assert.NotEmpty(watch.OwnerTopics));
    }

    [Fact]
    public void Markets_ThatBreakARule_AreRefused()
    {
        var comet = Markets.Comets[0];
        Assert.NotEmpty((Markets with { Comets = [comet, comet] }).Problems());
        Assert.NotEmpty((Markets with { Comets = [comet with { Name = "a name that is too long" }] }).Problems());
        Assert.NotEmpty((Markets with { Comets = [comet with { BaseToken = default }] }).Problems());
        Assert.Throws<ArgumentException>(() => new CompoundV3Reader(Markets with { Comets = [] }));
    }

    private static FakeAnswers Sound(Int128 principal) => new FakeAnswers()
        .Returns(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()", new AbiWriter().UInt(Now))
        .Returns(Comet, "baseToken()", new AbiWriter().Address(Usdc))
        .Returns(Usdc, "decimals()", new AbiWriter().UInt(6))
        .Returns(Comet, "userBasic(address)", new AbiWriter().Int(principal).UInt(0).UInt(0).UInt(0).UInt(0))
        .Returns(Comet, "totalsBasic()", Totals(One * 11 / 10, One * 12 / 10))
        .Returns(Comet, "getUtilization()", new AbiWriter().UInt(5))
        .Returns(Comet, "numAssets()", new AbiWriter().UInt(1))
        .Returns(Comet, "isLiquidatable(address)", new AbiWriter().Bool(false))
        .Returns(Comet, "getBorrowRate(uint256)", new AbiWriter().UInt(0))
        .Returns(Comet, "getAssetInfo(uint8)", Asset(Wbtc, 100_000_000))
        .Returns(Comet, "userCollateral(address,address)", new AbiWriter().UInt(50_000_000).UInt(0))
        .Returns(Wbtc, "decimals()", new AbiWriter().UInt(8));

    private static AbiWriter Totals(UInt128 supply, UInt128 borrow) => new AbiWriter().UInt(supply).UInt(borrow).UInt(0).UInt(0).UInt(0).UInt(0).UInt(Now - 10).UInt(0);

    private static AbiWriter Asset(EvmAddress asset, ulong scale) => new AbiWriter().UInt(0).Address(asset).Address(default).UInt(scale).UInt(0).UInt(0).UInt(0).UInt(0);

    private static (PositionSide Side, UInt128 Amount)[] Base(ProtocolAnswer answer) =>
        [.. answer.Positions.Where(position => position.Key.Asset.Reference == Usdc.ToString()).Select(position => (position.Key.Side, position.Amount))];

    private static void AssertNothing(RejectionCode code, FakeAnswers answers)
    {
        var answer = answers.Read(Reader);
        Assert.Empty(answer.Positions);
        Assert.Equal(code, Assert.Single(answer.Problems).Code);
    }
}
