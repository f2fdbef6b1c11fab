using System.Net;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Feeds.Pyth;

/// <summary>How long to wait, for readers whose network differs from what <see cref="Limits"/> assumes.</summary>
/// <param name="Request">One request, connection included.</param>
/// <param name="StreamIdle">Silence after which a stream is dead.</param>
/// <param name="FirstBackoff">The wait before asking all endpoints again.</param>
/// <param name="LongestBackoff">What that wait doubles up to.</param>
public sealed record PythTimes(TimeSpan Request, TimeSpan StreamIdle, TimeSpan FirstBackoff, TimeSpan LongestBackoff)
{
    public static PythTimes Default { get; } = new(
        TimeSpan.FromMilliseconds(Limits.RequestMs),
        TimeSpan.FromMilliseconds(Limits.StreamIdleMs),
        TimeSpan.FromMilliseconds(Limits.FirstBackoffMs),
        TimeSpan.FromMilliseconds(Limits.LongestBackoffMs));
}

/// <summary>Talks to one endpoint; turns whatever goes wrong into a <see cref="Fault"/> that names host and port, never the key.</summary>
internal sealed class HermesClient(PythEndpoint endpoint, IReadOnlyList<Hash256> ids, HttpClient http, TimeProvider time, PythTimes times)
{
    private readonly Withholding _withholding = new(ids);
    private long _quietUntil;

    public string Name => endpoint.Name;

    /// <summary>The newest update of each feed, into the collector.</summary>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public Task ReadAsync(Collector collector, CancellationToken cancellation) => _withholding.AskAsync(
        async group =>
        {
            var (answer, fault) = await LatestAsync(group, cancellation).ConfigureAwait(false);
            if (answer is not null) collector.Add(endpoint.Name, answer, Now());
            return fault;
        },
        collector,
        Now());

    private async Task<(byte[]? Answer, Fault? Fault)> LatestAsync(Hash256[] group, CancellationToken cancellation)
    {
        if (Quiet() is { } quiet) return (null, quiet);
        using var timeout = new CancellationTokenSource(times.Request, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var request = Request.Latest(endpoint, group);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (Refused(response) is { } refused) return (null, refused);
            return await ReadBodyAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (ToFault(exception, cancellation) is { } fault)
        {
            return (null, fault);
        }
    }

    /// <summary>An open stream. The request's time limit counts until the answer begins.</summary>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public async Task<(HermesStream? Stream, Fault? Fault)> OpenAsync(CancellationToken cancellation)
    {
        if (Quiet() is { } quiet) return (null, quiet);
        using var timeout = new CancellationTokenSource(times.Request, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        HttpResponseMessage? response = null;
        try
        {
            using var request = Request.Stream(endpoint, _withholding.Readable(Now()));
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var fault = Refused(response);
            if (fault is null)
            {
                var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
                response = null;
                return (new(body, cancellation), null);
            }

            return (null, fault);
        }
        catch (Exception exception) when (ToFault(exception, cancellation) is { } fault)
        {
            return (null, fault);
        }
        finally
        {
            response?.Dispose();
        }
    }

    public Fault Say(Fault fault) => new(fault.Code, $"{endpoint.Name}: {fault.Detail}") { MayBeOfOneFeed = fault.MayBeOfOneFeed };

    private static long Milliseconds(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMillisecond;

    private async Task<(byte[]? Answer, Fault? Fault)> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var answer = new MemoryStream();
        var buffer = new byte[16_384];
        while (await body.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            answer.Write(buffer, 0, count);
            if (answer.Length > Limits.MaximumAnswerBytes) return (null, Say(new(RejectionCode.Oversized, $"an answer of more than {Limits.MaximumAnswerBytes} bytes")));
        }

        return (answer.ToArray(), null);
    }

    private Fault? Quiet()
    {
        var (now, until) = (Now(), Interlocked.Read(ref _quietUntil));
        return now < until ? Say(new(RejectionCode.RateLimited, $"asked for fewer calls, left alone until {UnixTime.ToText(until)}")) : null;
    }

    private Fault? Refused(HttpResponseMessage response)
    {
        if (response.StatusCode == HttpStatusCode.OK) return null;
        var code = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RejectionCode.Unauthorized,
            HttpStatusCode.TooManyRequests => RejectionCode.RateLimited,
            _ => RejectionCode.Unreachable,
        };
        if (code == RejectionCode.RateLimited) BeQuiet(response);
        return Say(new(code, $"status {(int)response.StatusCode}")
        {
            MayBeOfOneFeed = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.BadRequest,
        });
    }

    private void BeQuiet(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter?.Delta is { } delta
            ? Math.Clamp(Milliseconds(delta), 0, Limits.LongestQuietMs)
            : Limits.QuietMs;
        Interlocked.Exchange(ref _quietUntil, Now() + asked);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    // The exception's own text is not passed on: it may carry the address with whatever is in it.
    private Fault? ToFault(Exception exception, CancellationToken cancellation) => exception switch
    {
        OperationCanceledException when !cancellation.IsCancellationRequested =>
            Say(new(RejectionCode.Unreachable, $"no answer within {Milliseconds(times.Request)} ms")),
        HttpRequestException failed => Say(new(RejectionCode.Unreachable, $"the request failed: {failed.HttpRequestError}")),
        HttpIOException cut => Say(new(RejectionCode.Unreachable, $"the answer was cut: {cut.HttpRequestError}")),
        IOException => Say(new(RejectionCode.Unreachable, "the answer was cut")),
        _ => null,
    };
}
