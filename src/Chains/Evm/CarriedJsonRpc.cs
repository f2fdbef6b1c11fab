using System.Net;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>JSON-RPC carried by somebody else's library: whatever it throws is an answer, its time is limited, and what it brings is read as strictly as an answer of our own client.</summary>
/// <remarks>Such a library reads an answer whole before it is measured here, so <see cref="JsonRpcLimits.MaximumResponseBytes"/> bounds what is used and not what is loaded.</remarks>
public abstract class CarriedJsonRpc(Endpoint endpoint, JsonRpcLimits limits, TimeProvider clock) : IJsonRpc
{
    private long _lastId;

    public Endpoint Endpoint => endpoint;

    public async Task<JsonRpcAnswer> SendAsync(JsonRpcCall call, CancellationToken cancellation)
    {
        try
        {
            return await CarryAsync(call, Interlocked.Increment(ref _lastId)).WaitAsync(limits.Timeout, clock, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (TimeoutException)
        {
            return new JsonRpcAnswer.Failed(RejectionCode.Unreachable, $"no whole answer within {limits.Timeout.TotalMilliseconds:0} ms");
        }
        catch (Exception cause)
        {
            return Fault(cause);
        }
    }

    /// <summary>Side by side: batches are the library's own business.</summary>
    public async Task<IReadOnlyList<JsonRpcAnswer>> SendAllAsync(IReadOnlyList<JsonRpcCall> calls, CancellationToken cancellation) =>
        await Task.WhenAll(calls.Select(call => SendAsync(call, cancellation))).ConfigureAwait(false);

    /// <param name="id">Of the request, where the library lets its caller choose.</param>
    protected abstract Task<JsonRpcAnswer> CarryAsync(JsonRpcCall call, long id);

    /// <summary>An answer as it was on the wire.</summary>
    protected JsonRpcAnswer Read(ReadOnlyMemory<byte> body, long id) => body.Length > limits.MaximumResponseBytes
        ? new JsonRpcAnswer.Failed(RejectionCode.Oversized, $"{body.Length} bytes, at most {limits.MaximumResponseBytes} are used")
        : JsonRpcParser.Parse(body, id, endpoint);

    /// <summary>Messages of exceptions may name the address; types and numbers do not.</summary>
    private static JsonRpcAnswer.Failed Fault(Exception cause)
    {
        for (var inner = cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpRequestException { StatusCode: { } status }) return OfStatus(status);
            if (inner is HttpRequestException http) return new(RejectionCode.Unreachable, $"http: {http.HttpRequestError}");
        }

        return new(RejectionCode.Unreachable, cause.GetType().Name);
    }

    /// <summary>What an HTTP status that is no success means.</summary>
    protected static JsonRpcAnswer.Failed OfStatus(HttpStatusCode status) => JsonRpcClient.Refusal(status);
}
