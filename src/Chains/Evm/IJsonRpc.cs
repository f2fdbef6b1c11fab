namespace CrossChainOracle.Chains.Evm;

/// <summary>JSON-RPC 2.0 to one endpoint, whatever carries it. What the endpoint or the carrier does is a typed answer; only the caller's cancellation throws. Thread-safe.</summary>
public interface IJsonRpc
{
    Endpoint Endpoint { get; }

    Task<JsonRpcAnswer> SendAsync(JsonRpcCall call, CancellationToken cancellation);

    /// <summary>Answers in the order of the calls.</summary>
    Task<IReadOnlyList<JsonRpcAnswer>> SendAllAsync(IReadOnlyList<JsonRpcCall> calls, CancellationToken cancellation);
}
