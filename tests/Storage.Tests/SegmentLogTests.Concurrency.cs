using static CrossChainOracle.Storage.Tests.Logs;

namespace CrossChainOracle.Storage.Tests;

public sealed class SegmentLogConcurrencyTests
{
    [Fact]
    public async Task ConcurrentAppends_StandInTheOrderOfTheirNumbersWithoutGaps()
    {
        const int Appends = 400;
        await using var log = Open(new MemoryFileSystem(), segmentBytes: 4096);
        var tasks = Enumerable.Range(0, Appends).Select(i => Task.Run(() => log.AppendAsync(Bytes($"{i}")).AsTask())).ToList();
        var outcomes = await Task.WhenAll(tasks);

        var numbers = outcomes.Select(outcome => Assert.IsType<AppendOutcome.Appended>(outcome).First).ToList();
        Assert.Equal(Enumerable.Range(0, Appends).Select(i => (long)i), numbers.Order());
        for (var i = 0; i < Appends; i++) Assert.Equal($"{i}", Text(log.Read(numbers[i])));
    }

    [Fact]
    public async Task AppendsQueuedDuringAFlush_AreWrittenAndFlushedOnce()
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files, segmentBytes: 1 << 20);
        await log.AppendAsync("first");
        using var reached = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        var held = true;
        files.Plan = step =>
        {
            if (step.Kind == StepKind.Flush && Interlocked.Exchange(ref held, false))
            {
                reached.Release();
                release.Wait();
            }

            return Fault.None;
        };

        var second = log.AppendAsync(Bytes("second")).AsTask();
        await reached.WaitAsync();
        var (flushes, writes) = (files.Count(StepKind.Flush), files.Count(StepKind.Write));
        var queued = Enumerable.Range(0, 500).Select(i => log.AppendAsync(Bytes($"{i}")).AsTask()).ToList();
        release.Release();
        await Task.WhenAll(queued.Append(second));
        Assert.Equal((flushes + 1, writes + 1), (files.Count(StepKind.Flush), files.Count(StepKind.Write)));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), (await log.ReadAllAsync()).Skip(2));
    }

    [Fact]
    public async Task FollowingReaders_FromEveryPosition_SeeEveryRecordInOrderWhileItIsWritten()
    {
        const int Records = 300;
        await using var log = Open(new MemoryFileSystem(), segmentBytes: 2000);
        var readers = Enumerable.Range(0, 10).Select(reader => Task.Run(async () =>
        {
            var from = reader * 30;
            var seen = new List<string>();
            await foreach (var record in log.ReadFromAsync(from, follow: true))
            {
                Assert.Equal(from + seen.Count, record.Number);
                seen.Add(Text(record));
                if (record.Number == Records - 1) break;
            }

            return (from, seen);
        })).ToList();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Records / 3; i++) await log.AppendAsync($"{writer} {i}");
        })));

        var all = await log.ReadAllAsync();
        foreach (var (from, seen) in await Task.WhenAll(readers)) Assert.Equal(all.Skip(from), seen);
    }

    [Fact]
    public async Task FollowingReader_EndsWhenTheLogIsDisposedOrStopped()
    {
        var files = new MemoryFileSystem();
        var log = Open(files);
        await log.AppendAsync("first");
        var untilDisposed = Follow(log);
        await log.DisposeAsync();
        Assert.Equal(["first"], await untilDisposed);

        await using var again = Open(files);
        var untilStopped = Follow(again);
        files.Plan = step => step.Kind == StepKind.Flush ? Fault.Persisted : Fault.None;
        Assert.IsType<AppendOutcome.Unknown>(await again.AppendAsync(Bytes("unknown")));
        Assert.Equal(["first"], await untilStopped);
    }

    [Fact]
    public async Task FollowingReader_WhenCancelled_Throws()
    {
        await using var log = Open(new MemoryFileSystem());
        using var cancel = new CancellationTokenSource();
        var waiting = Follow(log, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static async Task<List<string>> Follow(SegmentLog log, CancellationToken ct = default)
    {
        var seen = new List<string>();
        await foreach (var record in log.ReadFromAsync(0, follow: true, ct)) seen.Add(Text(record));
        return seen;
    }
}
