using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.DydxV4;
using CrossChainOracle.Collateral.Tests.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.TestKit;
using Xunit.Abstractions;

namespace CrossChainOracle.Collateral.Tests.DydxV4;

/// <summary>Recorded answers of the indexer.</summary>
public class DydxReaderTests(ITestOutputHelper output)
{
    private const int Cases = 100_000;
    private const int Seed = 20_261_128;
    private const string Owner = "dydx1lzr023hy3x7muerfwz3e7a80xvwd6cv7rxtz8h";
    private const string Later = "dydx1n56z5fhmemtffzkt2eqyf9kuc7ycjfs86mvqy7";

    private static readonly ChainId Chain = ChainId.Parse("cosmos:dydx-mainnet-1");

    public static readonly DydxMarkets Markets = new(Chain, "dydx", AssetId.Parse($"{Chain}/ibc:8E27BA2D5493AF5636760E354E46004562C46AB7EC0CC4C1CA14E9E20E2545B5"), [0]);

    [Fact]
    public void Recorded2023_EquityAndFreeCollateral_AreRecomputedExactly()
    {
        // All markets had 5 % initial and 3 % maintenance then.
        var answer = Read(Owner, Ok(Recorded2023()), Ok(Fractions("0.05", "0.03")));
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [Figure("equity/0", "99887770734000000000"), Figure("freeCollateral/0", "98768590047300000000"), Figure("initialMargin/0", "1119180686700000000"), Figure("maintenanceMargin/0", "671508412020000000")],
            answer.Health);

