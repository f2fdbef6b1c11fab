using System.Numerics;
using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Hyperliquid;
using CrossChainOracle.Collateral.Tests.Api;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Hyperliquid;

/// <summary>Recorded figures of the exchange, recomputed with integers only.</summary>
public sealed class HyperliquidIdentitiesTests
{
    /// <summary>Its liquidation price cannot follow from the answer: the account has collateral outside of it (unified account).</summary>
    private const string Unified = "clearinghouse_state_btc_2026-09-25.json";

    public static TheoryData<string> Recorded => [.. Directory.GetFiles(Repository.PathOf("tests", "data", "protocols", "hyperliquid"), "clearinghouse_state_*.json").Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Recorded))]
    public void RecordedAnswer_AgreesWithItself_AndItsMaintenanceMarginIsHalfTheInitialAtTheHighestLeverage(string file)
    {
        var state = Parse(HyperliquidReaderTests.Text(file));
        Assert.Null(HyperliquidIdentities.Fault(state));
        Assert.InRange(HyperliquidIdentities.CrossMaintenance(state) - state.CrossMaintenance, -state.Positions.Count * Millionth, state.Positions.Count * Millionth);
    }

    [Fact]
    public void MaintenanceMargin_OfOnePosition_IsExact() => Assert.Equal((BigInteger)4_720_837_500 * 1_000_000_000_000, HyperliquidIdentities.CrossMaintenance(Parse(HyperliquidReaderTests.Text(Unified))));

    /// <summary>Twelve positions of 2023, with the members that today's form has besides.</summary>
    [Fact]
    public void TwelveRecordedPositions_MakeTheRecordedTotalsExactly()
    {
        var document = JsonNode.Parse(HyperliquidReaderTests.Text("user_state_2023-03-27.json"))!;
        document["crossMaintenanceMarginUsed"] = "171.740766";
        document["withdrawable"] = "1010.57173";
        foreach (var item in document["assetPositions"]!.AsArray()) item!["position"]!["maxLeverage"] = 50;
        var state = Parse(document.ToJsonString());
        Assert.Equal(12, state.Positions.Count);
        Assert.Null(HyperliquidIdentities.Fault(state));
        Assert.Equal(state.Notional, state.Positions.Aggregate(UInt128.Zero, (sum, position) => sum + position.Value));
        Assert.Equal(state.MarginUsed, state.Positions.Aggregate(UInt128.Zero, (sum, position) => sum + position.MarginUsed));
        Assert.Equal(state.AccountValue, state.Positions.Aggregate(state.RawUsd, (sum, position) => position.Size < 0 ? sum - (Int128)position.Value : sum + (Int128)position.Value));
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void LiquidationPrices_FollowFromTheAnswer_ExceptWhereCollateralStandsOutsideOfIt(string file)
    {
        var text = HyperliquidReaderTests.Text(file);
        var state = Parse(text);
        Assert.True(DecimalText.TryParse(JsonNode.Parse(text)!["crossMarginSummary"]!["accountValue"]!.GetValue<string>(), out var crossValue));
        foreach (var position in state.Positions.Where(position => position.LiquidationPrice is not null))
        {
            var difference = BigInteger.Abs(LiquidationPrice(position, position.IsIsolated ? position.MarginUsed - Maintenance(position) : crossValue - (BigInteger)state.CrossMaintenance) - position.LiquidationPrice!.Value);
            if (file == Unified) Assert.True(difference > 1_000 * Million);
            else Assert.True(difference * 10_000_000 <= BigInteger.Abs(position.LiquidationPrice.Value), $"{position.Coin} is off by {difference} of {position.LiquidationPrice}");
        }
    }

    private static readonly BigInteger Million = BigInteger.Pow(10, 18);
    private static readonly BigInteger Millionth = BigInteger.Pow(10, 12);

    private static BigInteger Maintenance(HyperliquidPosition position) => position.Value / (2 * position.MaxLeverage);

    // price - side x margin ÷ size ÷ (1 - side ÷ (2 x highest leverage)), in one fraction so that nothing is rounded before the end.
    private static BigInteger LiquidationPrice(HyperliquidPosition position, BigInteger margin)
    {
        var side = Int128.Sign(position.Size);
        var size = BigInteger.Abs(position.Size);
        BigInteger twice = 2 * position.MaxLeverage;
        return ((((BigInteger)position.Value * (twice - side)) - (side * margin * twice)) * BigInteger.Pow(10, DecimalText.Places)) / (size * (twice - side));
    }

    private static HyperliquidState Parse(string text)
    {
        Assert.True(JsonAnswer.TryRead(ApiConversation.Ok(text), "clearinghouseState", HyperliquidParser.State, out var state, out var failure), failure?.Detail);
        return state!;
    }
}
