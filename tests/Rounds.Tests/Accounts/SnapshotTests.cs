using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>An account's chains joined and priced.</summary>
public sealed class SnapshotTests
{
    private static readonly Int128 Whole = FixedPoint.PowerOfTen(18);
    private static readonly PositionReading Coins = Position(AliceOne, Coin, Ether(10), 80);
    private static readonly PositionReading Dollars = Position(AliceOne, Dollar, 500_000_000, 80, PositionSide.Debt);
    private static readonly PositionReading Away = Position(AliceTwo, Far, Ether(20), 5);

    /// <summary>One ether and two far away at 2000 ± 10, 500 dollars owed at 1 ± 0.001.</summary>
    [Fact]
    public void Figures_AreTheMidWithItsHalfWidths_AndTheWorseEdgesForWhatCounts()
    {
        var snapshot = Snapshot(Coins, Dollars, Away);
        Assert.Equal(5_500 * Whole, snapshot.Equity);
        Assert.Equal((30 * Whole) + (Whole / 2), snapshot.Confidence);
        Assert.Equal((3 * 1_990 * Whole) - (500 * Whole) - (Whole / 2), snapshot.Credited);
        Assert.Equal((Int128.Zero, (500 * Whole) + (Whole / 2), Int128.Zero), (snapshot.AtRisk, snapshot.Debt, snapshot.Pending));
        Assert.Equal((3, Stage.Finalized, Verdict.All, false), (snapshot.Positions, snapshot.Stage, snapshot.Verdict, snapshot.IsIncomplete));
    }

    [Fact]
    public void WhatIsSeenAndNotCredited_IsAtRisk_AndTheStageIsTheWeakest()
    {
        var snapshot = Snapshot(Coins.Changed((Int128)Ether(5), 101), Away);
        Assert.Equal((2_000 * Whole * 7 / 2, 3 * 1_990 * Whole, 1_990 * Whole / 2), (snapshot.Equity, snapshot.Credited, snapshot.AtRisk));
        Assert.Equal((Stage.Seen, 20_000u), (snapshot.Stage, snapshot.ValidFor));
    }

    [Fact]
    public void Pending_IsInNoOtherFigure()
    {
        var under = Coins with { Key = Coins.Key with { Source = "bridge", Side = PositionSide.Pending } };
        var (with, without) = (Snapshot(Coins, under), Snapshot(Coins));
        Assert.Equal(1_990 * Whole, with.Pending);
        Assert.Equal((without.Equity, without.Confidence, without.Credited, without.AtRisk, without.Debt), (with.Equity, with.Confidence, with.Credited, with.AtRisk, with.Debt));
    }

    [Fact]
    public void Encumbrance_IsADebitOfCredit_AndAtRisk()
    {
        var locked = Position(AliceOne, Coin, Ether(4), 80, PositionSide.Encumbrance);
        var snapshot = Snapshot(Coins, locked);
        Assert.Equal((2_000 * Whole, 1_990 * Whole * 6 / 10, 1_990 * Whole * 4 / 10), (snapshot.Equity, snapshot.Credited, snapshot.AtRisk));
    }

    [Fact]
    public void Context_NamesThePriceBatches_TheBlockTimes_AndEveryPositionWithItsFact()
    {
        var batch = Run(round => round, Coins, Dollars, Away);
        var snapshot = batch.Snapshot(Alice);
        var context = batch.ContextOf(snapshot);
        Assert.Equal([EthUsd, UsdUsd], context.Prices.Select(price => price.Feed));
        Assert.Equal(PriceOf(EthUsd, "1", "0").Reference, context.Prices[0]);
        Assert.Equal((Block(9, Two).Time, Block(101).Time), (context.Oldest, context.Newest));
        Assert.Equal((uint)(Block(101).Time - Block(9, Two).Time), snapshot.Skew);
        Assert.Equal(new[] { Coins, Dollars, Away }.Select(reading => new SnapshotPart(batch.Of(reading).Position, batch.FactOf(reading))).OrderBy(part => part.Position), context.Parts);
        Assert.Empty(context.Missing);
    }

