using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Streams.Tests.Streams;

namespace CrossChainOracle.Streams.Tests;

/// <summary>The fault table of the stream, with publishers racing in every partition.</summary>
public sealed class FileEventStreamFaultTests
{
    [Fact]
    public async Task EveryStep_FailingInEveryWay_LosesNoPublishedEventAndLeavesNoGap()
    {
        var calm = await RunAsync(new MemoryFileSystem());
        var (failed, stopped) = (0, 0);
        foreach (var row in FaultTable.Rows(calm.Files.Steps.Count))
        {
            var run = await RunAsync(new MemoryFileSystem { Plan = row.Plan });
            (failed, stopped) = (failed + run.Failed.Count, stopped + (run.Stopped ? 1 : 0));
            foreach (var left in FaultTable.Aftermaths(run.Files, row.Step)) await VerifyAsync(left, run, row);
        }

        Assert.True(failed > 20 && stopped > 20, $"{failed} failed, {stopped} stopped: the table must reach both");
    }

    [Fact]
    public async Task Publish_OnASlowDisk_IsInvisibleUntilItIsDurable()
    {
        var files = new MemoryFileSystem();
        await using var stream = Open(files);
        using var reached = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        files.Plan = step =>
        {
            if (step.Kind != StepKind.Flush) return Fault.None;
            reached.Release();
            release.Wait();
            return Fault.None;
        };
        var following = stream.Read(0, StreamPosition.Earliest).OrThrow().FollowAsync(2);
        var publishing = stream.PublishAsync(0, "one", "two");
        await reached.WaitAsync();
        Assert.Empty(await stream.EventsAsync());
        Assert.Null(stream.LastOffset(null));
        Assert.False(following.IsCompleted || publishing.IsCompleted);
        release.Release();
        Assert.Equal((await publishing).Offsets, (await following).Select(stored => stored.Offset));
    }

    private static async Task<Run> RunAsync(MemoryFileSystem files)
    {
        var run = new Run(files);
        var opened = FileEventStream.Open(Options(files), Partitions, new ManualTime(Start));
        for (var attempt = 0; opened is OpenOutcome<FileEventStream>.Failed && attempt < 3; attempt++)
        {
            opened = FileEventStream.Open(Options(files), Partitions, new ManualTime(Start));
        }

        await using var stream = opened.OrThrow();
        for (var round = 0; round < 4 && !run.Stopped; round++)
        {
            var publications = Enumerable.Range(0, 6).Select(i =>
            {
                string[] bodies = [$"{round} {i} first", $"{round} {i} second"];
                return (bodies, Outcome: stream.PublishAsync(i % Partitions, [.. bodies.Select(Event)]).AsTask());
            }).ToList();
            foreach (var (bodies, outcome) in publications) run.Note(bodies, await outcome);
            if (stream.LastOffset(null) is not { } offset || run.Stopped) continue;
            var stored = await stream.CheckpointAsync("group", null, offset);
            run.Stopped |= stored is CheckpointOutcome.Unknown;
            if (stored is CheckpointOutcome.Stored) run.Checkpoint = offset;
        }

        return run;
    }

    private static async Task VerifyAsync(MemoryFileSystem left, Run run, FaultTable.Row row)
    {
        var outcome = FileEventStream.Open(Options(left), Partitions, new ManualTime(Start));
        Assert.True(outcome is OpenOutcome<FileEventStream>.Opened, $"{row}: {outcome}");
        await using var stream = outcome.OrThrow();
        var events = await stream.EventsAsync();
        var there = events.ToDictionary(stored => stored.Offset, Body);
        foreach (var (offset, body) in run.Published) Assert.Equal(body, there.GetValueOrDefault(offset));
        Assert.DoesNotContain(there.Values, run.Failed.Contains);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var numbers = events.Where(stored => stored.Partition == partition).Select(stored => stored.SequenceNumber).ToList();
            Assert.Equal(Enumerable.Range(0, numbers.Count).Select(i => (long)i), numbers);
        }

        if (run.Checkpoint is not null && !run.Stopped) Assert.Equal(run.Checkpoint, stream.Checkpoint("group", null));
        await stream.PublishAsync(0, "after");
    }

    private sealed class Run(MemoryFileSystem files)
    {
        public MemoryFileSystem Files => files;

        public Dictionary<string, string> Published { get; } = [];

        public HashSet<string> Failed { get; } = [];

        public string? Checkpoint { get; set; }

        public bool Stopped { get; set; }

        public void Note(string[] bodies, PublishOutcome outcome)
        {
            if (outcome is PublishOutcome.Published published)
            {
                for (var i = 0; i < bodies.Length; i++) Published.Add(published.Offsets[i], bodies[i]);
            }
            else if (outcome is PublishOutcome.Unknown)
            {
                Stopped = true;
            }
            else
            {
                Assert.IsType<PublishOutcome.Failed>(outcome);
                Failed.UnionWith(bodies);
            }
        }
    }
}
