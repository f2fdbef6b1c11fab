using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>Asks an API over HTTP within limits of time and size. Everything the other side may do is an answer; throws only when cancelled.</summary>
/// <param name="http">Shared; <see cref="JsonRpcClient.CreateHttp"/> makes a fitting one.</param>
/// <param name="address">Paths of requests go below its path, its query is appended to theirs. Often a credential: never shown.</param>
/// <param name="limits">Of one request.</param>
/// <param name="clock">For the time limit.</param>
internal sealed class ApiClient(HttpClient http, Uri address, JsonRpcLimits limits, TimeProvider clock)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly Endpoint _endpoint = new(address);

    public async Task<ApiAnswer> AskAsync(ApiRequest asked, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limits.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(asked.Body is null ? HttpMethod.Get : HttpMethod.Post, AddressOf(asked.Path));
            if (asked.Body is { } body) request.Content = new StringContent(body, Json);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await ReadAsync(response.Content, either.Token).ConfigureAwait(false),
                HttpStatusCode.NotFound => new ApiAnswer.NotFound(),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Failed(RejectionCode.Unauthorized, $"HTTP {(int)response.StatusCode}"),
                HttpStatusCode.TooManyRequests => Failed(RejectionCode.RateLimited, "HTTP 429"),
                var status => Failed(RejectionCode.Unreachable, $"HTTP {(int)status}"),
            };
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
            return Failed(RejectionCode.Unreachable, "the answer broke off");
        }
    }

    private Uri AddressOf(string pathAndQuery)
    {
        var mark = pathAndQuery.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? pathAndQuery : pathAndQuery[..mark];
        string[] queries = [mark < 0 ? string.Empty : pathAndQuery[(mark + 1)..], address.Query.TrimStart('?')];
        return new UriBuilder(address) { Path = address.AbsolutePath.TrimEnd('/') + path, Query = string.Join('&', queries.Where(static query => query.Length > 0)) }.Uri;
    }

    private async Task<ApiAnswer> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        var limit = limits.MaximumResponseBytes;
        if (content.Headers.ContentLength > limit) return Failed(RejectionCode.Oversized, $"{content.Headers.ContentLength} bytes announced, at most {limit} are read");
        using var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(16 * 1024), cancellation).ConfigureAwait(false);
            if (read == 0) return new ApiAnswer.Ok(buffer.WrittenMemory);
            buffer.Advance(read);
            if (buffer.WrittenCount > limit) return Failed(RejectionCode.Oversized, $"more than {limit} bytes");
        }
    }

    private ApiAnswer.Failed Failed(RejectionCode code, string why) => new(code, $"{_endpoint.Name}: {why}");
}
