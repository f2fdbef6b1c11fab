using static CrossChainOracle.Storage.Tests.Logs;

namespace CrossChainOracle.Storage.Tests;

/// <summary>The fault table of the log: nothing acknowledged is lost, nothing that failed is there, the rest is unknown until reopened.</summary>
public sealed class SegmentLogFaultTests
{
    private const int Records = 8;

    [Fact]
    public async Task EveryStep_FailingInEveryWay_LosesNothingAcknowledgedAndKeepsNothingFailed()
    {
        var calm = await RunAsync(new MemoryFileSystem());
        Assert.Equal(Records, calm.Acknowledged.Count);
        var (failed, unknown) = (0, 0);
        foreach (var row in FaultTable.Rows(calm.Files.Steps.Count))
        {
            var run = await RunAsync(new MemoryFileSystem { Plan = row.Plan });
            failed += run.Failed.Count;
            unknown += run.Unknown.Count;
            foreach (var left in FaultTable.Aftermaths(run.Files, row.Step)) await VerifyAsync(left, run, row);
        }

        Assert.True(failed > 20 && unknown > 20, $"{failed} failed, {unknown} unknown: the table must reach both");
    }

    [Theory]
    [InlineData(StepKind.Write, Fault.NotPersisted, typeof(AppendOutcome.Failed))]
    [InlineData(StepKind.Write, Fault.Persisted, typeof(AppendOutcome.Failed))]
    [InlineData(StepKind.Write, Fault.Half, typeof(AppendOutcome.Failed))]
    [InlineData(StepKind.Create, Fault.NotPersisted, typeof(AppendOutcome.Failed))]
    [InlineData(StepKind.Create, Fault.Persisted, typeof(AppendOutcome.Failed))]
    [InlineData(StepKind.Flush, Fault.NotPersisted, typeof(AppendOutcome.Unknown))]
    [InlineData(StepKind.Flush, Fault.Persisted, typeof(AppendOutcome.Unknown))]
    [InlineData(StepKind.SyncFolder, Fault.NotPersisted, typeof(AppendOutcome.Unknown))]
    [InlineData(StepKind.SyncFolder, Fault.Persisted, typeof(AppendOutcome.Unknown))]
    public async Task Append_WhenAStepFails_HasTheOutcomeOfThatStep(StepKind kind, Fault fault, Type outcome)
    {
        foreach (var startsSegment in kind is StepKind.Create or StepKind.SyncFolder ? [true] : new[] { true, false })
        {
            var files = new MemoryFileSystem();
            await using var log = Open(files, segmentBytes: startsSegment ? 1 : 4096);
            await log.AppendAsync("first");
            var armed = true;
            files.Plan = step => step.Kind == kind && Interlocked.Exchange(ref armed, false) ? fault : Fault.None;
            Assert.IsType(outcome, await log.AppendAsync(Bytes("second")));
            var retried = await log.AppendAsync(Bytes("third"));
            if (outcome == typeof(AppendOutcome.Failed)) Assert.Equal(new AppendOutcome.Appended(1, 1), retried);
            else Assert.IsType<AppendOutcome.Unknown>(retried);
        }
    }

    [Fact]
    public async Task Append_WhenCuttingBackFailsToo_IsUnknown()
    {
        foreach (var cleanUp in new[] { StepKind.SetLength, StepKind.Flush })
        {
            var files = new MemoryFileSystem();
            await using var log = Open(files);
            await log.AppendAsync("first");
            files.Plan = step => step.Kind == StepKind.Write ? Fault.Half : step.Kind == cleanUp ? Fault.NotPersisted : Fault.None;
            Assert.IsType<AppendOutcome.Unknown>(await log.AppendAsync(Bytes("second")));
        }
    }

