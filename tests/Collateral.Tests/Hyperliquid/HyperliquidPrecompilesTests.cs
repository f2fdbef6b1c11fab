using CrossChainOracle.Collateral.Hyperliquid;
using CrossChainOracle.Collateral.Tests.Api;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.Hyperliquid;

public sealed class HyperliquidPrecompilesTests
{
    private const string Vault = "vault/0x07fd993f0fa3a185f7207adccd29f7a87404689d";

    private static readonly HyperliquidPrecompiles Reader = new(HyperliquidReaderTests.Markets);
    private static readonly Conversation Recorded = Conversation.Load("hyperliquid");

    /// <summary>A cross gain of 11884.306507 sets off no loss of the isolated position.</summary>
    [Fact]
    public void Account_IsStatedExactly()
    {
        var answer = Recorded.Hold(Reader);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [
                "perp 0 Collateral 26388393493",
                "perp 0 Debt 0",
                "perp 0 Encumbrance 25902393493",
                "perp/unsettled 0 Debt 10000000",
                "perp/unsettled 0 Pending 11884306507",
                "spot 0 Collateral 11256531610",
                "spot 0 Encumbrance 9821917863",
                "spot 2457 Collateral 0",
                "spot 2457 Encumbrance 0",
                $"{Vault} 0 Collateral 688536031487",
                $"{Vault} 0 Encumbrance 688536031487",
            ],
            Lines.Of(answer));
    }

    /// <summary>So that one account that is read both ways has each line twice, which whoever joins them sees.</summary>
    [Fact]
    public void Keys_AreThoseOfTheInfoApi()
    {
        var api = ApiConversation.Read(
            new HyperliquidReader(HyperliquidReaderTests.Markets),
            Recorded.Owner.ToString(),
            ApiConversation.Ok(HyperliquidReaderTests.Text("clearinghouse_state_btc_2026-09-25.json")),
            ApiConversation.Ok(HyperliquidReaderTests.Text("spot_clearinghouse_state_usdc_2026.json")),
            ApiConversation.Ok(HyperliquidReaderTests.Text("user_vault_equities_2025-08-22.json")));
        Assert.Equal(api.Positions.Select(position => position.Key).Order(), Recorded.Hold(Reader).Positions.Select(position => position.Key).Order());
    }

    [Fact]
    public void PositionsInPerpetualsThatAreNotRead_AreAProblem_AndTheMarginAccountIsNotStated()
    {
        var answer = Recorded.With(Reader, "position", new AbiWriter().Int(0).UInt(0).Int(0).UInt(0).Bool(false).ToArray(), nth: 1);
        Assert.Equal(["perp Absent"], Lines.Problems(answer));
        Assert.Equal(6, answer.Positions.Count);
    }

    [Theory]
    [InlineData("accountMarginSummary", "perp")]
    [InlineData("withdrawable", "perp")]
    [InlineData("position", "perp")]
    [InlineData("markPx", "perp")]
    [InlineData("spotBalance", "spot")]
    [InlineData("userVaultEquity", Vault)]
    public void CallThatRevertsReturnsNothingOrTooMuch_IsAProblem_AndItsLinesAreNotStated(string name, string market) =>
        Assert.All<byte[]?>([null, [], Lines.Huge, [.. Lines.Huge, .. Lines.Huge, .. Lines.Huge, .. Lines.Huge, .. Lines.Huge]], data =>
        {
            var answer = Recorded.With(Reader, name, data);
            Assert.NotEmpty(answer.Problems);
            Assert.All(answer.Problems, problem => Assert.Equal(market, problem.Market));
            Assert.DoesNotContain(answer.Positions, position => position.Key.Market.StartsWith(market, StringComparison.Ordinal));
        });

    /// <summary>The widest numbers that the types hold: sums leave 64 bits and not 128.</summary>
    [Fact]
    public void LargestNumbers_AreStatedOrRefused()
    {
        var position = new AbiWriter().Int(long.MinValue).UInt(ulong.MaxValue).Int(long.MinValue).UInt(uint.MaxValue).Bool(true).ToArray();
        Assert.Equal(["perp Absent"], Lines.Problems(Recorded.With(Reader, "position", position)));
    }

    [Fact]
    public void Rule_IsOfViews_AndNothingIsWatched()
    {
        Assert.Equal(CreditRule.BlockNet, Reader.Rule);
        Assert.Empty(Reader.Watches);
    }

    [Fact]
    public void DamagedAnswers_AreNeverThrownFor() => Damage.Run(20_264_006, mutator => Lines.AssertUsable(Recorded.Damaged(Reader, mutator)));
}
