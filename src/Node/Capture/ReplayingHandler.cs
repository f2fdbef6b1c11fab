using System.Net;
using System.Net.Http.Headers;

namespace CrossChainOracle.Node.Capture;

/// <summary>Answers requests with what was captured for them, in the order it was captured. Nothing leaves the process.</summary>
internal sealed class ReplayingHandler(RequestKeys keys) : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private List<CapturedExchange> _exchanges = [];

    public void Load(IReadOnlyList<CapturedExchange> exchanges)
    {
        lock (_gate) _exchanges = [.. exchanges];
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = await keys.OfAsync(request, cancellationToken).ConfigureAwait(false);
        var exchange = Find(key) ?? throw new HttpRequestException("nothing was captured for this request");

        // Then the reader's time had passed. It passes at once now: a repetition does not wait.
        if (exchange.Status == CapturedExchange.TooLate) throw new OperationCanceledException();
        var body = Convert.FromBase64String(exchange.Body);
        if (exchange.Status == CapturedExchange.NoAnswer)
        {
            throw new HttpRequestException(Enum.Parse<HttpRequestError>(exchange.ContentType!), System.Text.Encoding.UTF8.GetString(body));
        }

        var response = new HttpResponseMessage((HttpStatusCode)exchange.Status) { RequestMessage = request, Content = new ByteArrayContent(body) };
        if (exchange.ContentType is not null && MediaTypeHeaderValue.TryParse(exchange.ContentType, out var type)) response.Content.Headers.ContentType = type;
        return response;
    }

    private CapturedExchange? Find(string key)
    {
        lock (_gate)
        {
            var index = _exchanges.FindIndex(exchange => exchange.Request == key);
            if (index < 0) return null;
            var found = _exchanges[index];
            _exchanges.RemoveAt(index);
            return found;
        }
    }
}
