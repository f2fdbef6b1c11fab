using CrossChainOracle.Collateral.PerpProtocol;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.PerpProtocol;

public sealed class PerpProtocolReaderTests
{
    private const string UsdcMarket = "0x7f5c764cbc14f9669b88837ca1490cca17c31607";
    private const string WethMarket = "0x4200000000000000000000000000000000000006";

    private static readonly PerpProtocolMarkets Markets = new(
        ChainId.Eip155(10),
        EvmAddress.Parse("0xAD7b4C162707E0B2b5f6fdDbD3f8538A5fbA0d60"),
        EvmAddress.Parse("0xA7f3FC32043757039d5e13d790EE43edBcBa8b7c"),
        EvmAddress.Parse(UsdcMarket),
        [new(EvmAddress.Parse(UsdcMarket), 6), new(EvmAddress.Parse(WethMarket), 18)]);

    private static readonly PerpProtocolReader Reader = new(Markets);
    private static readonly Conversation Recorded = Conversation.Load("perp-v2");

    /// <summary>100 settled, worth -12.5 with everything that would be settled: 112.5 is owed.</summary>
    [Fact]
    public void BalancesAndWhatIsNotSettled_AreStatedExactly()
    {
        var answer = Recorded.Hold(Reader);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [
                $"{WethMarket} 000006 Collateral 500000000000000000",
                $"{WethMarket} 000006 Debt 0",
                $"{WethMarket} 000006 Encumbrance 300000000000000000",
                $"{UsdcMarket} c31607 Collateral 100000000",
                $"{UsdcMarket} c31607 Debt 0",
                $"{UsdcMarket} c31607 Encumbrance 100000000",
                "unsettled c31607 Debt 112500000",
                "unsettled c31607 Pending 0",
            ],
            Lines.Of(answer));
        Assert.Equal([new HealthFigure("accountValue", 880_123_456, 6), new HealthFigure("liquidationMargin", (Int128)62_500_000_000 * 1_000_000_000, 18)], answer.Health);
    }

    [Fact]
    public void Gain_IsPendingAndNeverInsideTheBalance()
    {
        var answer = Recorded.With(Reader, "getSettlementTokenValue", new AbiWriter().Int(130_000_000).ToArray());
        Assert.Equal(((UInt128?)100_000_000, (UInt128?)30_000_000, (UInt128?)0), (Lines.Amount(answer, UsdcMarket, PositionSide.Collateral), Lines.Amount(answer, "unsettled", PositionSide.Pending), Lines.Amount(answer, "unsettled", PositionSide.Debt)));
    }

    [Fact]
    public void NegativeSettlementBalance_IsDebt()
    {
        var answer = Recorded.With(Reader, "getBalanceByToken", new AbiWriter().Int(-5_000_000).ToArray(), nth: 0);
        Assert.Equal(((UInt128?)0, (UInt128?)5_000_000), (Lines.Amount(answer, UsdcMarket, PositionSide.Collateral), Lines.Amount(answer, UsdcMarket, PositionSide.Debt)));
        Assert.Equal((UInt128?)7_500_000, Lines.Amount(answer, "unsettled", PositionSide.Debt));
    }

    [Fact]
    public void NegativeBalanceOfAnotherToken_IsAProblemAndNoPosition()
    {
        var answer = Recorded.With(Reader, "getBalanceByToken", new AbiWriter().Int(-1).ToArray(), nth: 1);
        Assert.Equal([$"{WethMarket} Malformed"], Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, WethMarket, PositionSide.Collateral));
    }

    [Theory]
    [InlineData("getCollateralTokens", 1)]
    [InlineData("getSettlementTokenValue", 1)]
    [InlineData("getAccountValue", 1)]
    [InlineData("getMarginRequirementForLiquidation", 1)]
    [InlineData("getBalanceByToken", 3)]
    [InlineData("getFreeCollateralByToken", 2)]
    [InlineData("getSettlementToken", 1)]
    [InlineData("decimals", 3)]
    public void CallThatRevertsOrReturnsNothing_IsAProblem_AndWhatDependsOnItIsNotStated(string function, int problems)
    {
        Assert.All<byte[]?>([null, []], data => Assert.Equal(problems, Recorded.With(Reader, function, data).Problems.Count));
        if (function == "getSettlementToken") Assert.Empty(Recorded.With(Reader, function, null).Positions);
        if (function == "getBalanceByToken") Assert.Empty(Recorded.With(Reader, function, null).Positions);
        if (function == "getSettlementTokenValue") Assert.Null(Lines.Amount(Recorded.With(Reader, function, null), "unsettled", PositionSide.Debt));
        if (function == "getFreeCollateralByToken") Assert.Equal((UInt128)500_000_000_000_000_000, Lines.Amount(Recorded.With(Reader, function, null), WethMarket, PositionSide.Encumbrance));
    }

    [Theory]
    [InlineData("getBalanceByToken", $"{UsdcMarket} OutOfRange")]
    [InlineData("getSettlementTokenValue", "unsettled OutOfRange")]
    public void NumberThatDoesNotFit_IsAProblem(string function, string problem) =>
        Assert.Contains(problem, Lines.Problems(Recorded.With(Reader, function, new AbiWriter().Bytes32(Hash256.Parse("7" + new string('f', 63))).ToArray())));

    [Fact]
    public void AnotherSettlementToken_IsAProblemAndNoPosition()
    {
        var answer = Recorded.With(Reader, "getSettlementToken", new AbiWriter().Address(FakeAnswers.Other).ToArray());
        Assert.Equal([" WrongFeed"], Lines.Problems(answer));
        Assert.Empty(answer.Positions);
    }

    [Fact]
    public void CollateralThatIsNotConfigured_IsAProblem() =>
        Assert.Equal([$"{FakeAnswers.Other} Absent"], Lines.Problems(Recorded.With(Reader, "getCollateralTokens", new AbiWriter().Array([new AbiWriter().Address(FakeAnswers.Other)]).ToArray())));

    [Fact]
    public void DamagedAnswers_AreNeverThrownFor() => Damage.Run(20_264_003, mutator => Lines.AssertUsable(Recorded.Damaged(Reader, mutator)));

    [Fact]
    public void Markets_OfTheFile_AreRead_AndBrokenRulesAreNamed()
    {
        const string Sound = """
            [{ "chain": "eip155:10", "vault": "0xAD7b4C162707E0B2b5f6fdDbD3f8538A5fbA0d60", "accountBalance": "0xA7f3FC32043757039d5e13d790EE43edBcBa8b7c",
               "settlement": "0x7f5c764cbc14f9669b88837ca1490cca17c31607", "tokens": [{ "token": "0x7f5c764cbc14f9669b88837ca1490cca17c31607", "decimals": 6 }] }]
            """;
        var problems = new List<string>();
        Assert.Equal(Markets.Vault, Assert.Single(PerpProtocolMarkets.Parse(Json.Of(Sound), problems)).Vault);
        Assert.Empty(problems);
        _ = PerpProtocolMarkets.Parse(Json.Of(Sound.Replace($"\"settlement\": \"{UsdcMarket}\"", $"\"settlement\": \"{WethMarket}\"", StringComparison.Ordinal)), problems);
        Assert.Equal($"perp-v2[0]: settlement: {WethMarket} is not among the tokens", Assert.Single(problems));
        Assert.Throws<ArgumentException>(() => new PerpProtocolReader(Markets with { Tokens = [] }));
    }
}
