using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>The fault table of the ledger, with two callers racing for every sequence: the head may have moved under each of them.</summary>
public sealed class FileLedgerFaultTests
{
    private const int Batches = 4;
    private static readonly string[] Shards = ["a", "b"];

    [Fact]
    public async Task EveryStep_FailingInEveryWayWhileTheHeadMoves_KeepsOneDigestForEachSequence()
    {
        var calm = await RunAsync(new MemoryFileSystem());
        Assert.Equal(Batches * Shards.Length, calm.Reserved.Count);
        var (lost, moved, unknown) = (0, 0, 0);
        foreach (var row in FaultTable.Rows(calm.Files.Steps.Count))
        {
            var run = await RunAsync(new MemoryFileSystem { Plan = row.Plan });
            (lost, moved, unknown) = (lost + run.Failed.Count, moved + run.Taken.Count, unknown + (run.Stopped ? 1 : 0));
            foreach (var left in FaultTable.Aftermaths(run.Files, row.Step)) await VerifyAsync(left, run, row);
        }

        Assert.True(lost > 20 && moved > 100 && unknown > 20, $"{lost} failed, {moved} rejected, {unknown} unknown: the table must reach all");
    }

    private static async Task<Run> RunAsync(MemoryFileSystem files)
    {
        var run = new Run(files);
        var opened = FileLedger.Open(Options(files));
        for (var attempt = 0; opened is OpenOutcome<FileLedger>.Failed && attempt < 3; attempt++) opened = FileLedger.Open(Options(files));
        await using var ledger = opened.OrThrow();
        for (var sequence = 0UL; sequence < Batches && !run.Stopped; sequence++)
        {
            await Task.WhenAll(Shards.Select((shard, index) => RunOneAsync(ledger, run, shard, index, sequence)));
        }

        return run;
    }

    private static async Task RunOneAsync(FileLedger ledger, Run run, string shard, int index, ulong sequence)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var previous = ledger.Head(shard)?.Digest ?? default;
            var racers = new[] { 1, 2 }.Select(racer =>
            {
                var reservation = Reservation(shard, sequence, 0, index * 1000 + (int)sequence * 100 + attempt * 10 + racer) with { PreviousDigest = previous };
                return (reservation.Digest, Outcome: ledger.ReserveAsync(reservation).AsTask());
            }).ToList();
            foreach (var (digest, outcome) in racers) run.Note(shard, sequence, digest, await outcome);
            if (run.Stopped || ledger.Head(shard) is not { } head || head.Sequence != sequence) continue;

            var attached = await ledger.AttachAsync(shard, sequence, head.Digest, head.Digest.ToArray());
            if (attached is AttachOutcome.Failed) attached = await ledger.AttachAsync(shard, sequence, head.Digest, head.Digest.ToArray());
            run.Note(shard, sequence, attached);
            return;
        }
    }

    private static async Task VerifyAsync(MemoryFileSystem left, Run run, FaultTable.Row row)
    {
        var outcome = FileLedger.Open(Options(left));
        Assert.True(outcome is OpenOutcome<FileLedger>.Opened, $"{row}: {outcome}");
        await using var ledger = outcome.OrThrow();
        foreach (var ((shard, sequence), digest) in run.Reserved)
        {
            Assert.Equal(digest, (await ledger.ReadAsync(shard, sequence))?.Reservation.Digest);
            Assert.Equal(new ReserveOutcome.SequenceTaken(digest), await ledger.ReserveAsync(Reservation(shard, sequence, 0, 77)));
        }

        Assert.All(run.Taken, told => Assert.Equal(run.Reserved[(told.Shard, told.Sequence)], told.Existing));
        foreach (var (shard, sequence) in run.Attached)
        {
            Assert.Equal(run.Reserved[(shard, sequence)].ToArray(), (await ledger.ReadAsync(shard, sequence))!.Signatures.ToArray());
        }

        foreach (var shard in ledger.Shards)
        {
            var digests = (await ledger.EntriesAsync(shard)).Select(entry => entry.Reservation.Digest).ToList();
            Assert.DoesNotContain(digests, run.Failed.Contains);
            var next = Reservation(shard, (ulong)digests.Count, 0, 78) with { PreviousDigest = digests[^1] };
            Assert.IsType<ReserveOutcome.Reserved>(await ledger.ReserveAsync(next));
        }
    }

    private sealed class Run(MemoryFileSystem files)
    {
        private readonly Lock _gate = new();

        public MemoryFileSystem Files => files;

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
                if (outcome is ReserveOutcome.Reserved) Reserved.Add((shard, sequence), digest);
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
