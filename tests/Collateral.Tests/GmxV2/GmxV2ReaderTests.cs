using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.GmxV2;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.GmxV2;

public sealed class GmxV2ReaderTests
{
    private const string Market = "0x70d95587d40a2caf56bd97485ab3eec10bee6336";

    private static readonly EvmAddress Weth = EvmAddress.Parse("0x82aF49447D8a07e3bd95BD0d56f35241523fBab1");
    private static readonly EvmAddress Usdc = EvmAddress.Parse("0xaf88d065e77c8cC2239327C5EDb3A432268e5831");

    private static readonly GmxV2Markets Markets = new(
        ChainId.Eip155(42161),
        EvmAddress.Parse("0x0000000000000000000000000000000000005eAd"),
        EvmAddress.Parse("0xFD70de6b91282D8017aA4E741e9Ae325CAb992d8"),
        EvmAddress.Parse("0xC8ee91A54287DB53897056e12D9819156D3822Fb"),
        [new(Weth, 18), new(Usdc, 6)],
        [new(EvmAddress.Parse(Market), Weth, Usdc)]);

    private static readonly GmxV2Reader Reader = new(Markets);
    private static readonly Conversation Recorded = Conversation.Load("gmx-v2");

    /// <summary>All that backs positions and orders is encumbered; orders that decrease a position hold nothing; claimable fees are pending.</summary>
    [Fact]
    public void PositionsOrdersAndClaims_AreStatedExactly_AndWhatNeedsPricesIsAProblem()
    {
        var answer = Recorded.Hold(Reader);
        Assert.Equal(
            [
                $"{Market}/funding 3fbab1 Pending 1000000000000000",
                $"{Market}/funding 8e5831 Pending 0",
                $"{Market}/long 3fbab1 Collateral 250000000000000000",
                $"{Market}/long 3fbab1 Encumbrance 250000000000000000",
                $"{Market}/short 8e5831 Collateral 321500000",
                $"{Market}/short 8e5831 Encumbrance 321500000",
                "orders 3fbab1 Collateral 1000000000000000000",
                "orders 3fbab1 Encumbrance 1000000000000000000",
                "orders 8e5831 Collateral 150000001",
                "orders 8e5831 Encumbrance 150000001",
            ],
            Lines.Of(answer));
        Assert.Equal([$"{Market}/long Absent", $"{Market}/short Absent"], Lines.Problems(answer));
    }

    [Fact]
    public void Topics_AreThoseOfTheEventEmitter_AndNameWhereTheAccountStands()
    {
        Assert.Equal((Recorded.Topics["EventLog1"], Recorded.Topics["EventLog2"]), (Reader.Watches[0].Topic0, Reader.Watches[1].Topic0));
        Assert.Equal("0x137a44067c8961cd7e1d876f4754a5a3a75989b4552f1843fc69c3b372def160", Reader.Watches[0].Topic0.ToString());
        Assert.Equal([2], Reader.Watches[0].OwnerTopics);
        Assert.Equal([2, 3], Reader.Watches[1].OwnerTopics);
        Assert.All(Reader.Watches, watch => Assert.Equal(Markets.EventEmitter, watch.Contract));
    }

    [Fact]
    public void Selectors_AreThoseOfThePublishedAbi() => Abi.AssertHolds(
        "gmx-v2", ("getAccountPositions", GmxV2Layout.GetAccountPositions), ("getAccountOrders", GmxV2Layout.GetAccountOrders), ("getUint", GmxV2Layout.GetUint));

    [Theory]
    [InlineData("getAccountPositions", "")]
    [InlineData("getAccountOrders", "orders")]
    [InlineData("getUint", $"{Market}/funding")]
    public void CallThatRevertsReturnsNothingOrTooMuch_IsAProblemAndNoPosition(string function, string market)
    {
        Assert.All<byte[]?>([null, [], Lines.Huge, [.. Lines.Huge, .. Lines.Huge]], data =>
        {
            var answer = Recorded.With(Reader, function, data);
            Assert.Contains(answer.Problems, problem => problem.Market == market && problem.Code != RejectionCode.Absent);
            Assert.DoesNotContain(answer.Positions, position => market.Length == 0 ? position.Key.Market.EndsWith("long", StringComparison.Ordinal) : position.Key.Market == market);
        });
    }

