using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Collateral.MorphoBlue;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.MorphoBlue;

public sealed class MorphoBlueReaderTests
{
    private const uint Now = 1_790_000_000;

    private static readonly EvmAddress Morpho = FakeContracts.Address(1);
    private static readonly MorphoMarket Market = new("cbBTC/USDC", FakeContracts.Address(2), 6, FakeContracts.Address(3), 8, FakeContracts.Address(4), FakeContracts.Address(5), 860_000_000_000_000_000);
    private static readonly MorphoBlueMarkets Markets = new(FakeAnswers.Chain, EvmReaderOptions.CanonicalMulticall, Morpho, [Market]);
    private static readonly MorphoBlueReader Reader = new(Markets);

    [Fact]
    public void MarketIds_OfRecordedMarkets_AreRecomputed()
    {
        foreach (var market in Recorded("morpho-market-ids.json")["markets"]!.AsArray())
        {
            EvmAddress Address(string name) => EvmAddress.Parse((string)market![name]!);
            var parsed = new MorphoMarket("recorded", Address("loanToken"), 6, Address("collateralToken"), 18, Address("oracle"), Address("irm"), UInt128.Parse((string)market!["lltv"]!, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal((string)market["id"]!, parsed.Id.ToString());
        }
    }

    /// <summary>The recorded figures are doubles; ours are exact to 10^-18, so that they agree to a double's precision.</summary>
    [Fact]
    public void RecordedPosition_OnBase_HasTheRecordedHealthFactorAndOneOverItMinusOne()
    {
        var recorded = Recorded("morpho-position-cbbtc-usdc-base.json");
        var (position, state) = (recorded["position"]!, recorded["position"]!["state"]!);
        var price = BigInteger.Parse("7805585534631", System.Globalization.CultureInfo.InvariantCulture) * BigInteger.Pow(10, 36 + 6 - 8 - 8);
        var answer = Sound()
            .Returns(Morpho, "position(bytes32,address)", new AbiWriter().UInt(0).UInt((ulong)(long)state["borrowShares"]!).UInt((ulong)(long)state["collateral"]!))
            .Returns(Morpho, "market(bytes32)", Totals(0, 0, (ulong)(long)state["borrowAssets"]! - 1, (ulong)(long)state["borrowShares"]! - MorphoBlueMath.VirtualShares))
            .Returns(Market.Oracle, "price()", Word(price))
            .Read(Reader);
        Assert.Empty(answer.Problems);
        Assert.Equal((ulong)(long)state["borrowAssets"]!, answer.Positions.Single(item => item.Key.Side == PositionSide.Debt).Amount);
        Assert.Equal((double)position["healthFactor"]!, (double)Figure(answer, "healthFactor:cbBTC/USDC")! / 1e18, 1e-8);
        Assert.Equal((double)position["priceVariationToLiquidationPrice"]!, (double)Figure(answer, "priceVariation:cbBTC/USDC")! / 1e18, 1e-8);
        Assert.Equal((double)position["priceVariationToLiquidationPrice"]!, (1 / (double)position["healthFactor"]!) - 1, 1e-15);
    }

    [Fact]
    public void Shares_AreWorthTheMarketsTotalsWithTheVirtualOnes_RoundedAgainstTheOwner()
    {
        var answer = Sound().Returns(Morpho, "position(bytes32,address)", new AbiWriter().UInt(1_000_000).UInt(1_000_000).UInt(9)).Returns(Morpho, "market(bytes32)", Totals(2, 0, 2, 0)).Read(Reader);
        Assert.Equal([(PositionSide.Collateral, (UInt128)9), (PositionSide.Collateral, (UInt128)3), (PositionSide.Debt, (UInt128)3)], answer.Positions.Select(position => (position.Key.Side, position.Amount)));
        var odd = Sound().Returns(Morpho, "position(bytes32,address)", new AbiWriter().UInt(500_000).UInt(500_000).UInt(9)).Returns(Morpho, "market(bytes32)", Totals(2, 0, 2, 0)).Read(Reader);
        Assert.Equal([9u, 1, (UInt128)2], odd.Positions.Select(position => position.Amount));
    }

    /// <summary>Half a per cent a second for ten seconds: the exponential series to its third term, 5 % + 0.125 % + 0.0020833 %.</summary>
    [Fact]
    public void Interest_SinceItWasLastCounted_IsOwedButNotOwned()
    {
        Assert.Equal((BigInteger)105_127_083, MorphoBlueMath.Accrue(100_000_000, 5_000_000_000_000_000, 10));
        var answer = Sound()
            .Returns(Morpho, "position(bytes32,address)", new AbiWriter().UInt(1_000_000).UInt(1_000_000).UInt(9))
            .Returns(Morpho, "market(bytes32)", Totals(100_000_000, 0, 100_000_000, 0))
            .Returns(Market.Irm, "borrowRateView((address,address,address,address,uint256),(uint128,uint128,uint128,uint128,uint128,uint128))", new AbiWriter().UInt(5_000_000_000_000_000))
            .Read(Reader);
        Assert.Equal([9u, 100_000_001, (UInt128)105_127_084], answer.Positions.Select(position => position.Amount));
    }

    [Fact]
    public void Market_WithoutARateModel_IsReadWithOneQuestion()
    {
        var markets = Markets with { Markets = [Market with { Irm = default }] };
        var answer = Sound().Read(new MorphoBlueReader(markets));
        Assert.Empty(answer.Problems);
        Assert.Equal(3, answer.Positions.Count);
    }

    [Fact]
    public void Market_ThatWasNeverCreated_IsAProblemAndNoPosition()
    {
        var answer = Sound().Returns(Morpho, "market(bytes32)", new AbiWriter().UInt(0).UInt(0).UInt(0).UInt(0).UInt(0).UInt(0)).Read(Reader);
        Assert.Empty(answer.Positions);
        Assert.Equal((RejectionCode.WrongFeed, Market.Id.ToString()), (Assert.Single(answer.Problems).Code, answer.Problems[0].Market));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Decimals_ThatAreNotTheConfiguredOnes_AreAProblemAndNoPosition(byte token)
    {
        var answer = Sound().Returns(FakeContracts.Address(token), "decimals()", new AbiWriter().UInt(18)).Read(Reader);
        Assert.Empty(answer.Positions);
        Assert.Equal(RejectionCode.WrongFeed, Assert.Single(answer.Problems).Code);
    }

    [Fact]
    public void Interest_ThatCannotBeCounted_CostsTheDebtAndNotWhatIsOwned()
    {
        foreach (var answers in (FakeAnswers[])
        [
            Sound().Fails(Market.Irm, "borrowRateView((address,address,address,address,uint256),(uint128,uint128,uint128,uint128,uint128,uint128))"),
            Sound().Returns(Market.Irm, "borrowRateView((address,address,address,address,uint256),(uint128,uint128,uint128,uint128,uint128,uint128))", new AbiWriter().UInt(UInt128.MaxValue)),
            Sound().Fails(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()"),
            Sound().Returns(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()", new AbiWriter().UInt(Now - 11)),
        ])
        {
            var answer = answers.Read(Reader);
            Assert.Single(answer.Problems);
            Assert.Equal([PositionSide.Collateral, PositionSide.Collateral], answer.Positions.Select(position => position.Key.Side));
        }
    }

    [Fact]
    public void OracleThatFails_CostsTheHealthFigureOnly()
    {
        var answer = Sound().Fails(Market.Oracle, "price()").Read(Reader);
        Assert.Equal((3, 0), (answer.Positions.Count, answer.Health.Count));
        Assert.Equal(RejectionCode.CallFailed, Assert.Single(answer.Problems).Code);
    }

    [Fact]
    public void HealthFactor_IsUnboundedWithoutDebt_AndZeroWithoutCollateral()
    {
        Assert.Null(Figure(Sound().Returns(Morpho, "position(bytes32,address)", new AbiWriter().UInt(1).UInt(0).UInt(1)).Read(Reader), "healthFactor:cbBTC/USDC"));
        var bare = Sound().Returns(Morpho, "position(bytes32,address)", new AbiWriter().UInt(0).UInt(1_000_000).UInt(0)).Read(Reader);
        Assert.Equal(0, Figure(bare, "healthFactor:cbBTC/USDC"));
        Assert.DoesNotContain(bare.Health, figure => figure.Name.StartsWith("priceVariation", StringComparison.Ordinal));
    }

    [Fact]
    public void Log_OfAnotherMarket_IsNoChange()
    {
        EvmLog Supply(Hash256 id) => FakeAnswers.Log(Morpho, MorphoBlueLayout.Events[0].Topic0, [id, FakeAnswers.Other, FakeAnswers.Owner], new AbiWriter().UInt(1).UInt(2));
        Assert.Single(Reader.ChangesOf(Supply(Market.Id)));
        Assert.Empty(Reader.ChangesOf(Supply(Hash256.Parse(new('1', 64)))));
        Assert.Empty(Reader.ChangesOf(Supply(Market.Id) with { Contract = Market.Loan }));
    }

    [Fact]
    public void Configuration_WhoseIdDoesNotFollowFromItsParameters_IsRefused()
    {
        var config = Vectors.Named("a borrower who also lends")["config"]!.DeepClone();
        config["markets"]![0]!["lltv"] = "0.915";
        var problems = new List<string>();
        using var list = JsonDocument.Parse($"[{config.ToJsonString()}]");
        MorphoBlueMarkets.Parse(list.RootElement, problems);
        Assert.StartsWith("morpho-blue[0].markets[0].id: the parameters make 0x", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Markets_ThatBreakARule_AreRefused()
    {
        Assert.NotEmpty((Markets with { Markets = [Market, Market] }).Problems());
        Assert.NotEmpty((Markets with { Markets = [Market with { Collateral = Market.Loan }] }).Problems());
        Assert.NotEmpty((Markets with { Markets = [Market with { Lltv = MorphoBlueMath.Wad }] }).Problems());
        Assert.NotEmpty((Markets with { Markets = [Market with { Name = "" }] }).Problems());
        Assert.Throws<ArgumentException>(() => new MorphoBlueReader(Markets with { Markets = [] }));
    }

    private static FakeAnswers Sound() => new FakeAnswers()
        .Returns(EvmReaderOptions.CanonicalMulticall, "getCurrentBlockTimestamp()", new AbiWriter().UInt(Now))
        .Returns(Morpho, "position(bytes32,address)", new AbiWriter().UInt(5).UInt(6).UInt(7))
        .Returns(Morpho, "market(bytes32)", Totals(100, 100_000_000, 50, 50_000_000))
        .Returns(Market.Oracle, "price()", Word(BigInteger.Pow(10, 36)))
        .Returns(Market.Loan, "decimals()", new AbiWriter().UInt(6))
        .Returns(Market.Collateral, "decimals()", new AbiWriter().UInt(8))
        .Returns(Market.Irm, "borrowRateView((address,address,address,address,uint256),(uint128,uint128,uint128,uint128,uint128,uint128))", new AbiWriter().UInt(0));

    private static AbiWriter Totals(UInt128 supplyAssets, UInt128 supplyShares, UInt128 borrowAssets, UInt128 borrowShares) =>
        new AbiWriter().UInt(supplyAssets).UInt(supplyShares).UInt(borrowAssets).UInt(borrowShares).UInt(Now - 10).UInt(0);

    private static byte[] Word(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static JsonNode Recorded(string file) => JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "protocols", "lending", "recorded", file)))!;

    private static Int128? Figure(ProtocolAnswer answer, string name) => Assert.Single(answer.Health, figure => figure.Name == name).Value;
}
