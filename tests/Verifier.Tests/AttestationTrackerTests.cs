using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier.Tests;

public sealed class AttestationTrackerTests
{
    private static readonly ShardId Shard = ShardId.Parse("test");

    /// <summary>A chain of twelve, a fork of it from 6 on, and single batches that link to nothing.</summary>
    private static readonly List<VerifiedBatch> Pool = [.. Chain(0, 12, null, 1), .. Chain(6, 4, null, 2), .. Enumerable.Range(1, 8).SelectMany(sequence => Chain((ulong)sequence, 1, null, 3))];

    /// <summary>Said without an implementation's shortcuts: everything that was accepted is kept, and each answer is looked up in it.</summary>
    [Fact]
    public void AnyOrderOfBatches_GivesWhatTheRulesSay()
    {
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var tracker = new AttestationTracker();
            var accepted = new List<VerifiedBatch>();
            for (var step = 0; step < 30; step++)
            {
                var batch = random.Next(4) == 0 || accepted.Count == 0 ? Pool[random.Next(Pool.Count)] : Pool[Math.Min(11, (int)accepted.Max(one => one.Header.Sequence) + random.Next(-2, 4)) is var near && near >= 0 ? near : 0];
                var expected = Expected(accepted, batch);
                var outcome = tracker.Track(batch);
                Assert.True(expected == Name(outcome), $"seed {seed}, step {step}, sequence {batch.Header.Sequence}: {outcome}, not {expected}");
                if (outcome is not TrackOutcome.Refused) accepted.Add(batch);
                Assert.Equal(Holes(accepted), tracker.Missing(Shard));
                Assert.Equal(accepted.Max(one => one.Header.Sequence), tracker.Latest(Shard));
            }
        }
    }

    [Fact]
    public void Holes_OlderThanTheWindow_AreForgotten()
    {
        var tracker = new AttestationTracker();
        const ulong Far = 10_000;
        Assert.Equal(new TrackOutcome.Newest(null), tracker.Track(One(0)));
        Assert.Equal(new TrackOutcome.Newest(1), tracker.Track(One(Far)));
        Assert.Equal(AttestationTracker.Window, tracker.Missing(Shard).Count);
        Assert.Equal(Far - AttestationTracker.Window, tracker.Missing(Shard)[0]);
        Assert.Equal(new TrackOutcome.Refused(new Refusal.OutOfOrder("test", 4, Far)), tracker.Track(One(4)));
        Assert.IsType<TrackOutcome.Late>(tracker.Track(One(Far - AttestationTracker.Window)));
        Assert.IsType<TrackOutcome.Newest>(tracker.Track(One(ulong.MaxValue)));
        Assert.Equal(AttestationTracker.Window, tracker.Missing(Shard).Count);
    }

    [Fact]
    public void Shards_AreTrackedApart()
    {
        var tracker = new AttestationTracker();
        var other = ShardId.Parse("other");
        Assert.IsType<TrackOutcome.Newest>(tracker.Track(One(5)));
        Assert.IsType<TrackOutcome.Newest>(tracker.Track(Verified(Batches.Sign(Batches.Prices(1), Batches.Solo, 2, null, header => header with { Shard = other }))));
        Assert.Equal(5ul, tracker.Latest(Shard));
        Assert.Equal(2ul, tracker.Latest(other));
        Assert.Null(tracker.Latest(ShardId.Parse("third")));
        Assert.Empty(tracker.Missing(ShardId.Parse("third")));
    }

    [Fact]
    public void Floor_HidesItsSubjectUpToItsSequence_AndOnlyRises()
    {
        var floors = new Dictionary<string, ulong>();
        var tracker = new AttestationTracker();
        var random = new Random(11);
        var prices = Pool.Take(12).SelectMany(batch => batch.Prices).ToList();
        for (var i = 0; i < 2_000; i++)
        {
            var price = prices[random.Next(prices.Count)];
            if (random.Next(40) == 0)
            {
                var sequence = (ulong)random.Next(10);
                tracker.RaiseFloor(Shard, price.Subject, sequence);
                floors[price.Subject] = Math.Max(sequence, floors.GetValueOrDefault(price.Subject));
            }

            var below = floors.TryGetValue(price.Subject, out var floor) && price.Header.Sequence <= floor;
            Assert.Equal(below ? new Refusal.BelowFloor(price.Subject, price.Header.Sequence, floor) : null, tracker.CheckFloor(price));
        }
    }

    private static string Expected(List<VerifiedBatch> accepted, VerifiedBatch batch)
    {
        var sequence = batch.Header.Sequence;
        if (accepted.Find(one => one.Header.Sequence == sequence) is { } same) return same.Digest == batch.Digest ? nameof(RefusalCode.Duplicate) : nameof(RefusalCode.Equivocation);
        if (accepted.Any(one => one.Header.Sequence + 1 == sequence && one.Digest != batch.Header.PreviousDigest)) return nameof(RefusalCode.BrokenChain);
        if (accepted.Any(one => one.Header.Sequence == sequence + 1 && one.Header.PreviousDigest != batch.Digest)) return nameof(RefusalCode.BrokenChain);
        if (accepted.Count == 0) return "Newest()";
        var latest = accepted.Max(one => one.Header.Sequence);
        if (sequence > latest) return sequence == latest + 1 ? "Newest()" : $"Newest({latest + 1})";
        return Holes(accepted).Contains(sequence) ? "Late" : nameof(RefusalCode.OutOfOrder);
    }

    /// <summary>Between the first that was accepted and the newest.</summary>
    private static IEnumerable<ulong> Holes(List<VerifiedBatch> accepted)
    {
        for (var sequence = accepted[0].Header.Sequence; sequence < accepted.Max(one => one.Header.Sequence); sequence++)
        {
            if (!accepted.Any(one => one.Header.Sequence == sequence)) yield return sequence;
        }
    }

    private static string Name(TrackOutcome outcome) => outcome switch
    {
        TrackOutcome.Refused refused => refused.Refusal.Code.ToString(),
        TrackOutcome.Newest newest => $"Newest({newest.MissingFrom})",
        _ => "Late",
    };

    private static IEnumerable<VerifiedBatch> Chain(ulong from, int count, Hash256? previous, int seed)
    {
        for (var sequence = from; sequence < from + (ulong)count; sequence++)
        {
            var batch = Verified(Batches.Sign(Batches.Prices(2, seed), Batches.Solo, sequence, previous));
            previous = batch.Digest;
            yield return batch;
        }
    }

    private static VerifiedBatch One(ulong sequence) =>
        Verified(Batches.Sign(Batches.Prices(1), Batches.Solo, sequence == 0 ? 0ul : 1, null, header => header with { Sequence = sequence }));

    private static VerifiedBatch Verified(Attestation attestation)
    {
        Assert.Null(Batches.Verifier(Batches.Solo).Verify(attestation, null, out var batch));
        return batch!;
    }
}