    [Fact]
    public void PositionOfAnotherAccount_IsAProblemAndNoPosition()
    {
        var answer = Recorded.With(Reader, "getAccountPositions", Positions(Position(FakeAnswers.Other, Weth, 5)));
        Assert.Contains($"{Market}/long WrongFeed", Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, $"{Market}/long", PositionSide.Collateral));
    }

    [Fact]
    public void PositionThatIsThereTwice_IsAProblemAndNoPosition()
    {
        var twice = Position(Recorded.Owner, Weth, 5);
        var answer = Recorded.With(Reader, "getAccountPositions", Positions(twice, twice));
        Assert.Equal([$"{Market}/long Malformed"], Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, $"{Market}/long", PositionSide.Collateral));
    }

    [Fact]
    public void PositionBackedWithATokenThatIsNotConfigured_IsAProblem() =>
        Assert.Equal([$"{Market}/long Absent"], Lines.Problems(Recorded.With(Reader, "getAccountPositions", Positions(Position(Recorded.Owner, FakeAnswers.Other, 5)))));

    [Fact]
    public void CollateralThatDoesNotFit_IsAProblem()
    {
        var answer = Recorded.With(Reader, "getAccountPositions", Positions(Position(Recorded.Owner, Weth, UInt128.MaxValue)));
        Assert.Contains($"{Market}/long OutOfRange", Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, $"{Market}/long", PositionSide.Collateral));
    }

    [Fact]
    public void DecimalsThatAreNotTheConfiguredOnes_TakeThatTokenOut()
    {
        var answer = Recorded.With(Reader, "decimals", new AbiWriter().UInt(6).ToArray(), nth: 0);
        Assert.Contains($"{Market}/long WrongFeed", Lines.Problems(answer));
        Assert.Contains("orders WrongFeed", Lines.Problems(answer));
        Assert.DoesNotContain(answer.Positions, position => position.Key.Asset.Reference == Weth.ToString());
        Assert.Equal((UInt128)321_500_000, Lines.Amount(answer, $"{Market}/short", PositionSide.Collateral));
    }

    [Fact]
    public void OwnerWithNothing_IsAskedNoFurther_AndHasNothing()
    {
        var empty = new AbiWriter().Array([]).ToArray();
        var answers = new List<IReadOnlyList<Chains.Evm.CallOutcome>>();
        var zero = new AbiWriter().UInt(0).ToArray();
        answers.Add([new Chains.Evm.CallOutcome.Returned(empty), new Chains.Evm.CallOutcome.Returned(empty), new Chains.Evm.CallOutcome.Returned(zero), new Chains.Evm.CallOutcome.Returned(zero)]);
        var answer = Assert.IsType<EvmStep.Done>(Reader.Step(Recorded.Owner, answers)).Answer;
        Assert.Empty(answer.Problems);
        Assert.Equal([$"{Market}/funding 3fbab1 Pending 0", $"{Market}/funding 8e5831 Pending 0"], Lines.Of(answer));
    }

    [Fact]
    public void DamagedAnswers_AreNeverThrownFor() => Damage.Run(20_264_002, mutator => Lines.AssertUsable(Recorded.Damaged(Reader, mutator)));

    [Fact]
    public void Markets_OfTheFile_AreRead_AndBrokenRulesAreNamed()
    {
        var problems = new List<string>();
        var read = Assert.Single(GmxV2Markets.Parse(Json.Of(Sound), problems));
        Assert.Empty(problems);
        Assert.Equal((Markets.DataStore, Usdc), (read.DataStore, read.Markets.Single().ShortToken));
        _ = GmxV2Markets.Parse(Json.Of(Sound.Replace("\"shortToken\": \"0xaf88d065e77c8cC2239327C5EDb3A432268e5831\"", $"\"shortToken\": \"{Market}\"", StringComparison.Ordinal)), problems);
        Assert.Equal($"gmx-v2[0]: markets: {Market} is not among the tokens", Assert.Single(problems));
        Assert.Throws<ArgumentException>(() => new GmxV2Reader(Markets with { Tokens = [] }));
    }

    private const string Sound = """
        [{ "chain": "eip155:42161", "reader": "0x0000000000000000000000000000000000005ead", "dataStore": "0xFD70de6b91282D8017aA4E741e9Ae325CAb992d8",
           "eventEmitter": "0xC8ee91A54287DB53897056e12D9819156D3822Fb",
           "tokens": [{ "token": "0x82aF49447D8a07e3bd95BD0d56f35241523fBab1", "decimals": 18 }, { "token": "0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "decimals": 6 }],
           "markets": [{ "market": "0x70d95587d40a2caf56bd97485ab3eec10bee6336", "longToken": "0x82aF49447D8a07e3bd95BD0d56f35241523fBab1", "shortToken": "0xaf88d065e77c8cC2239327C5EDb3A432268e5831" }] }]
        """;

    private static AbiWriter Position(EvmAddress account, EvmAddress token, UInt128 collateral)
    {
        var position = new AbiWriter().Address(account).Address(EvmAddress.Parse(Market)).Address(token).UInt(1).UInt(1).UInt(collateral);
        for (var i = 0; i < 7; i++) position.UInt(0);
        return position.Bool(true);
    }

    private static byte[] Positions(params AbiWriter[] positions) => new AbiWriter().Array(positions).ToArray();
}
