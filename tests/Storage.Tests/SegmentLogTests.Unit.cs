using static CrossChainOracle.Storage.Tests.Logs;

namespace CrossChainOracle.Storage.Tests;

public sealed class SegmentLogUnitTests
{
    [Fact]
    public async Task Append_ThenReopen_GivesTheSameRecordsInOrder()
    {
        var (files, texts) = await FilledAsync();
        Assert.True(files.Content().Count > 2, "the case needs several segments");

        await using var log = Open(files);
        Assert.Equal(texts, await log.ReadAllAsync());
        for (var i = 0; i < texts.Count; i++) Assert.Equal(texts[i], Text(log.Read(i)));
        Assert.Equal(texts.Count, await log.AppendAsync("one more"));
    }

    [Fact]
    public async Task Append_OfWhatReachesTheSegmentLimit_StartsANewSegmentNamedByItsFirstRecord()
    {
        var files = new MemoryFileSystem();
        await using var log = Open(files, segmentBytes: 100);
        await log.AppendAsync(new string('a', 100));
        await log.AppendAsync("b");
        await log.AppendAsync("c");
        Assert.Equal(["/log/00000000000000000000.seg", "/log/00000000000000000001.seg"], files.Content().Keys);
    }

    [Fact]
    public async Task Append_BeyondTheRecordLimit_IsRefusedWithOperands()
    {
        await using var log = Open(new MemoryFileSystem());
        var outcome = await log.AppendAsync(new byte[LogLimits.MaxRecordBytes + 1]);
        Assert.Equal(new AppendOutcome.TooLarge(LogLimits.MaxRecordBytes + 1, LogLimits.MaxRecordBytes), outcome);
        Assert.Equal(0, log.DurableEnd);
    }

    [Fact]
    public async Task Append_OfTheRecordLimit_IsReadBack()
    {
        var files = new MemoryFileSystem();
        var payload = new byte[LogLimits.MaxRecordBytes];
        payload[^1] = 7;
        await using (var log = Open(files)) Assert.IsType<AppendOutcome.Appended>(await log.AppendAsync(payload));
        await using var again = Open(files);
        Assert.True(again.Read(0).Payload.Span.SequenceEqual(payload));
    }

    [Fact]
    public async Task Append_AfterDispose_Throws()
    {
        var log = Open(new MemoryFileSystem());
        await log.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.AppendAsync(Bytes("late")));
    }

    [Fact]
    public async Task Dispose_WhileAppendsAreQueued_WritesThemAll()
    {
        var files = new MemoryFileSystem();
        var log = Open(files);
        var appends = Enumerable.Range(0, 50).Select(i => log.AppendAsync(Bytes($"{i}")).AsTask()).ToList();
        await log.DisposeAsync();
        Assert.All(await Task.WhenAll(appends), outcome => Assert.IsType<AppendOutcome.Appended>(outcome));
        await using var again = Open(files);
        Assert.Equal(50, again.DurableEnd);
    }

    [Fact]
    public async Task Open_OfAFolderThatIsHeld_IsRefusedNamingIt()
    {
        var files = new MemoryFileSystem();
        await using (Open(files))
        {
            Assert.Equal(new OpenOutcome<SegmentLog>.Locked(Folder), SegmentLog.Open(Options(files)));
        }

        await using var afterwards = Open(files);
    }

    [Fact]
    public async Task Open_AsAnotherKind_IsRefused()
    {
        var (files, _) = await FilledAsync();
        var outcome = SegmentLog.Open(Options(files) with { Kind = "ELSE" });
        Assert.Equal(DamageKind.SegmentHeader, Assert.IsType<OpenOutcome<SegmentLog>.Damaged>(outcome).Damage.Kind);
    }

    [Fact]
    public async Task Open_WhenTheVisitorRefusesARecord_IsRefusedWithItsPlace()
    {
        var (files, _) = await FilledAsync();
        var outcome = SegmentLog.Open(
            Options(files), (in ScannedRecord record) => record.Number == 5 ? record.ContentDamage("anything", "record 5") : null);
        var damage = Assert.IsType<OpenOutcome<SegmentLog>.Damaged>(outcome).Damage;
        Assert.Equal((DamageKind.Content, 5L), (damage.Kind, damage.RecordNumber));
    }

    [Fact]
    public async Task OpenReadOnly_WhileAWriterHoldsTheFolder_SeesWhatIsThereAndChangesNothing()
    {
        var (files, texts) = await FilledAsync();
        await using var writer = Open(files);
        var before = files.Steps.Count;
        var (outcome, seen) = Inspect(files);
        using var log = outcome.OrThrow();
        Assert.Equal(texts, seen);
        Assert.Equal(texts[3], Text(log.Read(3)));
        Assert.Equal(before, files.Steps.Count);
    }

    [Fact]
    public async Task Read_OfBytesThatChangedSinceTheyWereVerified_ThrowsTheirDamage()
    {
        var (files, _) = await FilledAsync();
        await using var log = Open(files);
        var path = files.Content().Keys.First();
        using (var file = files.Open(path, writable: true)) file.Write([0xee], 50);
        var damage = Assert.Throws<LogDamagedException>(() => Enumerable.Range(0, 12).Select(i => log.Read(i)).ToList()).Damage;
        Assert.Equal(Path.GetFileName(path), damage.File);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(12)]
    public async Task Read_OutsideTheLog_Throws(long number)
    {
        var (files, _) = await FilledAsync();
        await using var log = Open(files);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Read(number));
    }

    [Fact]
    public async Task Decide_ThatThrows_ReachesItsCallerAndStopsTheLog()
    {
        var files = new MemoryFileSystem();
        await using (var log = Open(files))
        {
            await log.AppendAsync("before");
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await log.AppendAsync(new BrokenAppend()));
            Assert.IsType<AppendOutcome.Unknown>(await log.AppendAsync(Bytes("after")));
        }

        await using var again = Open(files);
        Assert.Equal(["before"], await again.ReadAllAsync());
    }

    private sealed class BrokenAppend : IAppend
    {
        public void Decide(AppendBatch batch)
        {
            batch.Add(Bytes("half"));
            throw new InvalidOperationException("broken");
        }

        public void Settle(AppendOutcome outcome) { }
    }
}
