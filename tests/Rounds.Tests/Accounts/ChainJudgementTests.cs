using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>What becomes of accounts when a chain is not to be trusted.</summary>
public sealed class ChainJudgementTests
{
    private static readonly PositionReading[] Positions = [Position(AliceOne, Coin, Ether(10), 80), Position(AliceTwo, Far, Ether(20), 5)];

    public static TheoryData<string> Faults => ["changed", "lost", "flagged"];

    [Theory]
    [MemberData(nameof(Faults))]
    public void ChangedFinalizedBlock_MakesThatChainFaultyForGood_AndTheOthersGoOn(string how)
    {
        var shard = new TestShard(Policy);
        Assert.Equal(2, shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = Positions }).Collateral.Count);
        var bad = how switch
        {
            "changed" => Chain(One, 101, 90) with { Finalized = Block(90, One, 1) },
            "lost" => Chain(One, 101, 95) with { Lost = [new(89, Block(89).Hash, Block(89, One, 1).Hash)] },
            _ => Chain(One, 101, 95) with { Flags = ChainFlags.Fault },
        };
        foreach (var reading in new[] { bad, Chain(One, 130, 120) })
        {
            var batch = shard.Run(shard.Next(reading, Chain(Two, 10, 9)) with { Positions = Positions });
            Assert.Equal(Far, Assert.Single(batch.Collateral).Position == Subjects.Of(Alice, Positions[1].Key) ? Far : Coin);
            Assert.Equal((CollateralGapReason.ChainFault, Subjects.Of(One), Start + 1_000), (Assert.Single(batch.Gaps).Reason, batch.Gaps[0].Chain, batch.Gaps[0].From));
            var status = batch.Chains.Single(chain => chain.Chain == Subjects.Of(One));
            Assert.Equal((true, 0ul), (status.Flags.HasFlag(ChainFlags.Fault), status.ScannedTo));
            Assert.Equal((ChainFlags.None, 10ul), (batch.Chains.Single(chain => chain.Chain == Subjects.Of(Two)).Flags, batch.Chains.Single(chain => chain.Chain == Subjects.Of(Two)).ScannedTo));
            Assert.True(batch.Snapshot(Alice).IsIncomplete);
            Assert.Equal(Verdict.Relay, batch.Snapshot(Alice).Verdict);
        }

        Assert.True(shard.Decoded.Chains.Single(chain => chain.Chain == One).IsFaulty);
    }

    [Fact]
    public void StaleFinalizedHead_IsAnUnknownChain_UntilItIsAsFarAgain()
    {
        var shard = new TestShard(Policy);
        shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = Positions });
        var stale = shard.Run(shard.Next(Chain(One, 100, 89), Chain(Two, 9, 9)) with { Positions = Positions });
        Assert.Equal(CollateralGapReason.ChainUnknown, Assert.Single(stale.Gaps).Reason);
        Assert.Equal(ChainFlags.Stalled, stale.Chains.Single(chain => chain.Chain == Subjects.Of(One)).Flags);
        Assert.Equal(90ul, shard.Decoded.Chains.Single(chain => chain.Chain == One).Finalized);
        var missing = shard.Run(shard.Next(Chain(Two, 9, 9)) with { Positions = Positions });
        Assert.Equal((CollateralGapReason.ChainUnknown, Start + 1_000), (Assert.Single(missing.Gaps).Reason, missing.Gaps[0].From));
        var back = shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = Positions });
        Assert.Equal((0, 2), (back.Gaps.Count, back.Collateral.Count));
        Assert.Empty(shard.Decoded.Gaps);
    }

    [Fact]
    public void FactsOfAChainThatCannotBeUsed_AreKept_AndStillRetracted()
    {
        var shard = new TestShard(Policy);
        var reading = Positions[0].Changed(5, 100);
        shard.Run(shard.Next(Chain(One, 100, 90), Chain(Two, 9, 9)) with { Positions = [reading] });
        shard.Run(shard.Next(Chain(Two, 9, 9)));
        Assert.Single(shard.Decoded.Facts);
        var faulty = shard.Run(shard.Next(Chain(One, 101, 90, null, 1) with { Flags = ChainFlags.Fault, Lost = [new(100, Block(100).Hash, default)] }));
        Assert.Equal((0ul, Hash256.Zero), (Assert.Single(faulty.Retractions).Sequence, faulty.Retractions[0].Won));
    }

    [Fact]
    public void Gap_OfWhatThePolicyDoesNotLinkAnyMore_LeavesTheState()
    {
        var shard = new TestShard(Policy);
        shard.Run(shard.Next(Chain(One, 100, 90)) with { Problems = [new(Bob, One, new(RejectionCode.Unreachable, "erc20", string.Empty, "timeout"))] });
        Assert.Equal(new(Bob, One, Start), Assert.Single(shard.Decoded.Gaps));
        var without = new TestShard(Policy with { Accounts = [Policy.Accounts[0]] });
        var round = without.Next(Chain(One, 100, 90)) with { Sequence = 1, ValidAfter = shard.Decoded.ObservedAt, ObservedAt = shard.Decoded.ObservedAt + 1, PreviousDigest = Block(1).Hash };
        Assert.Null(without.Rules.Compute(TestKit.Samples.Domain, shard.State, CollateralRoundCodec.Encode(round), null, out var batch));
        Assert.Empty(((Rounds.Accounts.CollateralBatch)batch!).State.Gaps);
    }
}
