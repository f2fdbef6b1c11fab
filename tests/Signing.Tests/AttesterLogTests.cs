using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

public sealed class AttesterLogTests
{
    private static readonly EvmAddress Signer = Keys.Five[0].Address;
    private static readonly ShardId Other = ShardId.Parse("minors");

    [Fact]
    public async Task Record_ASequence_TakesOneDigestAndOnlyAboveTheHead()
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files);
        Assert.Null(log.Last(Samples.Shard));
        Assert.IsType<RecordOutcome.Recorded>(await RecordAsync(log, 3, "a"));
        Assert.IsType<RecordOutcome.AlreadySame>(await RecordAsync(log, 3, "a"));
        Assert.Equal(new RecordOutcome.SecondDigest(Keys.Digest("a")), await RecordAsync(log, 3, "b"));
        Assert.Equal(new RecordOutcome.BelowHead(2, 3), await RecordAsync(log, 2, "a"));
        Assert.IsType<RecordOutcome.Recorded>(await RecordAsync(log, 9, "c"));
        Assert.Equal(new RecordOutcome.BelowHead(5, 9), await RecordAsync(log, 5, "never signed"));
        Assert.IsType<RecordOutcome.AlreadySame>(await RecordAsync(log, 3, "a"));
        Assert.Equal(Entry(9, "c"), log.Last(Samples.Shard));
        Assert.Equal(Entry(3, "a"), log.Find(Samples.Shard, 3));
        Assert.Null(log.Find(Samples.Shard, 5));
    }

    [Fact]
    public async Task Record_OfAnotherShard_IsIndependent()
    {
        await using var log = Open(new MemoryFileSystem());
        await RecordAsync(log, 9, "a");
        Assert.IsType<RecordOutcome.Recorded>(await log.RecordAsync(Other, 0, Keys.Digest("b"), Keys.Digest("state")));
        Assert.Equal(9UL, log.Last(Samples.Shard)!.Sequence);
        Assert.Equal(0UL, log.Last(Other)!.Sequence);
    }

    [Fact]
    public async Task Record_WhatNoBatchHas_Throws()
    {
        await using var log = Open(new MemoryFileSystem());
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.RecordAsync(default, 0, Keys.Digest("a"), Keys.Digest("b")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.RecordAsync(Other, 0, default, Keys.Digest("b")));
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.RecordAsync(Other, 0, Keys.Digest("a"), default));
    }

    [Fact]
    public async Task Reopened_KnowsTheNewestEntriesAndRefusesWhatIsOlder()
    {
        using var folder = new TempFolder();
        const ulong Count = AttesterLog.KeptPerShard + 50;
        var log = AttesterLog.Open(AttesterLog.In(folder.Path), Signer).OrThrow();
        await Task.WhenAll(Enumerable.Range(0, (int)Count).Select(i => RecordAsync(log, (ulong)i, $"{i}").AsTask()));
        for (var run = 0; run < 2; run++)
        {
            Assert.Equal(new RecordOutcome.BelowHead(49, Count - 1), await RecordAsync(log, 49, "49"));
            Assert.IsType<RecordOutcome.AlreadySame>(await RecordAsync(log, 50, "50"));
            Assert.IsType<RecordOutcome.SecondDigest>(await RecordAsync(log, 50, "another"));
            Assert.Equal(Entry(Count - 1, $"{Count - 1}"), log.Last(Samples.Shard));
            await log.DisposeAsync();
            log = AttesterLog.Open(AttesterLog.In(folder.Path), Signer).OrThrow();
        }

        await log.DisposeAsync();
    }

    [Fact]
    public async Task Open_TheLogOfAnotherSigner_IsAMismatch()
    {
        var files = new MemoryFileSystem();
        await using (var log = Open(files)) await RecordAsync(log, 0, "a");
        var outcome = AttesterLog.Open(Options(files), Keys.Five[1].Address);
        Assert.Equal(new OpenOutcome<AttesterLog>.Mismatch("signer of the attester log", $"{Keys.Five[1].Address}", $"{Signer}"), outcome);
        await using var again = Open(files);
    }

    [Fact]
    public async Task Open_WhileOpen_IsLocked()
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files);
        Assert.IsType<OpenOutcome<AttesterLog>.Locked>(AttesterLog.Open(Options(files), Signer));
    }

    public static TheoryData<byte[], string> WrongRecords => new()
    {
        { [1, 2, 3], "an attester log record" },
        { AttesterRecord.Encode(Signer, Entry(4, "second digest")), "above 4" },
        { AttesterRecord.Encode(Signer, Entry(4, "a")), "above 4" },
        { AttesterRecord.Encode(Signer, Entry(3, "below")), "above 4" },
    };

    [Theory]
    [MemberData(nameof(WrongRecords))]
    public async Task Open_ALogThatBreaksItsRules_IsDamaged(byte[] record, string expected)
    {
        var files = new MemoryFileSystem();
        await using (var log = Open(files)) await RecordAsync(log, 4, "a");
        await using (var raw = SegmentLog.Open(Options(files)).OrThrow()) await raw.AppendAsync(record);
        var damage = Assert.IsType<OpenOutcome<AttesterLog>.Damaged>(AttesterLog.Open(Options(files), Signer)).Damage;
        Assert.Equal((DamageKind.Content, 1L), (damage.Kind, damage.RecordNumber));
        Assert.Contains(expected, damage.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_InOneGroupWithAnUndecidedOne_IsJudgedAgainstIt()
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files, segmentBytes: 65_536);
        await RecordAsync(log, 0, "0");
        foreach (var fault in new[] { Fault.NotPersisted, Fault.None })
        {
            using var reached = new SemaphoreSlim(0);
            using var release = new SemaphoreSlim(0);
            var flushes = 0;
            files.Plan = step =>
            {
                if (step.Kind == StepKind.Write && flushes == 1) return fault;
                if (step.Kind != StepKind.Flush || Interlocked.Increment(ref flushes) > 1) return Fault.None;
                reached.Release();
                release.Wait();
                return Fault.None;
            };
            var head = log.Last(Samples.Shard)!.Sequence;
            var first = RecordAsync(log, head + 1, "first").AsTask();
            await reached.WaitAsync();
            var group = new[] { RecordAsync(log, head + 5, "a").AsTask(), RecordAsync(log, head + 5, "b").AsTask(), RecordAsync(log, head + 5, "a").AsTask(), RecordAsync(log, head + 4, "c").AsTask() };
            release.Release();
            Assert.IsType<RecordOutcome.Recorded>(await first);
            RecordOutcome[] decided = [new RecordOutcome.Recorded(), new RecordOutcome.SecondDigest(Keys.Digest("a")), new RecordOutcome.AlreadySame(), new RecordOutcome.BelowHead(head + 4, head + 5)];
            var outcomes = await Task.WhenAll(group);
            if (fault == Fault.None) Assert.Equal(decided, outcomes);
            else Assert.All(outcomes, outcome => Assert.IsType<RecordOutcome.Failed>(outcome));
        }
    }

    [Fact]
    public async Task Record_TwoDigestsFromManyCallersAtOnce_BindsToOneOfThem()
    {
        await using var log = Open(new MemoryFileSystem());
        for (ulong sequence = 0; sequence < 50; sequence++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () => (Digest: $"{i % 2}", Outcome: await RecordAsync(log, sequence, $"{i % 2}")))));
            var bound = log.Find(Samples.Shard, sequence)!.Digest;
            Assert.Single(outcomes, outcome => outcome.Outcome is RecordOutcome.Recorded);
            Assert.All(outcomes, outcome => Assert.Equal(Keys.Digest(outcome.Digest) != bound, outcome.Outcome is RecordOutcome.SecondDigest));
        }
    }

    /// <summary>Every step × every fault: what was acknowledged is there, what failed is not, and whichever came true stays the only one.</summary>
    [Fact]
    public async Task EveryStep_FailingInEveryWay_LeavesOneDigestPerSequence()
    {
        var calm = new MemoryFileSystem();
        await RunAsync(calm);
        foreach (var row in FaultTable.Rows(calm.Steps.Count))
        {
            var files = new MemoryFileSystem { Plan = row.Plan };
            var outcomes = await RunAsync(files);
            foreach (var left in FaultTable.Aftermaths(files, row.Step))
            {
                await using var log = Open(left);
                foreach (var (sequence, digest, outcome) in outcomes)
                {
                    var there = log.Find(Samples.Shard, sequence)?.Digest;
                    if (outcome is RecordOutcome.Recorded or RecordOutcome.AlreadySame) Assert.Equal(Keys.Digest(digest), there);
                    if (outcome is RecordOutcome.Failed && !outcomes.Any(later => later.Outcome is RecordOutcome.Recorded or RecordOutcome.Unknown && later.Digest == digest)) Assert.NotEqual(Keys.Digest(digest), there);
                    if (outcome is RecordOutcome.SecondDigest second) Assert.Equal(second.Existing, there);
                }
            }
        }
    }

    private static async Task<List<(ulong Sequence, string Digest, RecordOutcome Outcome)>> RunAsync(MemoryFileSystem files)
    {
        var outcomes = new List<(ulong, string, RecordOutcome)>();
        var opened = AttesterLog.Open(Options(files), Signer);
        for (var attempt = 0; opened is OpenOutcome<AttesterLog>.Failed && attempt < 3; attempt++) opened = AttesterLog.Open(Options(files), Signer);
        await using var log = opened.OrThrow();
        for (ulong sequence = 0; sequence < 4; sequence++)
        {
            foreach (var digest in new[] { $"{sequence} a", $"{sequence} a", $"{sequence} b" }) outcomes.Add((sequence, digest, await RecordAsync(log, sequence, digest)));
        }

        return outcomes;
    }

    /// <summary>Small segments, so that every test crosses from one to the next; a group never does.</summary>
    private static LogOptions Options(IFileSystem files, int segmentBytes = 400) => AttesterLog.In("/log") with { FileSystem = files, SegmentBytes = segmentBytes };

    private static AttesterLog Open(IFileSystem files, int segmentBytes = 400) => AttesterLog.Open(Options(files, segmentBytes), Signer).OrThrow();

    private static AttesterLogEntry Entry(ulong sequence, string digest) => new(Samples.Shard, sequence, Keys.Digest(digest), Keys.Digest("state"));

    private static ValueTask<RecordOutcome> RecordAsync(AttesterLog log, ulong sequence, string digest) =>
        log.RecordAsync(Samples.Shard, sequence, Keys.Digest(digest), Keys.Digest("state"));
}
