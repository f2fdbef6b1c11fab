using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Verifier.Tests;

public sealed class StatementViewTests
{
    private const int Histories = 60;
    private const int Length = 5;

    [Fact]
    public void EveryOrderOfArrival_EndsInTheSameReadableSet_AndNothingAtOrBelowAFloorIsEverRead()
    {
        var (retracted, read) = (0, 0);
        foreach (var history in Enumerable.Range(0, Histories).Select(History))
        {
            List<string>? expected = null;
            foreach (var order in Permutations([.. Enumerable.Range(0, Length)]))
            {
                var view = new StatementView();
                var floors = new Dictionary<string, ulong>();
                foreach (var batch in order.Select(index => history[index]))
                {
                    view.Add(batch);
                    foreach (var retraction in batch.Statements.OfType<RetractionStatement>()) floors[$"{retraction.Subject}"] = Math.Max(retraction.Sequence, floors.GetValueOrDefault($"{retraction.Subject}"));
                    foreach (var statement in view.Readable(Batches.ObservedAt(2)))
                    {
                        string[] subjects = [statement.Subject, .. statement.Parts?.Select(part => $"{part.Position}") ?? []];
                        Assert.All(subjects, subject => Assert.False(floors.TryGetValue(subject, out var floor) && statement.Header.Sequence <= floor));
                        read++;
                    }
                }

                retracted += floors.Count;
                var readable = Enumerable.Range(0, 16).SelectMany(second => view.Readable(Batches.ObservedAt((ulong)second)).Select(statement => $"{second}: {statement.Statement.Kind} {statement.Subject} {statement.Header.Sequence}")).ToList();
                expected ??= readable;
                Assert.Equal(expected, readable);
            }
        }

        Assert.True(retracted > 1_000 && read > 10_000, $"{retracted} floors, {read} reads: the histories show too little");
    }

    [Fact]
    public void Read_GivesTheLatestThatMayBeUsed_OrWhyItMayNot_OrNothing()
    {
        var view = new StatementView();
        var first = Facts.Batch(1, null, Facts.Position(1, 4), Facts.Position(2, 4));
        var second = Facts.Batch(2, first.Digest, Facts.Position(1, 5));
        view.Add(second);
        view.Add(first);
        Assert.Null(view.Read(Facts.Shard, StatementKind.Collateral, Facts.SubjectOf(1), Batches.ObservedAt(2), out var latest));
        Assert.Equal(2ul, latest!.Header.Sequence);
        Assert.Null(view.Read(Facts.Shard, StatementKind.Collateral, Facts.SubjectOf(9), Batches.ObservedAt(2), out latest));
        Assert.Null(latest);
        Assert.Equal(new Refusal.Expired(Facts.SubjectOf(2), Batches.ObservedAt(5), Batches.ObservedAt(5) + 1), view.Read(Facts.Shard, StatementKind.Collateral, Facts.SubjectOf(2), Batches.ObservedAt(5) + 1, out _));
        view.Add(Facts.Batch(3, second.Digest, Facts.Retraction(1, 2)));
        Assert.Equal(new Refusal.BelowFloor(Facts.SubjectOf(1), 2, 2), view.Read(Facts.Shard, StatementKind.Collateral, Facts.SubjectOf(1), Batches.ObservedAt(2), out _));
    }

    [Fact]
    public void Contradiction_IsNotTakenIn()
    {
        var view = new StatementView();
        view.Add(Facts.Batch(2, null, Facts.Position(1, 5)));
        Assert.IsType<Refusal.Equivocation>(Assert.IsType<TrackOutcome.Refused>(view.Add(Facts.Batch(2, null, Facts.Position(2, 5)))).Refusal);
        Assert.Single(view.Readable(Batches.ObservedAt(2)));
    }

    [Fact]
    public void GapOfAFeed_ReplacesItsPrice()
    {
        var feed = FeedId.Parse("F0000/USD");
        var gap = new Conformance.Tests.Kit.RandomForms(1).GapOf(feed);
        var view = new StatementView();
        var price = Facts.Batch(2, null, Batches.Prices(1));
        view.Add(Facts.Batch(3, price.Digest, new Leaf(StatementCodec.Encode(gap), default)));
        view.Add(price);
        Assert.Null(view.Read(Facts.Shard, StatementKind.Price, feed.ToString(), Batches.ObservedAt(3), out var latest));
        Assert.Equal(gap, latest!.Statement);
    }

