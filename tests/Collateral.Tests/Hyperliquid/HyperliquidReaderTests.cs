using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Hyperliquid;
using CrossChainOracle.Collateral.Tests.Api;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Hyperliquid;

public sealed class HyperliquidReaderTests
{
    private const string Owner = "0x00000000000000000000000000000000000a11ce";
    private const string Vault = "0x07fd993f0fa3a185f7207adccd29f7a87404689d";

    internal static readonly HyperliquidMarkets Markets = new(
        ChainId.Eip155(999),
        AssetId.Parse("eip155:999/hcore:0"),
        6,
        [new(0, 5), new(1, 4)],
        [new(0, AssetId.Parse("eip155:999/hcore:0"), 6, 8), new(150, AssetId.Parse("eip155:999/slip44:2457"), 18, 8)],
        [EvmAddress.Parse(Vault)]);

    private static readonly HyperliquidReader Reader = new(Markets);
    private static readonly string Cross = Text("clearinghouse_state_btc_2026-09-25.json");
    private static readonly string Isolated = Text("clearinghouse_state_isolated_doc_example_2024-02-22.json");
    private static readonly string Spot = Text("spot_clearinghouse_state_usdc_2026.json");
    private static readonly string Vaults = Text("user_vault_equities_2025-08-22.json");

    [Fact]
    public void Questions_AreOfTheOwner_AsOneAddressIsWritten()
    {
        var ask = Assert.IsType<ApiStep.Ask>(Reader.Step("0x00000000000000000000000000000000000A11CE", []));
        Assert.Equal(
            [$$"""{"type":"clearinghouseState","user":"{{Owner}}"}""", $$"""{"type":"spotClearinghouseState","user":"{{Owner}}"}""", $$"""{"type":"userVaultEquities","user":"{{Owner}}"}"""],
            ask.Requests.Select(request => request.Body));
        Assert.All(ask.Requests, request => Assert.Equal("/info", request.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("0x00\",\"type\":\"x")]
    public void OwnerThatIsNoAddress_IsAskedNothing(string owner) =>
        Assert.Equal(RejectionCode.Malformed, Assert.Single(Assert.IsType<ApiStep.Done>(Reader.Step(owner, [])).Answer.Problems).Code);

    /// <summary>Gains of 11884.306507 are pending beside 26368.393493 settled; 486 may leave.</summary>
    [Fact]
    public void RecordedCrossAccount_IsStatedExactly()
    {
        var answer = Read(Cross, Spot, Vaults);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [
                "perp 0 Collateral 26368393493",
                "perp 0 Debt 0",
                "perp 0 Encumbrance 25882393493",
                "perp/unsettled 0 Debt 0",
                "perp/unsettled 0 Pending 11884306507",
                "spot 0 Collateral 11256531610",
                "spot 0 Encumbrance 9821917863",
                "spot 2457 Collateral 0",
                "spot 2457 Encumbrance 0",
                $"vault/{Vault} 0 Collateral 688536031487",
                $"vault/{Vault} 0 Encumbrance 688536031487",
            ],
            Lines.Of(answer));
        Assert.Equal(["accountValue 38252.7", "marginUsed 37766.7", "crossMaintenanceMarginUsed 4720.8375", "liquidationPx/BTC 74501.802790436"], Figures(answer));
    }

    [Fact]
    public void RecordedIsolatedAccount_HasItsLossAsDebt()
    {
        var answer = Read(Isolated, Spot, Vaults);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            ["perp 0 Collateral 13109495728", "perp 0 Debt 0", "perp 0 Encumbrance 4967826", "perp/unsettled 0 Debt 13400", "perp/unsettled 0 Pending 0"],
            Lines.Of(answer).Where(line => line.StartsWith("perp", StringComparison.Ordinal)));
    }

    [Fact]
    public void RecordedAnswerOfAnEarlierForm_IsRefused_WithTheMemberThatItLacks() =>
        Assert.Equal("clearinghouseState: .crossMaintenanceMarginUsed is missing", Assert.Single(Read(Text("user_state_2023-03-27.json"), Spot, Vaults).Problems).Detail);

