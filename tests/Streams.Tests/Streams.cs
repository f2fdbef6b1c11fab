using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Streams.Tests;

/// <summary>Short words for streams and events.</summary>
internal static class Streams
{
    public const int Partitions = 3;

    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    public static LogOptions Options(IFileSystem files) => FileEventStream.In("/stream") with { FileSystem = files, SegmentBytes = 400 };

    public static FileEventStream Open(IFileSystem files, TimeProvider? time = null) =>
        FileEventStream.Open(Options(files), Partitions, time ?? new ManualTime(Start)).OrThrow();

    public static StreamEvent Event(string body) => new(
        "key " + body, "text/plain", System.Text.Encoding.UTF8.GetBytes(body), new Dictionary<string, string> { ["z"] = body, ["a"] = "é" });

    public static string Body(StoredEvent stored) => System.Text.Encoding.UTF8.GetString(stored.Body.Span);

    public static async Task<PublishOutcome.Published> PublishAsync(this FileEventStream stream, int partition, params string[] bodies) =>
        Assert.IsType<PublishOutcome.Published>(await stream.PublishAsync(partition, [.. bodies.Select(Event)]));

    public static async Task<List<StoredEvent>> EventsAsync(this FileEventStream stream, int? partition = null, StreamPosition? from = null)
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in stream.Read(partition, from ?? StreamPosition.Earliest, follow: false).OrThrow()) events.Add(stored);
        return events;
    }

    /// <summary>Reads until <paramref name="count"/> events were seen.</summary>
    public static async Task<List<StoredEvent>> FollowAsync(this IAsyncEnumerable<StoredEvent> reading, int count)
    {
        var events = new List<StoredEvent>();
        await foreach (var stored in reading)
        {
            events.Add(stored);
            if (events.Count == count) break;
        }

        return events;
    }
}
