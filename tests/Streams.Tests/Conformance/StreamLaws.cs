using System.Globalization;
using System.Reflection;

namespace CrossChainOracle.Streams.Tests;

/// <summary>A stream as the laws see it, wherever it is kept.</summary>
public interface IStreamUnderTest : IAsyncDisposable
{
    IEventPublisher Publisher { get; }

    /// <summary>Events of a partition from a place on, until <paramref name="count"/> of them whose key begins with <paramref name="run"/> have come; others are passed over.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadAsync(int partition, StreamPosition from, int count, string run);
}

/// <summary>What holds for every stream that stages publish to: the embedded one, and a hub. Each law brings events of its own, so that it also holds in a stream that others use.</summary>
public static class StreamLaws
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Names of the laws, as rows of a theory.</summary>
    public static TheoryData<string> Names { get; } = new(typeof(StreamLaws).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => method.ReturnType == typeof(Task) && method.GetParameters().Length == 1).Select(method => method.Name));

    public static async Task HoldsAsync(string law, IStreamUnderTest stream)
    {
        await using (stream) await ((Task)typeof(StreamLaws).GetMethod(law)!.Invoke(null, [stream])!).WaitAsync(Patience);
    }

    public static async Task Events_ComeBackWhole(IStreamUnderTest stream)
    {
        var run = Run();
        StreamEvent[] sent =
        [
            Event(run, "one"),
            new(run + "é", "application/vnd.crosschainoracle.test+json", new byte[] { 0, 255 }, new Dictionary<string, string> { ["z"] = "", ["a"] = "ü\u20ac" }),
            Event(run, new string('x', 900 * 1024)),
        ];
        await PublishAsync(stream, 1, sent);
        var read = await stream.ReadAsync(1, StreamPosition.Earliest, sent.Length, run);
        foreach (var (expected, actual) in sent.Zip(read))
        {
            Assert.Equal((1, expected.PartitionKey, expected.ContentType), (actual.Partition, actual.PartitionKey, actual.ContentType));
            Assert.True(expected.Body.Span.SequenceEqual(actual.Body.Span));
            Assert.Equal(expected.Properties.OrderBy(property => property.Key), actual.Properties.OrderBy(property => property.Key));
        }
    }

    public static async Task APartition_KeepsTheOrder(IStreamUnderTest stream)
    {
        var run = Run();
        for (var i = 0; i < 20; i++) await PublishAsync(stream, i % 2, [.. Enumerable.Range(0, 3).Select(part => Event(run, $"{i} {part}"))]);
        foreach (var partition in new[] { 0, 1 })
        {
            var read = await stream.ReadAsync(partition, StreamPosition.Earliest, 30, run);
            var expected = Enumerable.Range(0, 20).Where(i => i % 2 == partition).SelectMany(i => Enumerable.Range(0, 3).Select(part => $"{i} {part}"));
            Assert.Equal(expected, read.Select(Body));
            Assert.Equal(read.Select(e => e.SequenceNumber).Order().Distinct(), read.Select(e => e.SequenceNumber));
        }
    }

    public static async Task APublication_LargerThanOneSend_StaysInOrder(IStreamUnderTest stream)
    {
        var run = Run();
        var large = Enumerable.Range(0, 5).Select(i => Event(run, $"{i}" + new string('x', 500 * 1024))).ToArray();
        await PublishAsync(stream, 0, large);
        Assert.Equal("01234", string.Concat((await stream.ReadAsync(0, StreamPosition.Earliest, 5, run)).Select(e => Body(e)[0])));
    }

    public static async Task Publications_OfOneProcess_DoNotMix(IStreamUnderTest stream)
    {
        var run = Run();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() => PublishAsync(stream, 0, [.. Enumerable.Range(0, 4).Select(part => Event(run, $"{caller} {part}"))]))));
        var read = (await stream.ReadAsync(0, StreamPosition.Earliest, 32, run)).Select(Body).ToList();
        Assert.All(read.Chunk(4), chunk => Assert.Equal(Enumerable.Range(0, 4).Select(part => $"{chunk[0][0]} {part}"), chunk));
    }

    public static async Task Reading_ResumesBehindAnyOffset(IStreamUnderTest stream)
    {
        var run = Run();
        for (var i = 0; i < 6; i++) await PublishAsync(stream, 1, [Event(run, $"{i}")]);
        var all = await stream.ReadAsync(1, StreamPosition.Earliest, 6, run);
        for (var i = 0; i < 5; i++) Assert.Equal(all.Skip(i + 1).Select(Body), (await stream.ReadAsync(1, StreamPosition.After(all[i].Offset), 5 - i, run)).Select(Body));
    }

    public static async Task ARefusedPublication_LeavesNothing(IStreamUnderTest stream)
    {
        var run = Run();
        var tooMuch = Event(run, "too much") with { Properties = Enumerable.Range(0, 20).ToDictionary(i => $"p{i}", _ => new string('x', 60_000)) };
        Assert.Equal(1, Assert.IsType<PublishOutcome.EventTooLarge>(await stream.Publisher.PublishAsync(0, [Event(run, "before"), tooMuch])).Index);
        var longText = Event(run, "long") with { Properties = new Dictionary<string, string> { ["a"] = new('x', StreamLimits.MaxTextBytes + 1) } };
        Assert.Equal((1, "property value"), Assert.IsType<PublishOutcome.Invalid>(await stream.Publisher.PublishAsync(0, [Event(run, "before"), longText])) is var invalid ? (invalid.Index, invalid.Field) : default);
        foreach (var partition in new[] { -1, stream.Publisher.Partitions })
        {
            Assert.Equal(new PublishOutcome.NoSuchPartition(partition, stream.Publisher.Partitions), await stream.Publisher.PublishAsync(partition, [Event(run, "nowhere")]));
        }

        await PublishAsync(stream, 0, [Event(run, "after")]);
        Assert.Equal("after", Body(Assert.Single(await stream.ReadAsync(0, StreamPosition.Earliest, 1, run))));
    }

    public static async Task ABatchThatIsPublishedAgain_IsKnownByShardSequenceAndDigest(IStreamUnderTest stream)
    {
        var run = Run();
        StreamEvent Batch(int sequence, string signatures) =>
            Event(run, $"{sequence} {signatures}") with { Properties = new Dictionary<string, string> { ["shard"] = run, ["sequence"] = $"{sequence}", ["digest"] = $"d{sequence}" } };
        await PublishAsync(stream, 0, [Batch(0, "a")]);
        await PublishAsync(stream, 0, [Batch(1, "a")]);
        await PublishAsync(stream, 0, [Batch(1, "b")]);
        var read = await stream.ReadAsync(0, StreamPosition.Earliest, 3, run);
        Assert.Equal(["0 a", "1 a", "1 b"], read.Select(Body));
        Assert.Equal(2, read.Select(e => (e.Properties["shard"], e.Properties["sequence"], e.Properties["digest"])).Distinct().Count());
    }

    private static string Run() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);

    private static StreamEvent Event(string run, string body) => new(run, "text/plain", System.Text.Encoding.UTF8.GetBytes(body), StreamEvent.NoProperties);

    private static string Body(StoredEvent stored) => System.Text.Encoding.UTF8.GetString(stored.Body.Span);

    private static async Task PublishAsync(IStreamUnderTest stream, int partition, IReadOnlyList<StreamEvent> events) =>
        Assert.IsType<PublishOutcome.Published>(await stream.Publisher.PublishAsync(partition, events));
}