    [Theory]
    [InlineData("486.0")]
    [InlineData("4860e-1")]
    [InlineData("1e400")]
    [InlineData("\"4860e-1\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"-486.0\"")]
    [InlineData("\"486.0000000000000000001\"")]
    [InlineData("\"99999999999999999999999999999999999999999\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("{}")]
    public void AmountThatIsNoDecimalText_IsAProblem_AndNoPositionOfThatAnswerIsStated(string amount)
    {
        var answer = Read(Cross.Replace("\"486.0\"", amount, StringComparison.Ordinal), Spot, Vaults);
        Assert.Equal(["perp Malformed"], Lines.Problems(answer));
        Assert.Equal(6, answer.Positions.Count);
    }

    [Theory]
    [InlineData("\"accountValue\":\"38252.7\"", "\"accountValue\":\"38252.71\"", "accountValue is")]
    [InlineData("\"totalNtlPos\":\"377667.0\"", "\"totalNtlPos\":\"1.0\"", "totalNtlPos is")]
    [InlineData("\"totalMarginUsed\":\"37766.7\"", "\"totalMarginUsed\":\"1\"", "totalMarginUsed is")]
    [InlineData("\"crossMaintenanceMarginUsed\":\"4720.8375\"", "\"crossMaintenanceMarginUsed\":\"4720.83\"", "the positions need")]
    public void AnswerThatContradictsItself_IsRefused(string sound, string broken, string reason)
    {
        var problem = Assert.Single(Read(Cross.Replace(sound, broken, StringComparison.Ordinal), Spot, Vaults).Problems);
        Assert.Equal((RejectionCode.Malformed, "perp"), (problem.Code, problem.Market));
        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void SameCoinTwice_IsRefused()
    {
        const string Begin = "\"assetPositions\":[";
        var at = Cross.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var position = Cross[at..Cross.IndexOf("],\"time\"", StringComparison.Ordinal)];
        Assert.Contains("BTC is there 2 times", Assert.Single(Read(Cross.Insert(at, position + ","), Spot, Vaults).Problems).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TokenThatIsBorrowed_IsAProblemAndNoPosition()
    {
        var answer = Read(Cross, Spot.Replace("\"token\":0,", "\"token\":0,\"borrowed\":\"1\",", StringComparison.Ordinal), Vaults);
        Assert.Equal(["spot Absent"], Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, "spot", PositionSide.Collateral, "0"));
        Assert.Equal((UInt128)0, Lines.Amount(answer, "spot", PositionSide.Collateral, "2457"));
    }

    [Fact]
    public void TokenOrVaultThatIsThereTwice_IsAProblemAndNoPosition()
    {
        var answer = Read(Cross, Spot.Replace("\"token\":360", "\"token\":0", StringComparison.Ordinal), Vaults.Replace("0x7f6ce756bdee0db22a8fbda15aa48023aae5a8be", Vault, StringComparison.Ordinal));
        Assert.Equal(["spot Malformed", $"vault/{Vault} Malformed"], Lines.Problems(answer));
        Assert.Equal(7, answer.Positions.Count);
    }

    [Fact]
    public void AnswerThatIsNone_IsAProblemOfItsOwnAndCostsNoOther()
    {
        var failed = new ApiAnswer.Failed(RejectionCode.RateLimited, "status 429");
        Assert.Equal(["perp RateLimited"], Lines.Problems(Read(failed, Spot, Vaults)));
        Assert.Equal(["spot Absent"], Lines.Problems(Read(Cross, new ApiAnswer.NotFound(), Vaults)));
        Assert.Equal([$"vault/{Vault} Malformed"], Lines.Problems(Read(Cross, Spot, "{\"a\":\"\\ud800\"}")));
        Assert.Equal(["perp Malformed"], Lines.Problems(Read("", Spot, Vaults)));
        Assert.Equal(["perp Malformed"], Lines.Problems(Read(new string('[', 100_000), Spot, Vaults)));
        Assert.Equal(["spot Oversized"], Lines.Problems(Read(Cross, new string(' ', 5 * 1024 * 1024), Vaults)));
    }

    [Fact]
    public void DamagedAnswers_AreNeverThrownFor()
    {
        byte[][] sound = [.. new[] { Cross, Isolated, Spot, Vaults }.Select(System.Text.Encoding.UTF8.GetBytes)];
        var turn = 0;
        Damage.Run(20_264_005, mutator =>
        {
            turn++;
            var answers = new[] { sound[turn % 2], sound[2], sound[3] };
            answers[turn % 3] = mutator.Next(answers[turn % 3]);
            Lines.AssertUsable(ApiConversation.Read(Reader, Owner, [.. answers.Select(body => new ApiAnswer.Ok(body))]));
        });
    }

    [Fact]
    public void Markets_OfTheFile_AreRead_AndBrokenRulesAreNamed()
    {
        const string Sound = """
            [{ "chain": "eip155:999", "dollar": "eip155:999/hcore:0", "dollarDecimals": 6, "perps": [{ "index": 0, "sizeDecimals": 5 }],
               "tokens": [{ "index": 0, "asset": "eip155:999/hcore:0", "decimals": 6, "weiDecimals": 8 }], "vaults": [{ "vault": "0x07fd993f0fa3a185f7207adccd29f7a87404689d" }] }]
            """;
        var problems = new List<string>();
        Assert.Equal(Markets.Vaults, Assert.Single(HyperliquidMarkets.Parse(Json.Of(Sound), problems)).Vaults);
        Assert.Empty(problems);
        _ = HyperliquidMarkets.Parse(Json.Of(Sound.Replace("\"sizeDecimals\": 5", "\"sizeDecimals\": 7", StringComparison.Ordinal)), problems);
        Assert.StartsWith("hyperliquid[0]: perps: 0 with 7 decimals", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new HyperliquidReader(Markets with { Tokens = [.. Markets.Tokens, Markets.Tokens[0]] }));
        Assert.Throws<ArgumentException>(() => new HyperliquidPrecompiles(Markets with { Dollar = default }));
    }

    internal static string Text(string file) => System.Text.Encoding.UTF8.GetString(ApiConversation.File("hyperliquid", file));

    private static ProtocolAnswer Read(string perps, string spot, string vaults) => Read(ApiConversation.Ok(perps), spot, vaults);

    private static ProtocolAnswer Read(ApiAnswer perps, string spot, string vaults) => ApiConversation.Read(Reader, Owner, perps, ApiConversation.Ok(spot), ApiConversation.Ok(vaults));

    private static ProtocolAnswer Read(string perps, ApiAnswer spot, string vaults) => ApiConversation.Read(Reader, Owner, ApiConversation.Ok(perps), spot, ApiConversation.Ok(vaults));

    private static IEnumerable<string> Figures(ProtocolAnswer answer) =>
        answer.Health.Select(figure => $"{figure.Name} {Price.FromScaled(figure.Value!.Value)}");
}
