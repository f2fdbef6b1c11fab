using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Aggregation;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Rounds.Tests;

/// <summary>One round, one batch.</summary>
public class BatchComputationTests
{
    private static readonly ShardPolicy Policy = Samples.Policy();
    private static readonly ShardState Start = ShardState.Initial(Samples.Shard, Samples.StartedAt);
    private static readonly Round First = Samples.Round(Policy, Start, default, Samples.StartedAt + 1_000);

    [Fact]
    public void PermutedAndRepeatedInputs_GiveTheSameBytes()
    {
        var policy = Wide(3);
        var rounds = new RandomRounds(11, policy);
        var (state, previous) = (Start, Hash256.Zero);
        for (var i = 0; i < 300; i++)
        {
            var round = rounds.Next(state, previous);
            var batch = BatchComputation.Run(Samples.Domain, policy, state, round);
            var other = BatchComputation.Run(Samples.Domain, policy, state, rounds.Disorder(round));
            Assert.True(batch.EncodeUnsigned().AsSpan().SequenceEqual(other.EncodeUnsigned()), $"seed 11, round {i}");
            Assert.Equal((batch.Digest, batch.Header), (other.Digest, other.Header));
            Assert.True(batch.StateBytes.Span.SequenceEqual(other.StateBytes.Span));
            (state, previous) = (batch.State, batch.Digest);
        }
    }

    [Fact]
    public void ARoundThatContinuesStateAndPolicy_IsAccepted() => Assert.Null(BatchComputation.Check(PolicyCodec.Digest(Policy), Policy, Start, First));

    [Fact]
    public void Check_RefusesEachMismatch_WithWhatWasStatedAndWhatWasExpected()
    {
        Mismatch("policy digest", First with { PolicyDigest = default }, $"{Hash256.Zero}", $"{First.PolicyDigest}");
        Mismatch("shard of the policy", First with { Shard = ShardId.Parse("minors") }, "minors", "majors");
        Mismatch("sequence", First with { Sequence = 1 }, "1", "0");
        Mismatch("validAfter", First with { ValidAfter = First.ValidAfter + 1 }, $"{First.ValidAfter + 1}", $"{First.ValidAfter}");
        Mismatch("validAfter", First with { ValidAfter = First.ValidAfter - 1 }, $"{First.ValidAfter - 1}", $"{First.ValidAfter}");
        Assert.Equal(new Refusal.Recomputation("shard of the state", "majors", "minors"), BatchComputation.Check(PolicyCodec.Digest(Policy), Policy, Start with { Shard = ShardId.Parse("minors") }, First));
        var late = Assert.IsType<Refusal.OutOfRange>(BatchComputation.Check(PolicyCodec.Digest(Policy), Policy, Start, First with { ObservedAt = First.ValidAfter }));
        Assert.Equal(($"{First.ValidAfter}", $"must be after {First.ValidAfter}"), (late.Value, late.Rule));

        static void Mismatch(string what, Round round, string stated, string expected) =>
            Assert.Equal(new Refusal.Recomputation(what, stated, expected), BatchComputation.Check(PolicyCodec.Digest(Policy), Policy, Start, round));
    }

    [Fact]
    public void AnyChangeOfThePolicy_IsAMismatch()
    {
        var feed = Policy.Feeds[0] with { ZMilli = Policy.Feeds[0].ZMilli + 1 };
        var other = Policy with { Feeds = [feed, Policy.Feeds[1]] };
        Assert.IsType<Refusal.Recomputation>(BatchComputation.Check(PolicyCodec.Digest(other), other, Start, First));
    }

    [Fact]
    public void AFeedWithoutAnyInput_IsAGap_AndTheOthersKeepTheirPrice()
    {
        var silent = Policy.Feeds[0].Feed;
        var batch = Run(First with { Observations = [.. First.Observations.Where(item => item.Feed != silent)] });
        Assert.Equal([StatementKind.Price, StatementKind.Gap], Kinds(batch));
        var gap = (GapStatement)Decode(batch.Leaves[1]);
        Assert.Equal((silent, GapReason.NoQuorum, First.ValidAfter, First.ObservedAt, (byte)2), (gap.Feed, gap.Reason, gap.From, gap.To, gap.Quorum));
        Assert.Null(ContextCodec.Decode(batch.Leaves[1].Context.Span, out GapContext? context));
        Assert.Equal(Policy.Feeds[0].Routes.Select(route => new GapCause(route.Provider, route.Route, RejectionCode.Absent)).OrderBy(cause => cause.Provider), context!.Causes);
    }

    [Fact]
    public void ARoundWithoutAnyInput_IsABatchOfGaps() =>
        Assert.Equal([StatementKind.Gap, StatementKind.Gap], Kinds(Run(First with { Observations = [] })));

    [Fact]
    public void AProviderWideFault_RemovesItsVotesEverywhere_AndOpensTheBreakerOnlyWhereTheQuorumIsLost()
    {
        var (solo, both) = (Policy.Feeds[0], Policy.Feeds[1]);
        var policy = Policy with { Feeds = [solo with { Routes = [.. solo.Routes.Where(route => route.Provider != Provider.Api3)] }, both] };
        var round = Samples.Round(policy, Start, default, Samples.StartedAt + 1_000) with { Failures = [new(default, Provider.Pyth, default, RejectionCode.ProviderFault, "signer set 5 expired")] };
        var outcomes = BatchComputation.Run(Samples.Domain, policy, Start, round).Outcomes;
        var gap = Assert.IsType<FeedOutcome.Gap>(outcomes[0]);
        Assert.Equal((GapReason.ProviderFault, BreakerState.Open), (gap.Reason, gap.State.Breaker));
        var priced = Assert.IsType<FeedOutcome.Priced>(outcomes[1]);
        Assert.Equal([Provider.Chainlink, Provider.Api3], priced.Context.Votes.Select(vote => vote.Provider));
        Assert.Equal(BreakerState.Closed, priced.State.Breaker);
        Assert.All(outcomes, outcome => Assert.Equal(new Rejection.ProviderFault("signer set 5 expired"), Assert.Single(outcome.Rejections).Rejection));
    }