        // Equity is what is settled and owned less what is lost and not settled; of the rest the margin is in use.
        Assert.Equal(["0|Collateral|99988757000000000000|99988757", "0|Debt|0|0", "0|Encumbrance|1119180686700000000|1119180", "0/unsettled|Debt|100986266000000000|100987", "0/unsettled|Pending|0|0"], Lines(answer));
        Assert.Equal(Int128.Parse("99887770734000000000", null), (Int128)(answer.Positions[0].Shares - answer.Positions[3].Shares));
    }

    [Fact]
    public void Recorded2025_WithoutPositions_NeedsNoMarkets()
    {
        var answer = Read(Later, Ok(Recorded2025()));
        Assert.Equal(["0|Collateral|45201296000000000000|45201296", "0|Debt|0|0", "0|Encumbrance|0|0", "0/unsettled|Debt|0|0", "0/unsettled|Pending|0|0"], Lines(answer));
    }

    [Fact]
    public void RecordedMarketsOf2025_HoldTheFractionsOfBothPositions()
    {
        // The account of 2023 under the fractions of 2025: 2 % initial. The indexer's own free collateral is the smaller and stays.
        var answer = Read(Owner, Ok(Recorded2023()), Ok(RecordedMarkets()));
        Assert.Equal("0|Encumbrance|1119180686700000000|1119180", Lines(answer)[2]);
        Assert.Equal(Figure("initialMargin/0", "447672274680000000"), answer.Health[2]);
    }

    [Fact]
    public void Short_IsStatedByItsSign_AndAGainIsPending()
    {
        // 100 USDC of which 50 were got for 0.5 sold at 100, now at 90: worth 100 - 45.
        var subaccount = Recorded2023();
        Change(subaccount, "equity", "55");
        Change(subaccount, "freeCollateral", "50.5");
        subaccount["subaccount"]!["assetPositions"]!["USDC"]!["size"] = "100";
        subaccount["subaccount"]!["openPerpetualPositions"] = new JsonObject { ["ETH-USD"] = Position("ETH-USD", "SHORT", "-0.5", "100", "5") };
        var answer = Read(Owner, Ok(subaccount), Ok(Fractions("0.1", "0.05")));
        Assert.Equal(["0|Collateral|50000000000000000000|50000000", "0|Debt|0|0", "0|Encumbrance|0|0", "0/unsettled|Debt|0|0", "0/unsettled|Pending|5000000000000000000|5000000"], Lines(answer));
    }

    [Fact]
    public void Subaccount_ThatIsNotThere_IsZero()
    {
        var step = new DydxReader(Markets).Step(Owner, [[new ApiAnswer.NotFound()]]);
        Assert.Equal(["0|Collateral|0|0", "0|Debt|0|0", "0|Encumbrance|0|0", "0/unsettled|Debt|0|0", "0/unsettled|Pending|0|0"], Lines(Assert.IsType<ApiStep.Done>(step).Answer));
    }

    [Fact]
    public void Subaccount_ThatCouldNotBeRead_IsAProblem_NotZero()
    {
        var answer = Read(Owner, new ApiAnswer.Failed(RejectionCode.Unreachable, "HTTP 503"));
        Assert.Empty(answer.Positions);
        Kept.Problem(answer, RejectionCode.Unreachable);
        var markets = Read(Owner, Ok(Recorded2023()), new ApiAnswer.Failed(RejectionCode.RateLimited, "HTTP 429"));
        Assert.Empty(markets.Positions);
        Kept.Problem(markets, RejectionCode.RateLimited);
        var missing = Fractions("0.05", "0.03");
        missing["markets"]!.AsObject().Remove("ETH-USD");
        Assert.Equal("perpetualMarkets: no ETH-USD", Kept.Problem(Read(Owner, Ok(Recorded2023()), Ok(missing)), RejectionCode.Absent).Detail);
    }

    [Theory]
    [InlineData("equity", "99.887770735", "equity is not that of its USDC and positions")]
    [InlineData("equity", "1e2", "must be a decimal number")]
    [InlineData("equity", "NaN", "must be a decimal number")]
    [InlineData("address", Later, "an answer about another subaccount")]
    [InlineData("freeCollateral", "", "printable characters")]
    public void Answer_ThatContradictsItself_OrIsAboutSomebodyElse_IsRefused(string name, string value, string problem)
    {
        var subaccount = Recorded2023();
        Change(subaccount, name, value);
        var answer = Read(Owner, Ok(subaccount), Ok(Fractions("0.05", "0.03")));
        Assert.Empty(answer.Positions);
        Assert.Contains(problem, Kept.Problem(answer, RejectionCode.Malformed).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_WithAnotherAsset_OrASideAgainstItsSign_IsRefused()
    {
        var subaccount = Recorded2023();
        subaccount["subaccount"]!["assetPositions"]!["BTC"] = new JsonObject { ["size"] = "1", ["symbol"] = "BTC", ["side"] = "SHORT" };
        Assert.Contains("holds BTC", Kept.Problem(Read(Owner, Ok(subaccount)), RejectionCode.Malformed).Detail, StringComparison.Ordinal);
        subaccount = Recorded2023();
        subaccount["subaccount"]!["openPerpetualPositions"]!["BTC-USD"]!["side"] = "SHORT";
        Assert.Contains("is SHORT of a size with the other sign", Kept.Problem(Read(Owner, Ok(subaccount)), RejectionCode.Malformed).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Owner_OfAnotherChain_IsRefused() =>
        Kept.Problem(Assert.IsType<ApiStep.Done>(new DydxReader(Markets).Step("cosmos1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5lzv7xu", [])).Answer, RejectionCode.Malformed);

    [Fact]
    public void Requests_AreTheIndexersPaths()
    {
        var reader = new DydxReader(Markets with { Subaccounts = [0, 128] });
        Assert.Equal([$"/v4/addresses/{Owner}/subaccountNumber/0", $"/v4/addresses/{Owner}/subaccountNumber/128"], Assert.IsType<ApiStep.Ask>(reader.Step(Owner, [])).Requests.Select(request => request.Path));
    }

    [Fact]
    public void Markets_ThatBreakRules_AreRefusedWithAllOfThem()
    {
        var cause = Assert.Throws<ArgumentException>(() => new DydxReader(new(ChainId.Eip155(1), "dydx", default, [1, 1, 128_001])));
        foreach (var part in new[] { "chain:", "usdc:", "1 is there twice", "128001 is above" }) Assert.Contains(part, cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedAnswers_NeverThrow_AndStateNoOtherEquity()
    {
        output.WriteLine($"seed {Seed}, {Cases} cases");
        var mutator = new Mutator(Seed);
        var (subaccount, markets) = (System.Text.Encoding.UTF8.GetBytes(Recorded2023().ToJsonString()), System.Text.Encoding.UTF8.GetBytes(Fractions("0.05", "0.03").ToJsonString()));
        var (stated, refused) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var first = i % 4 == 0 ? subaccount : mutator.Next(subaccount);
            var second = i % 4 == 0 ? mutator.Next(markets) : markets;
            var answer = Read(Owner, new ApiAnswer.Ok(first), new ApiAnswer.Ok(second));
            Assert.True(answer.Problems.Count > 0 == (answer.Positions.Count == 0), mutator.Describe(i));
            if (answer.Problems.Count > 0) refused++;
            else stated++;

            // Whatever stands there adds up to the equity that stands beside it.
            if (answer.Positions.Count == 0) continue;
            var sum = answer.Positions.Where(position => position.Key.Side != PositionSide.Encumbrance).Aggregate(System.Numerics.BigInteger.Zero, (total, position) =>
                position.Key.Side == PositionSide.Debt ? total - position.Shares : total + position.Shares);
            Assert.True(sum == answer.Health.Single(figure => figure.Name == "equity/0").Value!.Value, mutator.Describe(i));
        }

        Assert.True(stated > 1_000 && refused > 1_000, $"{stated} stated, {refused} refused");
    }

    private static ProtocolAnswer Read(string owner, params ApiAnswer[] answers)
    {
        var (reader, so_far) = (new DydxReader(Markets), new List<IReadOnlyList<ApiAnswer>>());
        foreach (var answer in answers)
        {
            so_far.Add([answer]);
            if (reader.Step(owner, so_far) is ApiStep.Done done) return done.Answer;
        }

        throw new InvalidOperationException("The reader asks for more.");
    }

    private static string[] Lines(ProtocolAnswer answer)
    {
        Assert.Empty(answer.Problems);
        return [.. answer.Positions.Select(position => $"{position.Key.Market}|{position.Key.Side}|{position.Shares}|{position.Amount}")];
    }

    private static HealthFigure Figure(string name, string value) => new(name, Int128.Parse(value, null), 18);

    private static ApiAnswer.Ok Ok(JsonObject body) => new(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));

    private static void Change(JsonObject body, string name, string value) => body["subaccount"]![name] = value;

    private static JsonObject Position(string market, string side, string size, string entry, string gain) => new()
    {
        ["market"] = market, ["status"] = "OPEN", ["side"] = side, ["size"] = size, ["entryPrice"] = entry, ["unrealizedPnl"] = gain,
    };

    private static JsonObject Fractions(string initial, string maintenance)
    {
        JsonObject Market() => new() { ["initialMarginFraction"] = initial, ["maintenanceMarginFraction"] = maintenance };
        return new() { ["markets"] = new JsonObject { ["BTC-USD"] = Market(), ["ETH-USD"] = Market() } };
    }

    // The websocket's subscription answer holds the same object as the REST answer.
    private static JsonObject Recorded2023() => new() { ["subaccount"] = Recorded("v4_subaccount_2023-11-06.json")["contents"]!["subaccount"]!.DeepClone() };

    private static JsonObject Recorded2025() => Recorded("nautilus/http_get_subaccount.json")["result"]!.DeepClone().AsObject();

    private static JsonObject RecordedMarkets() => Recorded("nautilus/http_get_perpetual_markets.json")["result"]!.DeepClone().AsObject();

    private static JsonObject Recorded(string file) => JsonNode.Parse(File.ReadAllBytes(Repository.PathOf(["tests", "data", "cosmos", "dydx", .. file.Split('/')])))!.AsObject();
}
