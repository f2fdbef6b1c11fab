
namespace CrossChainOracle.Node.Capture;

/// <summary>Keeps every answer that passes through, once whoever asked has done with it. One look at a time: <see cref="Take"/> ends it.</summary>
internal sealed class CapturingHandler(HttpMessageHandler inner, RequestKeys keys) : DelegatingHandler(inner)
{
    private readonly Lock _gate = new();
    private List<CapturedExchange> _exchanges = [];

    /// <summary>What passed since the last call.</summary>
    public IReadOnlyList<CapturedExchange> Take()
    {
        lock (_gate)
        {
            var taken = _exchanges;
            _exchanges = [];
            return taken;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = await keys.OfAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            var answered = new CapturedExchange(key, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), Convert.ToBase64String(body));
            response.Content = Watched(response.Content, body, isLate => Keep(isLate ? TooLate(key) : answered));
            return response;
        }
        catch (HttpRequestException failure)
        {
            Keep(new(key, CapturedExchange.NoAnswer, failure.HttpRequestError.ToString(), Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(failure.Message))));
            throw;
        }
        catch (OperationCanceledException)
        {
            Keep(TooLate(key));
            throw;
        }
    }

    private static CapturedExchange TooLate(string key) => new(key, CapturedExchange.TooLate, null, string.Empty);

    private static WatchedContent Watched(HttpContent received, byte[] body, Action<bool> over)
    {
        var content = new WatchedContent(body, over);
        foreach (var header in received.Headers) content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        received.Dispose();
        return content;
    }

    private void Keep(CapturedExchange exchange)
    {
        lock (_gate) _exchanges.Add(exchange);
    }
}
