using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;
using static CrossChainOracle.Streams.Tests.Streams;

namespace CrossChainOracle.Streams.Tests;

public sealed class FileEventStreamUnitTests
{
    [Fact]
    public async Task Publish_IsReadBackWholeAlsoAfterReopening()
    {
        var files = new MemoryFileSystem();
        await using (var stream = Open(files))
        {
            var published = await stream.PublishAsync(1, "one", "two");
            Assert.Equal((2, 0L), (published.Offsets.Count, published.FirstSequenceNumber));
            Assert.Equal(2, (await stream.PublishAsync(1, "three")).FirstSequenceNumber);
            Assert.Equal(0, (await stream.PublishAsync(2, "four")).FirstSequenceNumber);
        }

        await using var again = Open(files);
        var events = await again.EventsAsync();
        Assert.Equal(["one", "two", "three", "four"], events.Select(Body));
        Assert.Equal([1, 1, 1, 2], events.Select(stored => stored.Partition));
        Assert.Equal([0L, 1, 2, 0], events.Select(stored => stored.SequenceNumber));
        Assert.All(events, stored =>
        {
            Assert.Equal(("key " + Body(stored), "text/plain"), (stored.PartitionKey, stored.ContentType));
            Assert.Equal([new("a", "é"), new("z", Body(stored))], stored.Properties);
            Assert.Equal(Start.ToUnixTimeMilliseconds(), stored.EnqueuedTime);
        });
        Assert.Equal(events.Select(stored => stored.Offset).Order(StringComparer.Ordinal), events.Select(stored => stored.Offset));
        Assert.Equal(3, (await again.PublishAsync(1, "five")).FirstSequenceNumber);
    }

    [Fact]
    public async Task Read_FromAnyOffset_ResumesBehindIt()
    {
        await using var stream = Open(new MemoryFileSystem());
        for (var i = 0; i < 20; i++) await stream.PublishAsync(i % Partitions, $"{i}");
        var all = await stream.EventsAsync();
        for (var i = 0; i < all.Count; i++)
        {
            Assert.Equal(all.Skip(i + 1).Select(Body), (await stream.EventsAsync(null, StreamPosition.After(all[i].Offset))).Select(Body));
            Assert.Equal(
                all.Skip(i + 1).Where(stored => stored.Partition == 2).Select(Body),
                (await stream.EventsAsync(2, StreamPosition.After(all[i].Offset))).Select(Body));
        }

        Assert.Empty(await stream.EventsAsync(null, StreamPosition.Latest));
        Assert.Equal(all[^1].Offset, stream.LastOffset(null));
        Assert.Equal(all.Last(stored => stored.Partition == 0).Offset, stream.LastOffset(0));
    }

    [Fact]
    public async Task Read_ThatFollowsFromLatest_SeesWhatIsPublishedAfterTheCall()
    {
        await using var stream = Open(new MemoryFileSystem());
        await stream.PublishAsync(0, "before");
        var reading = stream.Read(0, StreamPosition.Latest).OrThrow();
        await stream.PublishAsync(0, "after the call");
        var seen = reading.FollowAsync(2);
        await stream.PublishAsync(1, "elsewhere");
        await stream.PublishAsync(0, "later");
        Assert.Equal(["after the call", "later"], (await seen).Select(Body));
        Assert.Equal(["after the call", "later"], (await reading.FollowAsync(2)).Select(Body));
    }

