namespace CrossChainOracle.Functions.Tests.Kit;

/// <summary>All requests of an instance, to chains and blobs: from one of them on nothing passes any more, as when the process ends there.</summary>
/// <param name="at">Which, from 0; null: none.</param>
/// <param name="isAfter">That one still arrives; only its answer does not.</param>
internal sealed class CutWire(int? at = null, bool isAfter = false)
{
    private int _calls;

    /// <summary>Requests so far.</summary>
    public int Calls => _calls;

    /// <summary>The wire, and then a client.</summary>
    public HttpClient Before(HttpClient real) => new(new End(this, real)) { Timeout = Timeout.InfiniteTimeSpan };

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpClient real, CancellationToken cancellation)
    {
        var now = Interlocked.Increment(ref _calls) - 1;
        if (now > at || (now == at && !isAfter)) throw new ProcessEndedException();
        using var copy = await CopyAsync(request);
        var answer = await real.SendAsync(copy, cancellation);
        return now == at ? throw new ProcessEndedException() : answer;
    }

    /// <summary>A message may be sent by one client only.</summary>
    private static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version };
        foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
        if (request.Content is null) return copy;
        copy.Content = new ByteArrayContent(await request.Content.ReadAsByteArrayAsync());
        foreach (var (name, values) in request.Content.Headers) copy.Content.Headers.TryAddWithoutValidation(name, values);
        return copy;
    }

    private sealed class End(CutWire wire, HttpClient real) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => wire.SendAsync(request, real, cancellationToken);
    }
}
