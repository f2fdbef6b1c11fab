using System.Text.Json;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>What became of one call.</summary>
public abstract record JsonRpcAnswer
{
    private JsonRpcAnswer()
    {
    }

    /// <summary>The <c>result</c>, which may be JSON null.</summary>
    public sealed record Ok(JsonElement Result) : JsonRpcAnswer;

    /// <summary>No answer that can be used.</summary>
    /// <param name="Code">Unreachable, Unauthorized, RateLimited, Oversized or Malformed.</param>
    /// <param name="Detail">Printable ASCII, without the endpoint's name and without credentials.</param>
    public sealed record Failed(RejectionCode Code, string Detail) : JsonRpcAnswer;

    /// <summary>The endpoint's own <c>error</c> object.</summary>
    /// <param name="Code">Its number (JSON-RPC 2.0 section 5.1, EIP-1474).</param>
    /// <param name="Message">Its text as printable ASCII, without credentials, cut to <see cref="JsonRpcParser.MaximumMessage"/> characters.</param>
    /// <param name="Data">Its data where that is text, such as the revert data in hex, handled as the message is and cut to <see cref="JsonRpcParser.MaximumData"/>.</param>
    public sealed record RpcError(long Code, string Message, string? Data) : JsonRpcAnswer;
}