    [Fact]
    public async Task Read_ThatFollows_EndsWhenCancelledOrDisposed()
    {
        var stream = Open(new MemoryFileSystem());
        using var cancel = new CancellationTokenSource();
        var cancelled = stream.Read(null, StreamPosition.Earliest, ct: cancel.Token).OrThrow().FollowAsync(1);
        var disposed = stream.Read(null, StreamPosition.Earliest).OrThrow().FollowAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await stream.DisposeAsync();
        Assert.Empty(await disposed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("-0000000000000000001")]
    [InlineData("0000000000000000000a")]
    [InlineData("00000000000000000001 ")]
    [InlineData("99999999999999999999")]
    [InlineData("00000000000000000002")]
    public async Task AnOffset_ThatIsNoneOrNotReached_IsRefused(string offset)
    {
        await using var stream = Open(new MemoryFileSystem());
        await stream.PublishAsync(0, "one", "two");
        Assert.Equal(offset, Assert.IsType<ReadOutcome.InvalidOffset>(stream.Read(0, StreamPosition.After(offset))).Offset);
        Assert.Equal(offset, Assert.IsType<CheckpointOutcome.InvalidOffset>(await stream.CheckpointAsync("group", 0, offset)).Offset);
        Assert.Null(stream.Checkpoint("group", 0));
    }

    [Fact]
    public async Task APartition_ThatThereIsNot_IsRefused()
    {
        await using var stream = Open(new MemoryFileSystem());
        var offset = (await stream.PublishAsync(0, "one")).Offsets[0];
        foreach (var partition in new[] { -1, Partitions })
        {
            Assert.Equal(new PublishOutcome.NoSuchPartition(partition, Partitions), await stream.PublishAsync(partition, [Event("x")]));
            Assert.Equal(new ReadOutcome.NoSuchPartition(partition, Partitions), stream.Read(partition, StreamPosition.Earliest));
            Assert.Equal(new CheckpointOutcome.NoSuchPartition(partition, Partitions), await stream.CheckpointAsync("g", partition, offset));
        }
    }

    [Fact]
    public async Task Publish_OfAnEventOutsideItsLimits_IsRefusedWholeWithOperands()
    {
        await using var stream = Open(new MemoryFileSystem());
        var fits = new StreamEvent("", "", new byte[StreamLimits.MaxEventBytes], StreamEvent.NoProperties);
        Assert.Equal(
            new PublishOutcome.EventTooLarge(1, StreamLimits.MaxEventBytes + 1, StreamLimits.MaxEventBytes),
            await stream.PublishAsync(0, [fits, fits with { PartitionKey = "k" }]));
        Assert.Equal("partition key", Assert.IsType<PublishOutcome.Invalid>(await stream.PublishAsync(0, [fits with { PartitionKey = "\udc00" }])).Field);
        var longText = new string('x', StreamLimits.MaxTextBytes + 1);
        Assert.Equal("content type", Assert.IsType<PublishOutcome.Invalid>(await stream.PublishAsync(0, [fits with { ContentType = longText }])).Field);
        Assert.IsType<PublishOutcome.PublicationTooLarge>(await stream.PublishAsync(0, [.. Enumerable.Repeat(fits, 64)]));
        Assert.Null(stream.LastOffset(null));
        Assert.Equal(0, (await stream.PublishAsync(0, []) as PublishOutcome.Published)!.FirstSequenceNumber);
        Assert.IsType<PublishOutcome.Published>(await stream.PublishAsync(0, [fits]));
    }

    [Fact]
    public async Task EnqueuedTime_NeverDecreasesAlsoWhenTheClockDoesAndAfterReopening()
    {
        var files = new MemoryFileSystem();
        var early = new ManualTime(Start - TimeSpan.FromHours(1));
        await using (var stream = Open(files))
        {
            await stream.PublishAsync(0, "one");
        }

        await using var again = Open(files, early);
        await again.PublishAsync(1, "two");
        early.Advance(TimeSpan.FromHours(2));
        await again.PublishAsync(0, "three");
        var start = Start.ToUnixTimeMilliseconds();
        Assert.Equal([start, start, start + 3_600_000], (await again.EventsAsync()).Select(stored => stored.EnqueuedTime));
    }

    [Fact]
    public async Task Checkpoints_SurviveARestartAndAreApartByGroupAndPartition()
    {
        var files = new MemoryFileSystem();
        IReadOnlyList<string> offsets;
        await using (var stream = Open(files))
        {
            offsets = (await stream.PublishAsync(0, "one", "two", "three")).Offsets;
            Assert.IsType<CheckpointOutcome.Stored>(await stream.CheckpointAsync("margin", 0, offsets[2]));
            Assert.IsType<CheckpointOutcome.Stored>(await stream.CheckpointAsync("margin", 0, offsets[1]));
            Assert.IsType<CheckpointOutcome.Stored>(await stream.CheckpointAsync("relay", null, offsets[0]));
            Assert.IsType<CheckpointOutcome.InvalidGroup>(await stream.CheckpointAsync("", 0, offsets[0]));
        }

        await using var again = Open(files.AfterPowerCut());
        Assert.Equal(offsets[1], again.Checkpoint("margin", 0));
        Assert.Equal(offsets[0], again.Checkpoint("relay", null));
        Assert.Null(again.Checkpoint("relay", 0));
        Assert.Null(again.Checkpoint("margin", null));
        Assert.Equal(["three"], (await again.EventsAsync(0, StreamPosition.After(again.Checkpoint("margin", 0)!))).Select(Body));
    }

    [Fact]
    public async Task Open_WithFewerPartitionsThanEventsNeed_IsAMismatchAndChangesNothing()
    {
        var files = new MemoryFileSystem();
        await using (var stream = Open(files)) await stream.PublishAsync(2, "one");
        Assert.Equal(
            new OpenOutcome<FileEventStream>.Mismatch("partition of a stored event", "below 2", "2"),
            FileEventStream.Open(Options(files), 2, new ManualTime(Start)));
        await using var more = FileEventStream.Open(Options(files), 9, new ManualTime(Start)).OrThrow();
        Assert.Equal(["one"], (await more.EventsAsync(2)).Select(Body));
        Assert.Equal(new StreamSummary(3, 1, more.LastOffset(null)), FileEventStream.Verify(Options(files)).OrThrow());
    }
}
