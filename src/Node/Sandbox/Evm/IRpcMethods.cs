using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>The methods of a JSON-RPC 2.0 server. They answer whatever they are asked; none throws.</summary>
internal interface IRpcMethods
{
    /// <summary>Parameters by position; none where the request has none.</summary>
    RpcOutcome Run(string method, IReadOnlyList<LocatedJson> parameters);

    /// <summary>Parameters by name.</summary>
    RpcOutcome Run(string method, LocatedJson.Members parameters) => RpcOutcome.InvalidParams("params is no list");
}
