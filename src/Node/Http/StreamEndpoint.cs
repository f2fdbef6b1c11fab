using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.Hosting.Http;
using CrossChainOracle.Node.Hosting;
using CrossChainOracle.Pipeline;
using CrossChainOracle.Streams;

namespace CrossChainOracle.Node.Http;

/// <summary><c>/v1/stream</c>: the node's stream as server-sent events, at least once and in order, resumable by <c>Last-Event-ID</c>.</summary>
/// <remarks>An event's id is its offset. A <c>ping</c> without id says that the connection lives; the consumer's clock for dead connections runs on it.</remarks>
internal static class StreamEndpoint
{
    public static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(15);

    public static IResult Open(NodeRuntime node, HttpContext context)
    {
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        if (last.Length == 0) last = context.Request.Query["lastEventId"].ToString();
        var from = last switch
        {
            "" => StreamPosition.Latest,
            "earliest" => StreamPosition.Earliest,
            _ => StreamPosition.After(last),
        };
        return node.Stream.Read(null, from, follow: true, context.RequestAborted) switch
        {
            ReadOutcome.Reading reading => TypedResults.ServerSentEvents(WithPings(node, reading.Events, context.RequestAborted)),
            ReadOutcome.InvalidOffset invalid => TypedResults.Problem($"Last-Event-ID: {invalid.Reason}; use the id of an event of this stream, 'earliest', or none", statusCode: StatusCodes.Status400BadRequest),
            var other => throw new InvalidOperationException($"Unexpected outcome {other}."),
        };
    }

    private static async IAsyncEnumerable<SseItem<string>> WithPings(
        NodeRuntime node, IAsyncEnumerable<StoredEvent> events, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Ping;
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var enumerator = events.GetAsyncEnumerator(reading.Token);
        var next = enumerator.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (await IsQuietAsync(node, next, cancellation).ConfigureAwait(false)) yield return Ping;
                if (!await next.ConfigureAwait(false)) yield break;
                yield return Render(enumerator.Current);
                next = enumerator.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // The subscriber is gone: the reading must end before its enumerator may be disposed of.
            await reading.CancelAsync().ConfigureAwait(false);
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            await enumerator.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>True when it is time for a ping before there is an event.</summary>
    private static async Task<bool> IsQuietAsync(NodeRuntime node, Task<bool> next, CancellationToken cancellation)
    {
        try
        {
            await next.WaitAsync(PingEvery, node.Time, cancellation).ConfigureAwait(false);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    private static SseItem<string> Ping => new("{}", "ping");

    private static SseItem<string> Render(StoredEvent stored)
    {
        if (AttestationCodec.Decode(stored.Body, out Attestation? attestation) is { } refusal) throw new InvalidDataException($"Offset {stored.Offset}: {refusal}");
        var digest = Hash256.Parse(stored.Properties[PublishedStream.DigestProperty]);
        var data = System.Text.Encoding.UTF8.GetString(Documents.StreamEvent(attestation!, digest, stored));
        return new(data, "attestation") { EventId = stored.Offset };
    }
}
