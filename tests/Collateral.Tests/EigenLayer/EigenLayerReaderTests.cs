using CrossChainOracle.Collateral.EigenLayer;
using CrossChainOracle.Collateral.Tests.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Collateral.Tests.EigenLayer;

public sealed class EigenLayerReaderTests
{
    private const string StethMarket = "0x93c4b944d05dfe6df7645a86cd2206016c51564d";
    private const string EtherMarket = "0xbeac0eeeeeeeeeeeeeeeeeeeeeeeeeeeeeebeac0";

    private static readonly EigenLayerStrategy Steth = new(EvmAddress.Parse(StethMarket), EigenLayerKind.Rebasing, EvmAddress.Parse("0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84"), 18);
    private static readonly EigenLayerStrategy Ether = new(EvmAddress.Parse(EtherMarket), EigenLayerKind.Native, default, 18);

    private static readonly EigenLayerMarkets Markets = new(
        ChainId.Eip155(1), EvmAddress.Parse("0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A"), EvmAddress.Parse("0x858646372CC42E1A627fcE94aa7A7033e7CF075A"), [Steth, Ether]);

    private static readonly EigenLayerReader Reader = new(Markets);
    private static readonly Conversation Recorded = Conversation.Load("eigenlayer");

    /// <summary>3 withdrawable of 3.75 deposited shares at (1100 + 1000 wei) ÷ (1000 + 1000 wei) each; the queue, slashes applied, is pending.</summary>
    [Fact]
    public void WithdrawableSharesCount_AndTheQueueIsPending()
    {
        var answer = Recorded.Hold(Reader);
        Assert.Empty(answer.Problems);
        Assert.Equal(
            [
                $"{StethMarket} d7fe84 Collateral 3299999999999999999",
                $"{StethMarket} d7fe84 Pending 824999999999999999",
                $"{EtherMarket} 60 Collateral 32000000000000000000",
                $"{EtherMarket} 60 Pending 2000000000000000000",
            ],
            Lines.Of(answer));
        Assert.Equal((UInt128)3_000_000_000_000_000_000, answer.Positions[0].Shares);
    }

    [Fact]
    public void StrategyThatConvertsOtherwise_IsAProblemAndNoPosition()
    {
        var answer = Recorded.With(Reader, "sharesToUnderlyingView", new AbiWriter().UInt((UInt128)1_100_000_000_000 * 1_000_000_000 + 999).ToArray());
        Assert.Equal([$"{StethMarket} Malformed"], Lines.Problems(answer));
        Assert.Equal(2, answer.Positions.Count);
    }

    [Theory]
    [InlineData("getWithdrawableShares", 2, 0)]
    [InlineData("getQueuedWithdrawals", 1, 2)]
    [InlineData("underlyingToken", 1, 2)]
    [InlineData("decimals", 1, 2)]
    [InlineData("balanceOf", 1, 2)]
    [InlineData("totalShares", 1, 2)]
    [InlineData("sharesToUnderlyingView", 1, 2)]
    public void CallThatRevertsReturnsNothingOrTooMuch_IsAProblem_AndItsLinesAreNotStated(string function, int problems, int positions) =>
        Assert.All<byte[]?>([null, [], Lines.Huge], data =>
        {
            var answer = Recorded.With(Reader, function, data);
            Assert.Equal((problems, positions), (answer.Problems.Count, answer.Positions.Count));
        });

    [Fact]
    public void StrategyOfAnotherToken_IsAProblemAndNoPosition()
    {
        var answer = Recorded.With(Reader, "underlyingToken", new AbiWriter().Address(FakeAnswers.Other).ToArray());
        Assert.Equal([$"{StethMarket} WrongFeed"], Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, StethMarket, PositionSide.Collateral));
    }

    [Fact]
    public void DecimalsThatAreNotTheConfiguredOnes_AreAProblem() =>
        Assert.Equal([$"{StethMarket} WrongFeed"], Lines.Problems(Recorded.With(Reader, "decimals", new AbiWriter().UInt(6).ToArray())));

    [Fact]
    public void WithdrawalOfAnotherStaker_IsAProblem_AndTheQueueIsNotStated()
    {
        var queue = Hex.Encode(Recorded.ReturnsOf("getQueuedWithdrawals")).Replace(Recorded.Owner.ToString()[2..], FakeAnswers.Other.ToString()[2..], StringComparison.Ordinal);
        var answer = Recorded.With(Reader, "getQueuedWithdrawals", Convert.FromHexString(queue[2..]));
        Assert.Contains(" WrongFeed", Lines.Problems(answer));
        Assert.Null(Lines.Amount(answer, EtherMarket, PositionSide.Pending));
        Assert.Equal((UInt128)32_000_000_000 * 1_000_000_000, Lines.Amount(answer, EtherMarket, PositionSide.Collateral));
    }

    /// <summary>Events are enough only where nothing stated changes without one.</summary>
    [Fact]
    public void Watches_AreOfPublishedEvents_AndEmptyWhereSharesOrTheirWorthChangeWithoutOne()
    {
        Assert.Empty(Reader.Watches);
        Assert.Empty(new EigenLayerReader(Markets with { Strategies = [Ether] }).Watches);
        var watches = new EigenLayerReader(Markets with { Strategies = [Steth with { Kind = EigenLayerKind.Token }] }).Watches;
        Assert.Equal(Recorded.Topics.Values.Order(), watches.Select(watch => watch.Topic0).Order());
        Assert.All(watches, watch => Assert.Equal(watch.Topic0 == Recorded.Topics["Deposit"] ? Markets.StrategyManager : Markets.DelegationManager, watch.Contract));
        Assert.All(watches, watch => Assert.Empty(watch.OwnerTopics));
    }

    [Fact]
    public void DamagedAnswers_AreNeverThrownFor() => Damage.Run(20_264_004, mutator => Lines.AssertUsable(Recorded.Damaged(Reader, mutator)));

    [Fact]
    public void Markets_OfTheFile_AreRead_AndBrokenRulesAreNamed()
    {
        const string Sound = """
            [{ "chain": "eip155:1", "delegationManager": "0x39053D51B77DC0d36036Fc1fCc8Cb819df8Ef37A", "strategyManager": "0x858646372CC42E1A627fcE94aa7A7033e7CF075A",
               "strategies": [{ "strategy": "0xbeaC0eeEeeeeEEeEeEEEEeeEEeEeeeEeeEEBEaC0", "kind": "native", "decimals": 18 }] }]
            """;
        var problems = new List<string>();
        Assert.Equal(Ether, Assert.Single(EigenLayerMarkets.Parse(Json.Of(Sound), problems)).Strategies.Single());
        Assert.Empty(problems);
        _ = EigenLayerMarkets.Parse(Json.Of(Sound.Replace("\"native\"", "\"token\"", StringComparison.Ordinal)), problems);
        Assert.Equal($"eigenlayer[0]: strategies: {EtherMarket} is Token and has token 0x{new string('0', 40)}", Assert.Single(problems));
        Assert.Throws<ArgumentException>(() => new EigenLayerReader(Markets with { Strategies = [] }));
    }
}