    [Fact]
    public void WhatIsSaidOfOneFeed_NeverCostsAnotherItsPrice()
    {
        var (target, other) = (Policy.Feeds[0].Feed, Policy.Feeds[1].Feed);
        var expected = LeafOf(Run(First), other);
        var rounds = new RandomRounds(12, Policy with { Feeds = [Policy.Feeds[0]] });
        for (var i = 0; i < 2_000; i++)
        {
            var noise = rounds.Next(Start, default);
            var round = First with
            {
                Observations = [.. First.Observations.Where(item => item.Feed == other), .. noise.Observations.Where(item => item.Feed == target)],
                Failures = [.. noise.Failures.Where(failure => failure.Feed == target)],
            };
            Assert.Equal(expected, LeafOf(Run(round), other));
        }

        static string LeafOf(ComputedBatch batch, FeedId feed)
        {
            var leaf = Assert.Single(batch.Leaves, leaf => Decode(leaf) is PriceStatement price && price.Feed == feed);
            return Hex.Encode(leaf.Bytes.Span) + Hex.Encode(leaf.Context.Span);
        }
    }

    [Fact]
    public void ObservationsOfAFeedThatThePolicyDoesNotName_AreCommittedTo_AndPriceNothing()
    {
        var stranger = First.Observations[0] with { Feed = FeedId.Parse("DOGE/USD") };
        var (batch, plain) = (Run(First with { Observations = [.. First.Observations, stranger] }), Run(First));
        Assert.Equal((plain.Header.Root, plain.Header.StateDigest), (batch.Header.Root, batch.Header.StateDigest));
        Assert.NotEqual(plain.Header.InputsRoot, batch.Header.InputsRoot);
    }

    [Fact]
    public void TheHeader_SaysWhatTheRoundAndThePolicySaid()
    {
        var audience = Keccak256.Hash("eip155:1:0x00"u8);
        var policy = Policy with { Audience = audience };
        var round = Samples.Round(policy, Start with { NextSequence = 41 }, Keccak256.Hash("before"u8), Samples.StartedAt + 7, epoch: 9);
        var batch = BatchComputation.Run(Samples.Domain, policy, Start with { NextSequence = 41 }, round);
        var header = batch.Header;
        Assert.Equal((1, 1, 9u, 41ul), (header.Schema, header.Algorithm, header.Epoch, header.Sequence));
        Assert.Equal((Samples.StartedAt, Samples.StartedAt + 7, 2u), (header.ValidAfter, header.ObservedAt, header.LeafCount));
        Assert.Equal((Samples.Shard, audience, round.PreviousDigest), (header.Shard, header.Audience, header.PreviousDigest));
        Assert.Equal((42ul, Samples.StartedAt + 7), (batch.State.NextSequence, batch.State.ObservedAt));
        Assert.Equal(RoundCodec.InputsRoot(round), header.InputsRoot);
        Assert.Equal(Keccak256.Hash(batch.StateBytes.Span), header.StateDigest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(1_000)]
    public void AShardOfManyFeeds_HasAStatementForEach_InCanonicalOrder(int feeds)
    {
        var policy = Wide(feeds);
        Assert.Empty(PolicyRules.Problems(policy));
        var round = new RandomRounds(13, policy).Next(Start, default);
        var batch = BatchComputation.Run(Samples.Domain, policy, Start, round);
        Assert.Null(AttestationCodec.Decode(batch.EncodeUnsigned(), out Attestation? attestation));
        Assert.Equal(((uint)feeds, feeds, feeds), (batch.Header.LeafCount, attestation!.Leaves.Count, batch.State.Feeds.Count));
        var statements = attestation.Leaves.Select(Decode).ToList();
        Assert.Null(BatchContent.CheckOrder(attestation.Leaves, [.. statements]));
        Assert.Equal(policy.Feeds.Select(feed => feed.Feed), statements.Select(FeedOf).Order());
        Assert.Equal((batch.Header.Root, batch.Header.Body), (BatchContent.Root(attestation.Leaves), BatchContent.Body(attestation.Leaves)));
        Assert.All(attestation.Leaves, leaf => Assert.Equal(ContextOf(Decode(leaf)), Keccak256.Hash(leaf.Context.Span)));
    }

    private static ShardPolicy Wide(int feeds) =>
        Samples.Policy(null, [.. Enumerable.Range(0, feeds).Select(i => $"F{i:D4}/USD")]);

    private static ComputedBatch Run(Round round) => BatchComputation.Run(Samples.Domain, Policy, Start, round);

    private static IEnumerable<StatementKind> Kinds(ComputedBatch batch) => batch.Leaves.Select(leaf => Decode(leaf).Kind);

    private static Statement Decode(Leaf leaf)
    {
        Assert.Null(StatementCodec.Decode(leaf.Bytes.Span, out var statement));
        return statement!;
    }

    private static FeedId FeedOf(Statement statement) => statement is PriceStatement price ? price.Feed : ((GapStatement)statement).Feed;

    private static Hash256 ContextOf(Statement statement) => statement is PriceStatement price ? price.Context : ((GapStatement)statement).Context;
}
