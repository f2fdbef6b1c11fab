using CrossChainOracle.Collateral.Aevo;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Tests.Api;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Tests.Aevo;

public sealed class AevoReaderTests
{
    private const string Owner = "0x00000000000000000000000000000000000a11ce";

    private static readonly AevoMarkets Markets = new(
        ChainId.Eip155(2999),
        AssetId.Parse("eip155:2999/aevo:USDC"),
        6,
        [new("USDC", AssetId.Parse("eip155:2999/aevo:USDC"), 6), new("WETH", AssetId.Parse("eip155:2999/aevo:WETH"), 18), new("USDT", AssetId.Parse("eip155:2999/aevo:USDT"), 6)]);

    private static readonly AevoReader Reader = new(Markets);
    private static readonly string Sound = System.Text.Encoding.UTF8.GetString(ApiConversation.File("aevo", "account_schema_example.json"));

    /// <summary>Cross positions are netted to a gain of 12.23; the isolated loss is debt, rounded up.</summary>
    [Fact]
    public void Account_IsStatedExactly()
    {
        var answer = Read(Sound);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [
                "account USDC Collateral 15000123456",
                "account USDC Debt 0",
                "account USDC Encumbrance 14989623456",
                "account USDT Collateral 0",
                "account USDT Debt 0",
                "account USDT Encumbrance 0",
                "account WETH Collateral 500000000000000000",
                "account WETH Debt 0",
                "account WETH Encumbrance 300000000000000000",
                "account/credit USDC Debt 100000000",
                "account/unsettled USDC Debt 5000001",
                "account/unsettled USDC Pending 12230000",
            ],
            Lines.Of(answer));
        Assert.Equal(["equity", "initialMargin", "maintenanceMargin"], answer.Health.Select(figure => figure.Name));
    }

    [Fact]
    public void AnswerAboutAnotherAccount_IsRefused()
    {
        var answer = Read(Sound.Replace(Owner, FakeAnswers.Other.ToString(), StringComparison.Ordinal));
        Assert.Equal([" WrongFeed"], Lines.Problems(answer));
        Assert.Empty(answer.Positions);
    }

    [Fact]
    public void OwnerThatIsNoAddress_IsAskedNothing() => Assert.Single(Assert.IsType<ApiStep.Done>(Reader.Step("alice", [])).Answer.Problems);

    [Fact]
    public void BalanceBelowZero_IsDebt_AndAProblemWhereItsAssetIsNotConfigured()
    {
        var answer = Read(Sound.Replace("\"15000.123456\"", "\"-0.0000001\"", StringComparison.Ordinal).Replace("\"balance\": \"1\"", "\"balance\": \"-1\"", StringComparison.Ordinal));
        Assert.Equal(["account Absent"], Lines.Problems(answer));
        Assert.Equal(((UInt128?)0, (UInt128?)1, (UInt128?)0), (Lines.Amount(answer, "account", PositionSide.Collateral, "USDC"), Lines.Amount(answer, "account", PositionSide.Debt, "USDC"), Lines.Amount(answer, "account", PositionSide.Encumbrance, "USDC")));
    }

    [Theory]
    [InlineData("15000.123456")]
    [InlineData("1.5e4")]
    [InlineData("\"1.5e4\"")]
    [InlineData("\"999999999999999999999999999999999999999999\"")]
    [InlineData("null")]
    [InlineData("[]")]
    public void AmountThatIsNoDecimalText_IsRefusedWithTheWholeAnswer(string amount)
    {
        var answer = Read(Sound.Replace("\"15000.123456\"", amount, StringComparison.Ordinal));
        Assert.Equal([" Malformed"], Lines.Problems(answer));
        Assert.Empty(answer.Positions);
        Assert.Contains(".collaterals[0].balance must be a decimal number", answer.Problems[0].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("equity")]
    [InlineData("initial_margin")]
    [InlineData("collaterals")]
    [InlineData("positions")]
    [InlineData("unrealized_pnl")]
    [InlineData("available_balance")]
    public void MemberThatIsMissing_IsRefused(string member) =>
        Assert.Equal([" Malformed"], Lines.Problems(Read(Sound.Replace($"\"{member}\"", $"\"{member}_\"", StringComparison.Ordinal))));

    [Fact]
    public void AssetThatIsThereTwice_IsAProblemAndNoPosition()
    {
        var answer = Read(Sound.Replace("weETH", "WETH", StringComparison.Ordinal));
        Assert.Equal(["account Malformed"], Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, "account", PositionSide.Collateral, "WETH"));
    }

    [Fact]
    public void AnswerThatIsNone_IsAProblem()
    {
        Assert.Equal([" Unauthorized"], Lines.Problems(ApiConversation.Read(Reader, Owner, new ApiAnswer.Failed(RejectionCode.Unauthorized, "status 401"))));
        Assert.Equal([" Absent"], Lines.Problems(ApiConversation.Read(Reader, Owner, new ApiAnswer.NotFound())));
        Assert.Equal([" Malformed"], Lines.Problems(Read("{\"error\":\"INTERNAL_ERROR\"}")));
    }

    [Fact]
    public void DamagedAnswers_AreNeverThrownFor()
    {
        var sound = System.Text.Encoding.UTF8.GetBytes(Sound);
        Damage.Run(20_264_007, mutator => Lines.AssertUsable(ApiConversation.Read(Reader, Owner, new ApiAnswer.Ok(mutator.Next(sound)))));
    }

    [Fact]
    public void Markets_OfTheFile_AreRead_AndBrokenRulesAreNamed()
    {
        const string File = """
            [{ "chain": "eip155:2999", "dollar": "eip155:2999/aevo:USDC", "dollarDecimals": 6, "collaterals": [{ "name": "USDC", "asset": "eip155:2999/aevo:USDC", "decimals": 6 }] }]
            """;
        var problems = new List<string>();
        Assert.Equal(Markets.Collaterals[0], Assert.Single(AevoMarkets.Parse(Json.Of(File), problems)).Collaterals.Single());
        Assert.Empty(problems);
        _ = AevoMarkets.Parse(Json.Of(File.Replace("[{ \"name\": \"USDC\", \"asset\": \"eip155:2999/aevo:USDC\", \"decimals\": 6 }]", "[]", StringComparison.Ordinal)), problems);
        Assert.Equal("aevo[0]: collaterals: there must be at least one", Assert.Single(problems));
        Assert.Throws<ArgumentException>(() => new AevoReader(Markets with { Collaterals = [] }));
    }

    private static ProtocolAnswer Read(string body) => ApiConversation.Read(Reader, Owner, ApiConversation.Ok(body));
}
