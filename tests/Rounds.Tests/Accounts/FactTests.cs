using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>A fact from its first sight to its end.</summary>
public sealed class FactTests
{
    private static readonly PositionReading Coins = Position(AliceOne, Coin, Ether(10), 90);

    [Fact]
    public void Upgrades_FromSeenToFinalized_KeepTheFactId()
    {
        var shard = new TestShard(Policy);
        var reading = Coins.Changed(5, 100);
        StatedBatch[] batches =
        [
            shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = [reading] }),
            shard.Run(shard.Next(Chain(One, 102, 90), Chain(Two, 9, 9)) with { Positions = [reading] }),
            shard.Run(shard.Next(Chain(One, 110, 90, 100), Chain(Two, 9, 9)) with { Positions = [reading] }),
            shard.Run(shard.Next(Chain(One, 120, 100), Chain(Two, 9, 9)) with { Positions = [reading with { Finalized = reading.Seen, Changes = [] }] }),
        ];
        Assert.Equal([Stage.Seen, Stage.Confirmed, Stage.Safe, Stage.Finalized], batches.Select(batch => batch.Of(reading).Stage));
        Assert.Single(batches.Select(batch => batch.FactOf(reading)).Distinct());
        Assert.All(batches, batch => Assert.Empty(batch.Retractions));
        Assert.Equal([60_000u, 60_000u, 60_000u, 3_600_000u], batches.Select(batch => batch.Of(reading).ValidFor));
    }

    [Fact]
    public void FactWhoseBlockIsLost_IsRetractedInThatRound_WithTheFloorAtTheLastSequenceThatStatedIt_AndMayBeRestated()
    {
        var shard = new TestShard(Policy);
        var reading = Coins.Changed(5, 100);
        shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = [reading] });
        var first = shard.Run(shard.Next(Chain(One, 101, 90), Chain(Two, 9, 9)) with { Positions = [reading] });
        shard.Run(shard.Next(Chain(One, 101, 90)));
        var again = Coins.Changed(5, 101, 1);
        var lost = Chain(One, 102, 90, null, 1) with { Lost = [new(100, Block(100).Hash, Block(100, One, 1).Hash)], ReorgDepth = 2 };
        var batch = shard.Run(shard.Next(lost, Chain(Two, 9, 9)) with { Positions = [again] });
        var retraction = Assert.Single(batch.Retractions);
        Assert.Equal(
            new RetractionStatement
            {
                FactKind = StatementKind.Collateral, Sequence = 1, Shard = Shard, Subject = first.Of(reading).Position, Fact = first.FactOf(reading),
                Lost = Block(100).Hash, Won = Block(100, One, 1).Hash, Chain = Subjects.Of(One), Height = 100,
            },
            retraction);
        Assert.Equal(Block(101, One, 1), batch.Of(again).At);
        Assert.True(batch.Batch.Header.Sequence > retraction.Sequence);
        Assert.Equal((Block(101, One, 1).Hash, 3ul), (Assert.Single(shard.Decoded.Facts).Hash, shard.Decoded.Facts[0].Sequence));
        Assert.Empty(shard.Run(shard.Next(lost)).Retractions);
    }

    [Fact]
    public void FinalizedFacts_LeaveTheState_AndAreNeverRetracted()
    {
        var shard = new TestShard(Policy);
        var reading = Coins.Changed(5, 100);
        shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = [reading] });
        Assert.Single(shard.Decoded.Facts);
        shard.Run(shard.Next(Chain(One, 120, 100)));
        Assert.Empty(shard.Decoded.Facts);
        Assert.Empty(shard.Run(shard.Next(Chain(One, 121, 100) with { Lost = [new(100, Block(100).Hash, default)] })).Retractions);
    }

    [Fact]
    public void FactsOfAnAnswer_AreOnlySeen_AndNothingCanTakeTheirBlock()
    {
        var shard = new TestShard(Policy);
        var batch = shard.Run(shard.Next(Chain(One, 200, 190), Chain(Two, 9, 9)) with { Positions = [Coins with { Pin = PinKind.Answer, At = Block(0) }] });
        Assert.Equal(Stage.Seen, batch.Of(Coins).Stage);
        Assert.Empty(shard.Decoded.Facts);
    }

    [Fact]
    public void ReadingWhoseBlockIsLost_OrIsNotTheChains_IsAGap_AndNotStated()
    {
        foreach (var (chain, at) in new[]
        {
            (Chain(One, 102, 90) with { Lost = [new(100, Block(100).Hash, default)] }, Block(100)),
            (Chain(One, 102, 90), Block(102, One, 7)),
            (Chain(One, 102, 90), Block(90, One, 7)),
        })
        {
            var shard = new TestShard(Policy);
            var batch = shard.Run(shard.Next(chain, Chain(Two, 9, 9)) with { Positions = [Coins with { At = at }] });
            Assert.Empty(batch.Collateral);
            Assert.Equal((CollateralGapReason.ReadFailed, Alice, Subjects.Of(One)), (Assert.Single(batch.Gaps).Reason, batch.Gaps[0].Account, batch.Gaps[0].Chain));
        }
    }

    [Fact]
    public void MarketIndices_AreUpgradedAndRetracted_AsPositionsAre_AndOneOfAnotherAssetIsLeftOut()
    {
        var shard = new TestShard(Policy);
        var market = new MarketReading(new(One, "vault", "m", Dollar, PositionSide.Collateral), 6, new(11, 10), new(1, 1), Block(100), Authenticity.QuorumRead, PinKind.Hash);
        var batch = shard.Run(shard.Next(Chain(One, 100, 90)) with { Markets = [market, market with { Market = market.Market with { Asset = Far } }, market with { Market = market.Market with { Market = "n" }, Decimals = 7 }] });
        var stated = Assert.Single(batch.Statements.OfType<MarketIndexStatement>());
        Assert.Equal((Subjects.Of(market.Market), Stage.Seen), (stated.Market, stated.Stage));
        var lost = shard.Run(shard.Next(Chain(One, 100, 90, null, 1) with { Lost = [new(100, Block(100).Hash, Block(100, One, 1).Hash)] }));
        Assert.Equal((StatementKind.MarketIndex, stated.Market, 0ul), (Assert.Single(lost.Retractions).FactKind, lost.Retractions[0].Subject, lost.Retractions[0].Sequence));
    }

    [Fact]
    public void Absence_IsStated()
    {
        var shard = new TestShard(Policy);
        var batch = shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = [Position(AliceOne, Coin, 0, 80)] });
        Assert.True(Assert.Single(batch.Collateral).IsAbsent);
        Assert.Equal(Stage.Finalized, batch.Collateral[0].Stage);
        Assert.Equal((Int128.Zero, false), (batch.Snapshot(Alice).Equity, batch.Snapshot(Alice).IsIncomplete));
    }
}
