using System.Text.Json;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>What a method gave: a result, or a JSON-RPC error.</summary>
internal abstract record RpcOutcome
{
    public static RpcOutcome None { get; } = new Result(static writer => writer.WriteNullValue());

    public static RpcOutcome Text(string value) => new Result(writer => writer.WriteStringValue(value));

    public static RpcOutcome InvalidParams(string detail) => new Error(RpcCodes.InvalidParams, detail);

    public sealed record Result(Action<Utf8JsonWriter> Write) : RpcOutcome;

    /// <param name="Code">See <see cref="RpcCodes"/>.</param>
    /// <param name="Message">Printable ASCII.</param>
    /// <param name="Data">Hex data of a revert.</param>
    public sealed record Error(int Code, string Message, string? Data = null) : RpcOutcome;
}

/// <summary>Error codes of JSON-RPC 2.0, section 5.1, and of Ethereum's nodes.</summary>
internal static class RpcCodes
{
    public const int ParseError = -32700;
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int ServerError = -32000;

    /// <summary>Geth's code for a reverted call.</summary>
    public const int Reverted = 3;
}
