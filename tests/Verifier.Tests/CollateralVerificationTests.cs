using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier.Tests;

public sealed class CollateralVerificationTests
{
    private static readonly Leaf[] All = Facts.InOrder([Facts.Position(1, 5), Facts.Market(5), Facts.Snapshot(1), Facts.Status(9), Facts.Retraction(1, 2), Facts.Gap()]);
    private static readonly Attestation Batch = Batches.Sign(All, Batches.Solo, 3);
    private static readonly long ObservedAt = Batch.Header.ObservedAt;

    [Fact]
    public void BatchAboutAccounts_IsAccepted_AndEachStatementByItself()
    {
        Assert.Null(Batches.Verifier(Batches.Solo).Verify(Batch, ObservedAt, out var batch));
        Assert.Equal(All.Length, batch!.Known.Count());
        for (var i = 0; i < All.Length; i++)
        {
            Assert.Null(Batches.Verifier(Batches.Solo).Verify(Batches.Statement(Batch, i), ObservedAt, out var one));
            Assert.Equal((batch.Known.ElementAt(i).Statement, batch.Known.ElementAt(i).Chain), (one!.Statement, one.Chain));
            Assert.Equal(batch.Known.ElementAt(i).Parts, one.Parts);
        }
    }

    [Fact]
    public void ContextThatDoesNotHash_IsRefused_AndARetractionHasNone()
    {
        for (var i = 0; i < All.Length; i++)
        {
            var changed = All.ToArray();
            changed[i] = changed[i] with { Context = (byte[])[1, .. changed[i].Context.Span] };
            Assert.IsType<Refusal.ContextMismatch>(Batches.Verifier(Batches.Solo).Verify(Batch with { Leaves = changed }, ObservedAt, out _));
            changed[i] = changed[i] with { Context = default };
            Assert.Null(Batches.Verifier(Batches.Solo).Verify(Batch with { Leaves = changed }, ObservedAt, out _));
        }
    }

    [Fact]
    public void Statements_EndAsTheirKindSays_GapsAndRetractionsNever()
    {
        Assert.Null(Batches.Verifier(Batches.Solo).Verify(Batch, ObservedAt, out var batch));
        foreach (var statement in batch!.Known)
        {
            long? expected = statement.Statement.Kind switch
            {
                StatementKind.Retraction or StatementKind.CollateralGap => null,
                StatementKind.ChainStatus => ObservedAt + Facts.StatusValidFor,
                _ => ObservedAt + Facts.ValidFor,
            };
            Assert.Equal(expected, statement.ValidUntil);
            Assert.Null(statement.CheckFresh(expected ?? long.MaxValue));
            if (expected is { } until) Assert.IsType<Refusal.Expired>(statement.CheckFresh(until + 1));
        }
    }

    [Fact]
    public void Retraction_ComesBeforeWhatItRetracts_OrAlone_OrInABatchThatIsTooOldToTrack()
    {
        var old = Facts.Batch(2, null, Facts.Position(1, 5), Facts.Position(2, 5), Facts.Snapshot(1, 2));
        var retracting = Facts.Batch(5, null, Facts.Retraction(1, 3));
        foreach (var how in new Action<AttestationTracker>[]
        {
            tracker => Assert.IsType<TrackOutcome.Newest>(tracker.Track(retracting)),
            tracker => tracker.Heed(retracting.Known.Single()),
            tracker =>
            {
                tracker.Track(Facts.Batch(9, null, Facts.Status(9)));
                Assert.IsType<Refusal.OutOfOrder>(Assert.IsType<TrackOutcome.Refused>(tracker.Track(retracting)).Refusal);
            },
        })
        {
            var tracker = new AttestationTracker();
            Assert.All(old.Known, statement => Assert.Null(tracker.CheckFloor(statement)));
            how(tracker);
            tracker.Track(old);
            Assert.Equal(new Refusal.BelowFloor(Facts.SubjectOf(1), 2, 3), tracker.CheckFloor(old.Known.Single(statement => statement.Subject == Facts.SubjectOf(1))));
            Assert.Null(tracker.CheckFloor(old.Known.Single(statement => statement.Subject == Facts.SubjectOf(2))));
            Assert.Equal(new Refusal.Retracted("alice", 2, Facts.SubjectOf(1), 3), tracker.CheckFloor(old.Known.Single(statement => statement.Subject == "alice")));
        }
    }

    [Fact]
    public void Snapshot_AboveTheFloorsOfItsPositions_IsRead_AndWithoutItsContextOnlyAboveAllFloorsOfItsShard()
    {
        var tracker = new AttestationTracker();
        tracker.Track(Facts.Batch(5, null, Facts.Retraction(1, 3), Facts.Retraction(2, 7, ShardId.Parse("other"))));
        Assert.Null(tracker.CheckFloor(Facts.Batch(4, null, Facts.Snapshot(1, 2)).Known.Single()));
        Assert.Null(tracker.CheckFloor(Facts.Batch(3, null, Facts.Snapshot(2)).Known.Single()));
        Assert.Equal(new Refusal.Retracted("alice", 3, string.Empty, 3), tracker.CheckFloor(Bare(3)));
        Assert.Null(tracker.CheckFloor(Bare(4)));

        static VerifiedStatement Bare(ulong sequence) => Facts.Batch(sequence, null, Facts.Snapshot(2) with { Context = default }).Known.Single();
    }
}