    [Fact]
    public void Verdict_IsWhatAllPricesAllow_AndOnlyRelay_WhereSomethingIsMissing_Late_OrNotHealthy()
    {
        var coins = new[] { Coins };
        Assert.Equal(Verdict.Open | Verdict.Relay, Of(round => round with { Prices = [PriceOf(EthUsd, "2000", "1") with { Verdict = Verdict.Open | Verdict.Relay }] }));
        Assert.Equal(Verdict.Relay, Of(round => round with { Problems = [new(Alice, Two, new(RejectionCode.Unreachable, "x", string.Empty, "timeout"))] }));
        Assert.Equal(Verdict.Relay, Of(round => round with { Chains = [round.Chains[0] with { Flags = ChainFlags.Stalled }, round.Chains[1]] }));
        Assert.Equal(Verdict.Relay, Of(round => round with { Prices = [] }));
        Assert.Equal(Verdict.All, Of(round => round));

        Verdict Of(Func<CollateralRound, CollateralRound> change) => Run(change, coins).Snapshot(Alice).Verdict;
    }

    [Theory]
    [InlineData(15_000, Verdict.All)]
    [InlineData(15_001, Verdict.Relay)]
    public void Skew_AbovePolicys_LeavesOnlyRelay(long skew, Verdict expected)
    {
        var answer = Coins with { Key = Coins.Key with { Source = "named" }, Pin = PinKind.Answer, At = new(0, Block(3).Hash, Block(101).Time - skew) };
        var snapshot = Snapshot(Coins, answer);
        Assert.Equal(((uint)skew, expected), (snapshot.Skew, snapshot.Verdict));
    }

    [Fact]
    public void ExpiredPrices_AreNotUsed_AndASnapshotEndsWithItsPrices()
    {
        var expired = Run(round => round with { Prices = [PriceOf(EthUsd, "2000", "10", round.ObservedAt - 1)] }, Coins);
        Assert.Equal((true, Int128.Zero, Int128.Zero), (expired.Snapshot(Alice).IsIncomplete, expired.Snapshot(Alice).Equity, expired.Snapshot(Alice).Credited));
        Assert.Equal([$"{Coin}: Absent"], expired.ContextOf(expired.Snapshot(Alice)).Missing);
        Assert.Empty(expired.ContextOf(expired.Snapshot(Alice)).Prices);
        Assert.Equal(700u, Run(round => round with { Prices = [PriceOf(EthUsd, "2000", "10", round.ObservedAt + 700)] }, Coins).Snapshot(Alice).ValidFor);
    }

    [Fact]
    public void WhatThePolicyGivesNoFeed_IsWorthNothing_AndOnlyADebtOfItIsMissing_AndLeavesNoCredit()
    {
        var owned = Position(AliceOne, Unpriced, 5, 80);
        Assert.Equal((false, 1_990 * Whole), (Snapshot(Coins, owned).IsIncomplete, Snapshot(Coins, owned).Credited));
        var under = owned with { Key = owned.Key with { Side = PositionSide.Pending } };
        Assert.False(Snapshot(Coins, under).IsIncomplete);
        var owed = owned with { Key = owned.Key with { Side = PositionSide.Debt } };
        Assert.Equal((true, Int128.Zero), (Snapshot(Coins, owed).IsIncomplete, Snapshot(Coins, owed).Credited));
        Assert.False(Snapshot(Coins, Position(AliceOne, Unpriced, 0, 80)).IsIncomplete);
    }

    [Fact]
    public void ValuesBeyond128Bits_AreMissing_AndEveryFigureIsZero()
    {
        var snapshot = Snapshot(Position(AliceOne, Dollar, UInt128.MaxValue, 80));
        Assert.Equal((true, Int128.Zero, Int128.Zero, Int128.Zero, Int128.Zero), (snapshot.IsIncomplete, snapshot.Equity, snapshot.Confidence, snapshot.Credited, snapshot.AtRisk));
    }

    private static SnapshotStatement Snapshot(params PositionReading[] positions) => Run(round => round, positions).Snapshot(Alice);

    private static StatedBatch Run(Func<CollateralRound, CollateralRound> change, params PositionReading[] positions)
    {
        var shard = new TestShard(Policy with { MaximumSkewMs = positions.Any(reading => reading.Pin == PinKind.Answer) ? 15_000 : uint.MaxValue });
        return shard.Run(change(shard.Next(Chain(One, 101, 90), Chain(Two, 9, 9)) with { Positions = positions }));
    }
}
