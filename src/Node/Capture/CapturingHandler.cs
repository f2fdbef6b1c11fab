
namespace CrossChainOracle.Node.Capture;

/// <summary>Keeps every answer that passes through. One look at a time: <see cref="Take"/> ends it.</summary>
internal sealed class CapturingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
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
        var key = await RequestKey.OfAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            Keep(new(key, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), Convert.ToBase64String(body)));
            return response;
        }
        catch (HttpRequestException failure)
        {
            Keep(new(key, CapturedExchange.NoAnswer, failure.HttpRequestError.ToString(), Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(failure.Message))));
            throw;
        }
        catch (OperationCanceledException)
        {
            Keep(new(key, CapturedExchange.TooLate, null, string.Empty));
            throw;
        }
    }

    private void Keep(CapturedExchange exchange)
    {
        lock (_gate) _exchanges.Add(exchange);
    }
}
