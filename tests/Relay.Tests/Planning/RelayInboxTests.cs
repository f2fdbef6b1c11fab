using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Relay.Tests.Planning.Deployment;

namespace CrossChainOracle.Relay.Tests.Planning;

public sealed class RelayInboxTests
{
    private static readonly ChainId Other = ChainId.Parse("eip155:10");

    [Fact]
    public void TheNewestPrices_AreKept_AndTheOthersCounted_InAnyOrder()
    {
        var deployment = Solo();
        Attestation[] batches = [.. Enumerable.Range(0, 6).Select(i => deployment.Sign(RelayScene.Single, Start + i, i == 2 ? [Gap("A/USD"), Price("B/USD", "1")] : [Price("A/USD", "1"), Price("B/USD", "1")]))];
        var random = new Random(3);
        for (var order = 0; order < 20; order++)
        {
            var scene = new RelayScene(deployment);
            random.Shuffle(batches);
            foreach (var batch in batches.Concat(batches)) Assert.Null(scene.Deliver(batch));
            Assert.Equal(5UL, Assert.Single(scene.Inbox.Prices).Header.Sequence);
            Assert.Equal((4UL, 5UL), (scene.Inbox.Overtaken[(RelayScene.Single, FeedId.Parse("A/USD"))], scene.Inbox.Overtaken[(RelayScene.Single, FeedId.Parse("B/USD"))]));
        }
    }

    [Fact]
    public void OfEachSubject_TheNewestFactIsKept()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0, Stage.Seen), Fact(1), Status(100), Snapshot(0));
        scene.Batch(RelayScene.Accounts, Start + 1, Fact(0, Stage.Finalized));
        Assert.Equal([(StatementKind.Collateral, 1UL), (StatementKind.Collateral, 0UL), (StatementKind.Snapshot, 0UL), (StatementKind.ChainStatus, 0UL)], scene.Inbox.Facts.Select(static fact => (fact.Statement.Kind, fact.Sequence)).OrderBy(static fact => fact.Kind).ThenByDescending(static fact => fact.Sequence));
        scene.Inbox.Prune(Start + 60_000);
        Assert.Equal(4, scene.Inbox.Facts.Count);
        scene.Inbox.Prune(Start + 60_001);
        Assert.Equal(1UL, Assert.Single(scene.Inbox.Facts).Sequence);
    }

    [Fact]
    public void EachStatement_CarriesAProofThatLeadsToItsRoot()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0), Fact(1), Fact(2), Status(100), Snapshot(0));
        Assert.All(scene.Inbox.Facts, fact => Assert.Null(new Verifier.AttestationVerifier(Deployment.Domain, new(scene.Deployment.Anchor)).Verify(fact.Attestation, null, out _)));
    }

    [Fact]
    public void TheHighestRetractionOfASubject_IsKept_UntilEveryChainHasSettledIt()
    {
        var deployment = Solo();
        var inbox = new RelayInbox(RelayScene.Chain, Other);
        var intake = deployment.Intake();
        Add(deployment.Sign(RelayScene.Accounts, Start, Retraction(RelayScene.Accounts, 0, 5), Retraction(RelayScene.Accounts, 1, 5)));
        Add(deployment.Sign(RelayScene.Accounts, Start + 1, Retraction(RelayScene.Accounts, 0, 3), Retraction(RelayScene.Accounts, 1, 7)));
        Assert.Equal([5UL, 7UL], inbox.Retractions.Select(static retraction => ((RetractionStatement)retraction.Statement).Sequence).Order());
        Assert.Equal(0UL, inbox.OldestOwed(RelayScene.Accounts));
        string[] ids = [.. inbox.Retractions.Select(IdOf)];
        inbox.Settle(RelayScene.Chain, ids);
        inbox.Settle(RelayScene.Chain, ids);
        Assert.Equal(2, inbox.Retractions.Count);
        inbox.Settle(Other, ids);
        Assert.Empty(inbox.Retractions);
        Assert.Null(inbox.OldestOwed(RelayScene.Accounts));
        Add(deployment.SignAs(RelayScene.Accounts, 9, Position(9), Start + 2, Retraction(RelayScene.Accounts, 0, 4)));
        Assert.Empty(inbox.Retractions);
        Add(deployment.SignAs(RelayScene.Accounts, 11, Position(9), Start + 2, Retraction(RelayScene.Accounts, 0, 6)));
        Assert.Single(inbox.Retractions);
        Assert.Equal(7UL, inbox.HighestFloor(RelayScene.Accounts));

        void Add(Attestation batch) => Assert.Null(inbox.Add(((IntakeOutcome.Accepted)intake.Open(AttestationCodec.Encode(batch))).Batch, 1, new(null, 0)));
        static string IdOf(InboxStatement statement) => statement.ToPosting(PostingKind.Retraction).Id;
    }

    [Fact]
    public void WhatContradictsAnEarlierBatch_IsRefused_ButItsRetractionsCount()
    {
        var scene = new RelayScene();
        scene.Batch(RelayScene.Accounts, Start, Fact(0));
        var second = scene.Deployment.SignAs(RelayScene.Accounts, 0, Hash256.Zero, Start, Fact(0, Stage.Safe), Retraction(RelayScene.Accounts, 1, 3));
        Assert.IsType<Refusal.Equivocation>(scene.Deliver(second));
        Assert.Equal(Stage.Finalized, ((CollateralStatement)Assert.Single(scene.Inbox.Facts).Statement).Stage);
        Assert.Single(scene.Inbox.Retractions);
    }

    [Fact]
    public void FactsAreBounded_AndThoseThatEndFirstAreForgotten()
    {
        var deployment = Solo();
        var intake = deployment.Intake();
        var inbox = new RelayInbox(RelayScene.Chain) { MaximumFacts = 5 };
        Add(Fact(0), Fact(1, validFor: 10), Fact(2), Fact(3, validFor: 20));
        Add(Fact(4));
        Assert.Equal((5, 0UL), (inbox.Facts.Count, inbox.Forgotten));
        Add(Fact(5, validFor: 15), Fact(6));
        Assert.Equal((5, 2UL), (inbox.Facts.Count, inbox.Forgotten));
        Assert.Equal(new[] { 0, 2, 3, 4, 6 }.Select(static i => Position(i).ToString()).Order(StringComparer.Ordinal), inbox.Facts.Select(static fact => fact.Verified.Subject));

        void Add(params Statement[] facts) => Assert.Null(inbox.Add(((IntakeOutcome.Accepted)intake.Open(AttestationCodec.Encode(deployment.Sign(RelayScene.Accounts, Start + (long)deployment.NextSequence(RelayScene.Accounts), facts)))).Batch, 1, new(null, 0)));
    }
}

