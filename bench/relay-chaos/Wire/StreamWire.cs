using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Pipeline;
using CrossChainOracle.RelayChaos.Judging;
using CrossChainOracle.Streams;
using Microsoft.AspNetCore.Http;

namespace CrossChainOracle.RelayChaos.Wire;

/// <summary>A stream as a relayer may get it: at least once. Some events come before their turn, without an id, and again in it; some come twice with theirs; connections end when they like.</summary>
/// <remarks>An id is a promise that everything up to it was delivered: an event that comes early has none.</remarks>
internal sealed class StreamWire(IEventStream stream, FastTime time, Counts counts, int seed)
{
    private static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(10);

    /// <summary>Events that are gathered to be shuffled, at most, and how long the first of them waits.</summary>
    private const int Window = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, CancellationTokenSource> _connections = [];
    private int _opened;

    /// <summary>Everything in order and once from now on.</summary>
    public bool Calm { get; set; }

    public void Cut(string relayer)
    {
        lock (_gate)
        {
            if (_connections.Remove(relayer, out var connection)) connection.Cancel();
        }
    }

    public async Task ServeAsync(string relayer, HttpContext context)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        int number;
        lock (_gate)
        {
            _connections[relayer] = cut;
            number = _opened++;
        }

        var last = context.Request.Headers["Last-Event-ID"].ToString();
        var from = last is "" or "earliest" ? StreamPosition.Earliest : StreamPosition.After(last);
        if (stream.Read(null, from, follow: true, cut.Token) is not ReadOutcome.Reading reading)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.ContentType = "text/event-stream";
        try
        {
            await PumpAsync(reading.Events.GetAsyncEnumerator(cut.Token), new Random(HashCode.Combine(seed, number)), context.Response, cut.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            lock (_gate)
            {
                if (_connections.GetValueOrDefault(relayer) == cut) _connections.Remove(relayer);
            }
        }
    }

    private async Task PumpAsync(IAsyncEnumerator<StoredEvent> events, Random random, HttpResponse response, CancellationToken cancellation)
    {
        StoredEvent? before = null;
        var next = events.MoveNextAsync().AsTask();
        await WriteAsync(response, "event: ping\ndata: {}\n\n", cancellation);
        while (true)
        {
            while (!await IsThereAsync(next, PingEvery, cancellation)) await WriteAsync(response, "event: ping\ndata: {}\n\n", cancellation);
            var window = new List<StoredEvent>();
            var size = Calm || random.Next(4) > 0 ? 1 : random.Next(2, Window + 1);
            do
            {
                if (!await next) return;
                window.Add(events.Current);
                next = events.MoveNextAsync().AsTask();
            }
            while (window.Count < size && await IsThereAsync(next, Patience, cancellation));

            if (window.Count > 1) await EarlyAsync(response, [.. window.Skip(1).OrderBy(_ => random.Next())], cancellation);
            foreach (var stored in window) await WriteAsync(response, Render(stored, withId: true), cancellation);
            Interlocked.Add(ref counts.Deliveries, window.Count);
            if (before is not null && !Calm && random.Next(10) == 0)
            {
                await WriteAsync(response, Render(before, withId: true), cancellation);
                Interlocked.Increment(ref counts.Duplicates);
                Interlocked.Increment(ref counts.Deliveries);
            }

            before = window[^1];
            if (Calm || random.Next(300) > 0) continue;
            Interlocked.Increment(ref counts.Cuts);
            throw new OperationCanceledException("cut");
        }
    }

    private async Task EarlyAsync(HttpResponse response, IReadOnlyList<StoredEvent> shuffled, CancellationToken cancellation)
    {
        foreach (var stored in shuffled) await WriteAsync(response, Render(stored, withId: false), cancellation);
        Interlocked.Add(ref counts.OutOfOrder, shuffled.Count);
        Interlocked.Add(ref counts.Duplicates, shuffled.Count);
        Interlocked.Add(ref counts.Deliveries, shuffled.Count);
    }

    private async Task<bool> IsThereAsync(Task<bool> next, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await next.WaitAsync(patience, time, cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellation)
    {
        await response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    private static string Render(StoredEvent stored, bool withId)
    {
        var data = JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["attestation"] = Hex.Encode(stored.Body.Span), ["signedAt"] = PublishedStream.SignedAt(stored), ["publishedAt"] = stored.EnqueuedTime,
        });
        var id = withId ? $"id: {stored.Offset}\n" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{id}event: attestation\ndata: {data}\n\n");
    }
}
