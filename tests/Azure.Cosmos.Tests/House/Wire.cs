using System.Net;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>What lies between the real clients and what they talk to: counts the requests about items and bodies, and ends them as a plan says.</summary>
/// <remarks>The SDK's questions about the account and its containers pass: it keeps the answers, and waits for them by its own clock.</remarks>
internal sealed class Wire(StepTime time, BlobService blobs) : DelegatingHandler(Inner)
{
    public const int RetryAfterMs = 700;

    // One pool of connections for all.
    private static readonly HttpMessageHandler Inner = new SocketsHttpHandler { UseProxy = false };

    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];

    /// <summary>Asked for every request, by number from 0.</summary>
    public Func<int, HttpRequestMessage, WireFault> Plan { get; set; } = (_, _) => WireFault.None;

    /// <summary>Method and path of each, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        // The SDK asks the virtual machine that it may run on where it is.
        if (request.RequestUri!.AbsolutePath == "/metadata/instance") return new(HttpStatusCode.NotFound);
        if (request.RequestUri.Host != BlobService.Host && !request.RequestUri.AbsolutePath.Contains("/docs", StringComparison.Ordinal)) return await base.SendAsync(request, ct);
        int number;
        lock (_gate)
        {
            number = _requests.Count;
            _requests.Add($"{request.Method} {request.RequestUri.AbsolutePath}");
        }

        // The server answers 500 to a point read of what is not there, unless it is let off comparing partition keys.
        if (request.Method == HttpMethod.Get) request.Headers.TryAddWithoutValidation("x-ms-documentdb-query-enablecrosspartition", "true");
        switch (Plan(number, request))
        {
            case WireFault.None:
                return await PassAsync(request, ct);
            case WireFault.NotReached:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "scripted");
            case WireFault.BrokenBefore:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "scripted");
            case WireFault.BrokenAfter:
                (await PassAsync(request, ct)).Dispose();
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "scripted");
            case WireFault.SilentBefore:
                return await SilenceAsync(ct);
            case WireFault.SilentAfter:
                (await PassAsync(request, ct)).Dispose();
                return await SilenceAsync(ct);
            case WireFault.Status500After:
                (await PassAsync(request, ct)).Dispose();
                return Status(request, HttpStatusCode.InternalServerError);
            case WireFault.Status408:
                return Status(request, HttpStatusCode.RequestTimeout);
            case WireFault.Status429:
                var busy = Status(request, HttpStatusCode.TooManyRequests);
                busy.Headers.Add("x-ms-retry-after-ms", $"{RetryAfterMs}");
                busy.Headers.Add("x-ms-substatus", "3200");
                return busy;
            case WireFault.Status449:
                // The SDK asks again by itself and by its own clock, since this answer says that nothing was done; ours goes on meanwhile.
                time.Pass(TimeSpan.FromSeconds(1));
                return Status(request, (HttpStatusCode)449);
            case WireFault.Status503:
                return Status(request, HttpStatusCode.ServiceUnavailable);
            case WireFault.Status401:
                return Status(request, HttpStatusCode.Unauthorized);
            case WireFault.Status403:
                return Status(request, HttpStatusCode.Forbidden);
            case WireFault.NoContainer:
                var nowhere = Status(request, HttpStatusCode.NotFound);
                nowhere.Headers.Add("x-ms-substatus", "1003");
                return nowhere;
            case WireFault.WrongBody:
                return await WithBodyAsync(request, _ => "<html>Service Unavailable</html>"u8.ToArray(), ct);
            case WireFault.CutBody:
                return await WithBodyAsync(request, body => body[..(body.Length / 2)], ct);
            case var other:
                throw new InvalidOperationException($"No such fault: {other}");
        }
    }

    private Task<HttpResponseMessage> PassAsync(HttpRequestMessage request, CancellationToken ct) =>
        request.RequestUri!.Host == BlobService.Host ? blobs.AnswerAsync(request) : base.SendAsync(request, ct);

    private async Task<HttpResponseMessage> SilenceAsync(CancellationToken ct)
    {
        var silence = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var end = ct.Register(() => silence.TrySetCanceled(ct));
        time.PassAnswerLimit();
        return await silence.Task;
    }

    private async Task<HttpResponseMessage> WithBodyAsync(HttpRequestMessage request, Func<byte[], byte[]> change, CancellationToken ct)
    {
        var response = await PassAsync(request, ct);
        var body = change(await response.Content.ReadAsByteArrayAsync(ct));
        var md5 = response.Content.Headers.ContentMD5;
        response.Content = new ByteArrayContent(body);
        response.Content.Headers.ContentMD5 = md5;
        return response;
    }

    // A message as the service writes them: it names who asked, which must not get into our texts.
    private static HttpResponseMessage Status(HttpRequestMessage request, HttpStatusCode status) => new(status)
    {
        RequestMessage = request,
        Content = new StringContent("""{"code":"Scripted","message":"principal SECRET-7f3a of 10.1.2.3"}""", System.Text.Encoding.UTF8, "application/json"),
    };
}