public sealed class RelayIntakeTests
{
    private const int Mutations = 20_000;

    [Fact]
    public void ABatchOfALaterEpoch_IsEarly_UntilItsRotationCame()
    {
        var deployment = Solo();
        var intake = deployment.Intake();
        var rotation = deployment.Rotate(ShardId.Parse("sets"), Start);
        var later = deployment.Sign(RelayScene.Single, Start + 1, Price("A/USD", "1"));
        Assert.Equal(new IntakeOutcome.Early(2, 1), intake.Open(AttestationCodec.Encode(later)));
        Assert.IsType<IntakeOutcome.Accepted>(intake.Open(AttestationCodec.Encode(rotation)));
        Assert.IsType<IntakeOutcome.Accepted>(intake.Open(AttestationCodec.Encode(later)));
        Assert.IsType<IntakeOutcome.Accepted>(intake.Open(AttestationCodec.Encode(rotation)));
    }

    [Fact]
    public void AStrangersBatch_IsRefused_WithItsHeaderAndReason()
    {
        var stranger = new Deployment(1, [9]);
        var signed = stranger.Sign(RelayScene.Single, Start, Price("A/USD", "1"));
        var refused = Assert.IsType<IntakeOutcome.Refused>(Solo().Intake().Open(AttestationCodec.Encode(signed)));
        Assert.IsType<Refusal.BadSignature>(refused.Refusal);
        Assert.Equal((signed.Header, Deployment.Domain.Digest(signed.Header)), (refused.Header!, refused.Digest));
    }

    /// <summary>Nothing damaged is ever taken for something else, and nothing throws.</summary>
    [Fact]
    public void DamagedBytes_AreRefused()
    {
        var deployment = Solo();
        var bytes = AttestationCodec.Encode(deployment.Sign(RelayScene.Single, Start, Price("A/USD", "1"), Gap("B/USD")));
        var intake = deployment.Intake();
        var mutator = new Mutator(20_261_120);
        for (var i = 0; i < Mutations; i++)
        {
            var damaged = mutator.Next(bytes);
            if (!damaged.AsSpan().SequenceEqual(bytes)) Assert.False(intake.Open(damaged) is IntakeOutcome.Accepted, mutator.Describe(i));
        }
    }
}