    /// <summary>The statement is of sequence 1, valid by itself for four seconds; the status of sequence 3 for six.</summary>
    [Theory]
    [InlineData(10, "finalized", 7)]
    [InlineData(9, "pinned above what was scanned", 5)]
    [InlineData(10, "a hole in between", 5)]
    [InlineData(10, "a gap in between", 5)]
    [InlineData(10, "an answer", 5)]
    [InlineData(10, "fault", 3)]
    [InlineData(10, "replaced", 6)]
    [InlineData(10, "no context", 5)]
    public void UnchangedStatement_LivesAsIfItWereMadeAgainWithTheStatus_OnlyWhereNothingWasMissed(ulong scannedTo, string how, int seconds)
    {
        var position = Facts.Position(1, 10, how == "an answer" ? Stage.Seen : Stage.Finalized, how == "an answer" ? PinKind.Answer : PinKind.Hash);
        var first = Facts.Batch(1, null, how == "no context" ? position with { Context = default } : position, Facts.Market(scannedTo == 9 ? 11ul : 10));
        var second = Facts.Batch(2, first.Digest, how switch { "a gap in between" => Facts.Gap(), "replaced" => Facts.Position(1, 11), _ => Facts.Position(7, 1) });
        var third = Facts.Batch(3, second.Digest, Facts.Status(scannedTo, how == "fault" ? ChainFlags.Fault : ChainFlags.None));
        var view = new StatementView();
        foreach (var batch in how == "a hole in between" ? new[] { third, first } : [third, first, second]) view.Add(batch);
        var until = Batches.ObservedAt((ulong)seconds);
        Assert.Null(view.Read(Facts.Shard, StatementKind.Collateral, Facts.SubjectOf(1), until, out var readable));
        Assert.Equal(until, view.ValidUntil(readable!));
        Assert.IsType<Refusal.Expired>(view.Read(Facts.Shard, StatementKind.Collateral, Facts.SubjectOf(1), until + 1, out _));
        if (how is "finalized" or "a gap in between") Assert.Null(view.Read(Facts.Shard, StatementKind.MarketIndex, first.Known.ElementAt(1).Subject, Batches.ObservedAt(7), out _));
    }

    /// <summary>What a shard might say: positions that come and go, blocks lost, holes, gaps, faults.</summary>
    private static VerifiedBatch[] History(int seed)
    {
        var random = new Random(seed);
        var batches = new List<VerifiedBatch>();
        var stated = new Dictionary<int, ulong>();
        for (var sequence = 0ul; sequence < Length; sequence++)
        {
            var leaves = new List<Leaf>();
            foreach (var lost in stated.Where(_ => random.Next(3) == 0).ToList())
            {
                leaves.Add(Facts.Retraction(lost.Key, lost.Value));
                stated.Remove(lost.Key);
            }

            int[] positions = [.. Enumerable.Range(1, 3).Where(_ => random.Next(2) == 0)];
            leaves.AddRange(positions.Select(number => Facts.Position(number, (ulong)random.Next(12), random.Next(2) == 0 ? Stage.Seen : Stage.Finalized)));
            foreach (var number in positions) stated[number] = sequence;
            if (positions.Length > 0) leaves.Add(Facts.Snapshot(positions));
            if (random.Next(4) == 0) leaves.Add(Facts.Gap());
            if (random.Next(2) == 0 || leaves.Count == 0) leaves.Add(Facts.Status((ulong)random.Next(12), random.Next(8) == 0 ? ChainFlags.Fault : ChainFlags.None));
            batches.Add(Facts.Batch(sequence, sequence == 0 ? null : batches[^1].Digest, [.. leaves]));
        }

        return [.. batches];
    }

    private static IEnumerable<int[]> Permutations(int[] items)
    {
        if (items.Length <= 1) return [items];
        return items.SelectMany((item, at) => Permutations([.. items[..at], .. items[(at + 1)..]]).Select(rest => (int[])[item, .. rest]));
    }
}
