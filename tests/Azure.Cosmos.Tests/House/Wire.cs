using System.Net;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>How one request ends.</summary>
public enum WireFault
{
    None,

    /// <summary>No connection: it never left.</summary>
    NotReached,

    /// <summary>The connection breaks before the service has it.</summary>
    BrokenBefore,

    /// <summary>The connection breaks after the service did it.</summary>
    BrokenAfter,

    /// <summary>No answer, and the service never had it.</summary>
    SilentBefore,

    /// <summary>No answer, and the service did it.</summary>
    SilentAfter,

    Status408,
    Status429,
    Status449,

    /// <summary>500 although it was done.</summary>
    Status500After,
    Status503,
    Status401,
    Status403,

    /// <summary>Done, and answered with something else than JSON.</summary>
    WrongBody,

    /// <summary>Done, and the answer breaks off.</summary>
    CutBody,
}

/// <summary>What lies between the real SDK and the server: counts requests and ends them as a plan says.</summary>
/// <param name="plan">Asked for every request, by number from 0.</param>
internal sealed class Wire(Func<int, HttpRequestMessage, WireFault> plan, StepTime time) : DelegatingHandler(Inner)
{
    public const int RetryAfterMs = 700;

    // One pool of connections for all.
    private static readonly HttpMessageHandler Inner = new SocketsHttpHandler { UseProxy = false };

    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];

    /// <summary>Method and path of each, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        int number;
        lock (_gate)
        {
            number = _requests.Count;
            _requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
        }

        // The server answers 500 to a point read of what is not there, unless it is let off comparing partition keys.
        if (request.Method == HttpMethod.Get) request.Headers.TryAddWithoutValidation("x-ms-documentdb-query-enablecrosspartition", "true");
        switch (plan(number, request))
        {
            case WireFault.None:
                return await base.SendAsync(request, ct);
            case WireFault.NotReached:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "scripted");
            case WireFault.BrokenBefore:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "scripted");
            case WireFault.BrokenAfter:
                (await base.SendAsync(request, ct)).Dispose();
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "scripted");
            case WireFault.SilentBefore:
                return await SilenceAsync(ct);
            case WireFault.SilentAfter:
                (await base.SendAsync(request, ct)).Dispose();
                return await SilenceAsync(ct);
            case WireFault.Status500After:
                (await base.SendAsync(request, ct)).Dispose();
                return Status(request, HttpStatusCode.InternalServerError);
            case WireFault.Status408:
                return Status(request, HttpStatusCode.RequestTimeout);
            case WireFault.Status429:
                var busy = Status(request, HttpStatusCode.TooManyRequests);
                busy.Headers.Add("x-ms-retry-after-ms", $"{RetryAfterMs}");
                busy.Headers.Add("x-ms-substatus", "3200");
                return busy;
            case WireFault.Status449:
                return Status(request, (HttpStatusCode)449);
            case WireFault.Status503:
                return Status(request, HttpStatusCode.ServiceUnavailable);
            case WireFault.Status401:
                return Status(request, HttpStatusCode.Unauthorized);
            case WireFault.Status403:
                return Status(request, HttpStatusCode.Forbidden);
            case WireFault.WrongBody:
                return await WithBodyAsync(request, ct, _ => "<html>Service Unavailable</html>"u8.ToArray());
            case WireFault.CutBody:
                return await WithBodyAsync(request, ct, body => body[..(body.Length / 2)]);
            case var other:
                throw new InvalidOperationException($"No such fault: {other}");
        }
    }

    private async Task<HttpResponseMessage> SilenceAsync(CancellationToken ct)
    {
        var silence = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var end = ct.Register(() => silence.TrySetCanceled(ct));
        time.PassAnswerLimit();
        return await silence.Task;
    }

    private async Task<HttpResponseMessage> WithBodyAsync(HttpRequestMessage request, CancellationToken ct, Func<byte[], byte[]> change)
    {
        var response = await base.SendAsync(request, ct);
        var body = change(await response.Content.ReadAsByteArrayAsync(ct));
        response.Content = new ByteArrayContent(body);
        return response;
    }

    // A message as the service writes them: it names who asked, which must not get into our texts.
    private static HttpResponseMessage Status(HttpRequestMessage request, HttpStatusCode status) => new(status)
    {
        RequestMessage = request,
        Content = new StringContent("""{"code":"Scripted","message":"principal SECRET-7f3a of 10.1.2.3"}""", System.Text.Encoding.UTF8, "application/json"),
    };
}
