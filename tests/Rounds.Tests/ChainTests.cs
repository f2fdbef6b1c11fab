using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Rounds.Tests;

/// <summary>A shard over many rounds, and the auditor who has nothing but the stored bytes.</summary>
public class ChainTests
{
    [Fact]
    public void FromStoredBytes_EveryBatchOfALongRun_IsRecomputedToTheSameDigest()
    {
        var policy = Samples.Policy();
        var policyBytes = PolicyCodec.Encode(policy);
        var rounds = new RandomRounds(21, policy);
        var state = ShardState.Initial(Samples.Shard, Samples.StartedAt);
        var previous = Hash256.Zero;
        var stored = new List<(byte[] State, byte[] Round, byte[] Batch, Hash256 Digest)>();
        for (var i = 0; i < 500; i++)
        {
            var round = rounds.Next(state, previous);
            Assert.Null(BatchComputation.Check(PolicyCodec.Digest(policy), policy, state, round));
            var batch = BatchComputation.Run(Samples.Domain, policy, state, round);
            stored.Add((StateCodec.Encode(state), RoundCodec.Encode(round), batch.EncodeUnsigned(), batch.Digest));
            Assert.Equal(previous, batch.Header.PreviousDigest);
            Assert.Equal((ulong)i, batch.Header.Sequence);
            Assert.Equal(Keccak256.Hash(batch.StateBytes.Span), batch.Header.StateDigest);
            (state, previous) = (batch.State, batch.Digest);
        }

        Assert.Null(PolicyCodec.Decode(policyBytes, out var readPolicy));
        for (var i = 0; i < stored.Count; i++)
        {
            Assert.Null(StateCodec.Decode(stored[i].State, out var readState));
            Assert.Null(RoundCodec.Decode(stored[i].Round, out var readRound));
            Assert.Equal(stored[i].State, StateCodec.Encode(readState!));
            Assert.Equal(stored[i].Round, RoundCodec.Encode(readRound!));
            Assert.Null(BatchComputation.Check(PolicyCodec.Digest(readPolicy!), readPolicy!, readState!, readRound!));
            var batch = BatchComputation.Run(new SigningDomain("crosschainoracle:test"), readPolicy!, readState!, readRound!);
            Assert.True(stored[i].Digest == batch.Digest && stored[i].Batch.AsSpan().SequenceEqual(batch.EncodeUnsigned()), $"seed 21, round {i}");
            Assert.True(i + 1 == stored.Count || batch.StateBytes.Span.SequenceEqual(stored[i + 1].State), $"seed 21, state after round {i}");
        }

        Assert.Equal(stored.Count, stored.Select(item => item.Digest).Distinct().Count());
    }

    [Fact]
    public void AnotherDeployment_Epoch_OrPreviousDigest_GivesAnotherDigest()
    {
        var policy = Samples.Policy();
        var state = ShardState.Initial(Samples.Shard, Samples.StartedAt);
        var round = Samples.Round(policy, state, default, Samples.StartedAt + 1_000);
        Hash256[] digests =
        [
            BatchComputation.Run(Samples.Domain, policy, state, round).Digest,
            BatchComputation.Run(new SigningDomain("crosschainoracle:main"), policy, state, round).Digest,
            BatchComputation.Run(Samples.Domain, policy, state, round with { Epoch = 2 }).Digest,
            BatchComputation.Run(Samples.Domain, policy, state, round with { PreviousDigest = Keccak256.Hash("x"u8) }).Digest,
            BatchComputation.Run(Samples.Domain, policy, state, round with { Observations = [.. round.Observations.Skip(1)] }).Digest,
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public void AChangedInput_ChangesTheInputsRoot_EvenWhereItChangesNoPrice()
    {
        var policy = Samples.Policy();
        var state = ShardState.Initial(Samples.Shard, Samples.StartedAt);
        var round = Samples.Round(policy, state, default, Samples.StartedAt + 1_000);
        var late = round with { Observations = [round.Observations[0] with { ReceivedAt = round.Observations[0].ReceivedAt + 1 }, .. round.Observations.Skip(1)] };
        var (a, b) = (BatchComputation.Run(Samples.Domain, policy, state, round), BatchComputation.Run(Samples.Domain, policy, state, late));
        Assert.Equal((a.Header.Root, a.Header.StateDigest), (b.Header.Root, b.Header.StateDigest));
        Assert.NotEqual(a.Digest, b.Digest);
    }
}
