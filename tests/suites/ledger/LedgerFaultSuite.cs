using CrossChainOracle.Domain;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>One row of a fault table: a house whose storage fails in one way, and what may be left of it afterwards.</summary>
internal sealed record FaultyHouse(string Row, ILedgerHouse House, Func<IEnumerable<ILedgerHouse>> Aftermaths);

/// <summary>The fault table of a ledger, with two callers racing for every sequence: the head may have moved under each of them.</summary>
public abstract class LedgerFaultSuite
{
    protected abstract IReadOnlyList<string> Shards { get; }

    protected abstract int Batches { get; }

    /// <summary>How many failed, rejected and unknown outcomes the table must reach.</summary>
    protected abstract (int Failed, int Taken, int Unknown) AtLeast { get; }

    internal abstract ILedgerHouse NewHouse();

    /// <summary>Every step that the run took on a house without faults, failing in every way.</summary>
    internal abstract IEnumerable<FaultyHouse> Table(ILedgerHouse calm);

    [LedgerFact]
    public async Task EveryStep_FailingInEveryWayWhileTheHeadMoves_KeepsOneDigestForEachSequence()
    {
        await using var calm = NewHouse();
        Assert.Equal(Batches * Shards.Count, (await RunAsync(calm)).Reserved.Count);
        var (failed, moved, unknown) = (0, 0, 0);
        foreach (var row in Table(calm))
        {
            var run = await RunAsync(row.House);
            (failed, moved, unknown) = (failed + run.Failed.Count, moved + run.Taken.Count, unknown + (run.Stopped ? 1 : 0));
            foreach (var left in row.Aftermaths()) await VerifyAsync(left, run, row.Row);
            await row.House.DisposeAsync();
        }

        var told = $"{failed} failed, {moved} rejected, {unknown} unknown: the table must reach all";
        Assert.True(failed > AtLeast.Failed && moved > AtLeast.Taken && unknown > AtLeast.Unknown, told);
    }

    private async Task<Run> RunAsync(ILedgerHouse house)
    {
        var run = new Run();
        await using var ledger = await house.OpenAsync();
        for (var sequence = 0UL; sequence < (ulong)Batches && !run.Stopped; sequence++)
        {
            await Task.WhenAll(Shards.Select((shard, index) => RunOneAsync(ledger, run, shard, index, sequence)));
            // Where nothing gets through for good, there is nothing to build on.
            if (Shards.Any(shard => !run.Reserved.ContainsKey((shard, sequence)))) break;
        }

        return run;
    }

    private static async Task RunOneAsync(ILedger ledger, Run run, string shard, int index, ulong sequence)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                var previous = (await ledger.HeadAsync(shard))?.Digest ?? default;
                var racers = new[] { 1, 2 }.Select(racer =>
                {
                    var reservation = Reservation(shard, sequence, 0, index * 1000 + (int)sequence * 100 + attempt * 10 + racer) with { PreviousDigest = previous };
                    return (reservation.Digest, Outcome: ledger.ReserveAsync(reservation).AsTask());
                }).ToList();
                foreach (var (digest, outcome) in racers) run.Note(shard, sequence, digest, await outcome);
                if (run.Stopped || await ledger.HeadAsync(shard) is not { } head || head.Sequence != sequence) continue;

                var attached = await ledger.AttachAsync(shard, sequence, head.Digest, head.Digest.ToArray());
                if (attached is AttachOutcome.Failed) attached = await ledger.AttachAsync(shard, sequence, head.Digest, head.Digest.ToArray());
                run.Note(shard, sequence, attached);
                return;
            }
            catch (Exception cause) when (cause is IOException or InvalidDataException)
            {
                // Reading failed: try again.
            }
        }
    }

    private async Task VerifyAsync(ILedgerHouse left, Run run, string row)
    {
        await using var ledger = await left.OpenAsync();
        foreach (var ((shard, sequence), digest) in run.Reserved)
        {
            Assert.True(digest == (await ledger.ReadAsync(shard, sequence))?.Reservation.Digest, row);
            Assert.Equal(new ReserveOutcome.SequenceTaken(digest), await ledger.ReserveAsync(Reservation(shard, sequence, 0, 77)));
        }

        foreach (var (shard, sequence, existing) in run.Taken) Assert.Equal(existing, (await ledger.ReadAsync(shard, sequence))?.Reservation.Digest);
        foreach (var (shard, sequence) in run.Attached)
        {
            Assert.Equal(run.Reserved[(shard, sequence)].ToArray(), (await ledger.ReadAsync(shard, sequence))!.Signatures.ToArray());
        }

        foreach (var shard in Shards)
        {
            var digests = (await ledger.EntriesAsync(shard)).Select(entry => entry.Reservation.Digest).ToList();
            Assert.DoesNotContain(digests, run.Failed.Contains);
            var next = Reservation(shard, (ulong)digests.Count, 0, 78) with { PreviousDigest = digests.Count == 0 ? default : digests[^1] };
            Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(next));
        }
    }

    private sealed class Run
    {
        private readonly Lock _gate = new();

        public Dictionary<(string Shard, ulong Sequence), Hash256> Reserved { get; } = [];

        public HashSet<(string Shard, ulong Sequence)> Attached { get; } = [];

        public HashSet<Hash256> Failed { get; } = [];

        /// <summary>What losers were told: it must be as durable as what winners were told.</summary>
        public HashSet<(string Shard, ulong Sequence, Hash256 Existing)> Taken { get; } = [];

        public bool Stopped { get; private set; }

        public void Note(string shard, ulong sequence, Hash256 digest, ReserveOutcome outcome)
        {
            lock (_gate)
            {
                if (outcome is ReserveOutcome.Reserved or ReserveOutcome.AlreadyReserved) Reserved.Add((shard, sequence), digest);
                else if (outcome is ReserveOutcome.Failed) Failed.Add(digest);
                else if (outcome is ReserveOutcome.Unknown) Stopped = true;
                else if (outcome is ReserveOutcome.SequenceTaken taken) Taken.Add((shard, sequence, taken.Existing));
                else Assert.Fail($"{shard} {sequence}: {outcome}");
            }
        }

        public void Note(string shard, ulong sequence, AttachOutcome outcome)
        {
            lock (_gate)
            {
                if (outcome is AttachOutcome.Attached) Attached.Add((shard, sequence));
                else if (outcome is AttachOutcome.Unknown) Stopped = true;
                else if (outcome is not AttachOutcome.Failed) Assert.Fail($"{shard} {sequence}: {outcome}");
            }
        }
    }
}
