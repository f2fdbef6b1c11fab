using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Rounds.Accounts;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Rounds.Tests.Accounts;

/// <summary>Random chains of rounds over a chain that is reorganised, against a model that only knows which blocks stand.</summary>
public sealed class HistoryTests
{
    private const int Histories = 60;
    private const int Rounds = 60;

    /// <summary>Whatever is stated, and can still be lost, is retracted in the round in which its block is gone, and nothing else is.</summary>
    [Fact]
    public void EveryStatedFact_IsRetractedExactlyWhenItsBlockIsLost_WithTheLastSequenceThatStatedIt()
    {
        var (retracted, upgraded) = (0, 0);
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = new RandomHistory(seed, Policy);
            var open = new Dictionary<Hash256, (StatementKind Kind, Anchor At, ulong Sequence, Stage Stage)>();
            foreach (var (shard, _, bytes) in history.Take(Rounds))
            {
                Assert.Null(CollateralRoundCodec.Decode(bytes, out var round));
                Assert.Null(shard.Try(round!, out var computed));
                var batch = StatedBatch.Of((CollateralBatch)computed!);
                var sequence = batch.Batch.Header.Sequence;
                var gone = open.Where(fact => fact.Value.At.Height > history.Head || history[fact.Value.At.Height].Hash != fact.Value.At.Hash).OrderBy(fact => fact.Key).ToList();
                Assert.Equal(
                    gone.Select(fact => (fact.Value.Kind, fact.Key, fact.Value.Sequence, fact.Value.At.Hash, fact.Value.At.Height)),
                    batch.Retractions.Select(retraction => (retraction.FactKind, retraction.Subject, retraction.Sequence, retraction.Lost, retraction.Height)));
                Assert.All(batch.Retractions, retraction => Assert.Equal(retraction.Height <= history.Head ? history[retraction.Height].Hash : default, retraction.Won));
                retracted += gone.Count;
                foreach (var fact in gone) open.Remove(fact.Key);
                foreach (var (subject, kind, at, stage) in Stated(batch))
                {
                    if (open.TryGetValue(subject, out var before) && before.At == at)
                    {
                        // A reorganisation above it may leave a block that still stands with fewer on top.
                        Assert.True(stage >= before.Stage || round!.Chains.Any(chain => chain.ReorgDepth > 0), $"seed {seed}: {before.Stage} to {stage}");
                        upgraded += stage > before.Stage ? 1 : 0;
                    }

                    open[subject] = (kind, at, sequence, stage);
                }

                foreach (var done in open.Where(fact => fact.Value.At.Height <= history.Finalized).ToList()) open.Remove(done.Key);
                Assert.Equal(open.OrderBy(fact => fact.Key).Select(fact => (fact.Key, fact.Value.At.Hash, fact.Value.Sequence)), ((CollateralBatch)computed!).State.Facts.Select(fact => (fact.Subject, fact.Hash, fact.Sequence)));
            }
        }

        Assert.True(retracted > 500 && upgraded > 300, $"{retracted} retracted, {upgraded} upgraded: the histories show too little");
    }

    [Fact]
    public void Statements_AreWhatTheChainSays_AndACreditIsNeverMoreThanIsFinalAndSeen()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var history = new RandomHistory(seed, Policy);
            foreach (var (shard, _, bytes) in history.Take(Rounds))
            {
                Assert.Null(CollateralRoundCodec.Decode(bytes, out var round));
                Assert.Null(shard.Try(round!, out var computed));
                var batch = StatedBatch.Of((CollateralBatch)computed!);
                foreach (var owner in new[] { AliceOne, BobOne })
                {
                    var reading = history.ReadingOf(owner);
                    if (batch.Collateral.SingleOrDefault(statement => statement.Position == Subjects.Of(reading.Account, reading.Key)) is not { } stated) continue;
                    Assert.Equal((reading.Seen, reading.Finalized, reading.At), (stated.Seen, stated.Finalized, stated.At));
                    Assert.True(stated.Credited <= UInt128.Min(stated.Seen, stated.Finalized), $"seed {seed}: {stated}");
                }
            }
        }
    }

    [Fact]
    public void PermutingAndRepeatingInputs_ChangesNothing()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var history = new RandomHistory(seed, Policy);
            foreach (var (shard, _, bytes) in history.Take(20))
            {
                Assert.Null(CollateralRoundCodec.Decode(bytes, out var round));
                Assert.Equal(bytes, CollateralRoundCodec.Encode(history.Disorder(round!)));
                var shuffled = round! with { Positions = [.. round!.Positions.Reverse()], Problems = [.. round.Problems.Reverse()], Chains = [.. round.Chains.Reverse()], Prices = [.. round.Prices.Reverse()] };
                Assert.Null(CollateralComputation.Run(Samples.Domain, Policy, shard.Decoded, round, out var one));
                Assert.Null(CollateralComputation.Run(Samples.Domain, Policy, shard.Decoded, shuffled, out var other));
                Assert.Equal(one!.Digest, other!.Digest);
            }
        }
    }

    /// <summary>The auditor, who has nothing but the stored bytes.</summary>
    [Fact]
    public void FromStoredBytes_EveryBatch_IsRecomputedToTheSameBytes()
    {
        var policy = CollateralPolicyCodec.Encode(Policy);
        var stored = new List<(byte[] State, byte[] Round, byte[] Batch, Hash256 StateDigest)>();
        foreach (var (shard, state, round) in new RandomHistory(77, Policy).Take(200))
        {
            Assert.Null(shard.Rules.Compute(Samples.Domain, state, round, null, out var batch));
            stored.Add((state, round, batch!.EncodeUnsigned(), batch.Header.StateDigest));
        }

        Assert.Null(ShardRules.Open(policy, out var rules));
        Assert.IsType<CollateralRules>(rules);
        for (var i = 0; i < stored.Count; i++)
        {
            Assert.Null(rules.Compute(new SigningDomain("crosschainoracle:test"), stored[i].State, stored[i].Round, null, out var again));
            Assert.Equal(stored[i].Batch, again!.EncodeUnsigned());
            Assert.True(i + 1 == stored.Count || Keccak256.Hash(stored[i + 1].State) == stored[i].StateDigest);
        }
    }

    private static IEnumerable<(Hash256 Subject, StatementKind Kind, Anchor At, Stage Stage)> Stated(StatedBatch batch) => batch.Statements.SelectMany(statement => statement switch
    {
        CollateralStatement collateral => [(collateral.Position, statement.Kind, collateral.At, collateral.Stage)],
        MarketIndexStatement market => [(market.Market, statement.Kind, market.At, market.Stage)],
        _ => Array.Empty<(Hash256, StatementKind, Anchor, Stage)>(),
    });
}