    [Fact]
    public async Task Open_OfRecordsThatWereNeverFlushed_FlushesThemBeforeAnyoneReadsThem()
    {
        var files = new MemoryFileSystem();
        await using (var log = Open(files, segmentBytes: 4096))
        {
            await log.AppendAsync("acknowledged");
            files.Plan = step => step.Kind == StepKind.Flush ? Fault.NotPersisted : Fault.None;
            Assert.IsType<AppendOutcome.Unknown>(await log.AppendAsync(Bytes("unknown")));
            files.Plan = _ => Fault.None;
        }

        await using (var log = Open(files, segmentBytes: 4096)) Assert.Equal(["acknowledged", "unknown"], await log.ReadAllAsync());
        await using var afterwards = Open(files.AfterPowerCut(), segmentBytes: 4096);
        Assert.Equal(["acknowledged", "unknown"], await afterwards.ReadAllAsync());
    }

    [Fact]
    public async Task Append_OnASlowDisk_IsInvisibleUntilFlushedAndCancellableOnlyBeforeItsTurn()
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files, segmentBytes: 4096);
        await log.AppendAsync("first");
        using var reached = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        files.Plan = step =>
        {
            if (step.Kind != StepKind.Flush) return Fault.None;
            reached.Release();
            release.Wait();
            return Fault.None;
        };

        using var cancel = new CancellationTokenSource();
        var started = log.AppendAsync(Bytes("second"), cancel.Token).AsTask();
        await reached.WaitAsync();
        var queued = log.AppendAsync(Bytes("never"), cancel.Token).AsTask();
        var third = log.AppendAsync(Bytes("third")).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        Assert.False(started.IsCompleted);
        Assert.Equal(1, log.DurableEnd);
        Assert.Equal(["first"], await log.ReadAllAsync());

        release.Release(2);
        Assert.Equal(new AppendOutcome.Appended(1, 1), await started);
        Assert.Equal(new AppendOutcome.Appended(2, 1), await third);
        Assert.Equal(["first", "second", "third"], await log.ReadAllAsync());
    }

    private static async Task<Run> RunAsync(MemoryFileSystem files)
    {
        var run = new Run(files, [], [], []);
        var opened = SegmentLog.Open(Options(files, segmentBytes: 120));
        for (var attempt = 0; opened is OpenOutcome<SegmentLog>.Failed && attempt < 3; attempt++) opened = SegmentLog.Open(Options(files, segmentBytes: 120));
        await using var log = opened.OrThrow();
        for (var i = 0; i < Records; i++)
        {
            for (var attempt = 0; attempt < 3 && run.Unknown.Count == 0; attempt++)
            {
                var text = $"record {i} attempt {attempt}";
                var outcome = await log.AppendAsync(Bytes(text));
                if (outcome is AppendOutcome.Failed) run.Failed.Add(text);
                else if (outcome is AppendOutcome.Unknown) run.Unknown.Add(text);
                else
                {
                    Assert.Equal(new AppendOutcome.Appended(run.Acknowledged.Count, 1), outcome);
                    run.Acknowledged.Add(text);
                    break;
                }
            }
        }

        Assert.Equal(run.Acknowledged, await log.ReadAllAsync());
        return run;
    }

    private static async Task VerifyAsync(MemoryFileSystem left, Run run, FaultTable.Row row)
    {
        var outcome = SegmentLog.Open(Options(left, segmentBytes: 120));
        Assert.True(outcome is OpenOutcome<SegmentLog>.Opened, $"{row}: {outcome}");
        await using (var log = outcome.OrThrow())
        {
            var there = await log.ReadAllAsync();
            Assert.Equal(run.Acknowledged, there.Take(run.Acknowledged.Count));
            Assert.True(there.Skip(run.Acknowledged.Count).All(run.Unknown.Contains), $"{row}: {string.Join(", ", there)}");
            Assert.Equal(there.Count, await log.AppendAsync("after"));
        }

        await using var again = Open(left, segmentBytes: 120);
        Assert.Equal("after", (await again.ReadAllAsync())[^1]);
    }

    private sealed record Run(MemoryFileSystem Files, List<string> Acknowledged, List<string> Failed, List<string> Unknown);
}
