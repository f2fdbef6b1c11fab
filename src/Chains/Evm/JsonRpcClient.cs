using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>JSON-RPC 2.0 over HTTP to one endpoint. Whatever the endpoint does is a typed answer; it throws only when cancelled by the caller.</summary>
/// <remarks>The <see cref="HttpClient"/> is shared and not disposed here; <see cref="CreateHttp"/> makes a fitting one.</remarks>
public sealed class JsonRpcClient(HttpClient http, Endpoint endpoint, JsonRpcLimits limits, TimeProvider clock) : IJsonRpc
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private long _lastId;

    public Endpoint Endpoint => endpoint;

    /// <summary>An HTTP client that follows no redirects (an endpoint is where the operator said it is) and leaves time limits to <see cref="JsonRpcLimits"/>.</summary>
    public static HttpClient CreateHttp() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };

    public async Task<JsonRpcAnswer> SendAsync(JsonRpcCall call, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref _lastId);
        var posted = await PostAsync(Write(writer => call.WriteTo(writer, id)), cancellation).ConfigureAwait(false);
        return posted.Failure ?? JsonRpcParser.Parse(posted.Body, id, endpoint);
    }

    /// <summary>Answers in the order of the calls: in one request where <see cref="JsonRpcLimits.Batch"/> says so, otherwise side by side.</summary>
    public async Task<IReadOnlyList<JsonRpcAnswer>> SendAllAsync(IReadOnlyList<JsonRpcCall> calls, CancellationToken cancellation)
    {
        if (!limits.Batch || calls.Count < 2) return await Task.WhenAll(calls.Select(call => SendAsync(call, cancellation))).ConfigureAwait(false);
        var firstId = Interlocked.Add(ref _lastId, calls.Count) - calls.Count + 1;
        var request = Write(writer =>
        {
            writer.WriteStartArray();
            for (var i = 0; i < calls.Count; i++) calls[i].WriteTo(writer, firstId + i);
            writer.WriteEndArray();
        });
        var posted = await PostAsync(request, cancellation).ConfigureAwait(false);
        return posted.Failure is { } failure
            ? [.. Enumerable.Repeat(failure, calls.Count)]
            : JsonRpcParser.ParseBatch(posted.Body, firstId, calls.Count, endpoint);
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.WrittenMemory;
    }

    private async Task<(ReadOnlyMemory<byte> Body, JsonRpcAnswer? Failure)> PostAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limits.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = new ReadOnlyMemoryContent(body) };
            request.Content.Headers.ContentType = Json;
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) return (default, Refusal(response.StatusCode));
            return await ReadAsync(response.Content, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(RejectionCode.Unreachable, $"no whole answer within {limits.Timeout.TotalMilliseconds:0} ms");
        }
        catch (HttpRequestException cause)
        {
            // The exception's message may name the address; its category never does.
            return Failed(RejectionCode.Unreachable, $"http: {cause.HttpRequestError}");
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            return Failed(RejectionCode.Unreachable, cause is HttpIOException http ? $"http: {http.HttpRequestError}" : "the answer broke off");
        }
    }

    private async Task<(ReadOnlyMemory<byte> Body, JsonRpcAnswer? Failure)> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        var limit = limits.MaximumResponseBytes;
        if (content.Headers.ContentLength > limit) return Failed(RejectionCode.Oversized, $"{content.Headers.ContentLength} bytes announced, at most {limit} are read");
        using var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(16 * 1024), cancellation).ConfigureAwait(false);
            if (read == 0) return (buffer.WrittenMemory, null);
            buffer.Advance(read);
            if (buffer.WrittenCount > limit) return Failed(RejectionCode.Oversized, $"more than {limit} bytes");
        }
    }

    internal static JsonRpcAnswer.Failed Refusal(HttpStatusCode status) => new(
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RejectionCode.Unauthorized,
            HttpStatusCode.TooManyRequests => RejectionCode.RateLimited,
            _ => RejectionCode.Unreachable,
        },
        $"HTTP {(int)status}");

    private static (ReadOnlyMemory<byte> Body, JsonRpcAnswer? Failure) Failed(RejectionCode code, string detail) => (default, new JsonRpcAnswer.Failed(code, detail));
}
