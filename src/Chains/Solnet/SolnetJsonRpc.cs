using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using Solnet.Rpc;
using Solnet.Rpc.Core.Http;
using SolnetCommitment = Solnet.Rpc.Types.Commitment;

namespace CrossChainOracle.Chains.Solnet;

/// <summary>Our Solana reader over a Solnet client.</summary>
/// <remarks>
/// The client has a method for each of a node's methods, no way to send another, and no <c>minContextSlot</c>: the slot that an answer names is checked here, as a node that heeds the parameter would. Its models are not
/// used: an answer is read from the text that came over the wire, by the parser that reads our own client's. <c>getProgramAccounts</c> comes without a slot and is refused.
/// </remarks>
/// <param name="client">Shared; not disposed here.</param>
/// <param name="endpoint">Where the client goes, for names and for scrubbing what the other side says.</param>
public sealed class SolnetJsonRpc(IRpcClient client, Endpoint endpoint, JsonRpcLimits limits, TimeProvider clock) : CarriedJsonRpc(endpoint, limits, clock)
{
    // Solana's numbers (rpc-client-api, custom_error.rs), and JSON-RPC's own.
    private const long BehindMinContextSlot = -32016;
    private const long MethodNotFound = -32601;

    protected override async Task<JsonRpcAnswer> CarryAsync(JsonRpcCall call, long id)
    {
        var parameters = JsonNode.Parse(call.Parameters)!.AsArray();
        var options = parameters.OfType<JsonObject>().LastOrDefault();
        var commitment = CommitmentOf(options);
        var minimum = (ulong?)options?["minContextSlot"] ?? 0;
        switch (call.Method)
        {
            case "getGenesisHash":
                return Read(await client.GetGenesisHashAsync().ConfigureAwait(false));
            case "getSlot":
                return Read(await client.GetSlotAsync(commitment).ConfigureAwait(false));
            case "getBlockTime":
                return Read(await client.GetBlockTimeAsync((ulong)parameters[0]!).ConfigureAwait(false));
            case "getMultipleAccounts":
                string[] keys = [.. parameters[0]!.AsArray().Select(static key => (string)key!)];
                return From(minimum, Read(await client.GetMultipleAccountsAsync(keys, commitment).ConfigureAwait(false)));
            case "getTokenAccountsByOwner":
                return From(minimum, Read(await client.GetTokenAccountsByOwnerAsync((string)parameters[0]!, (string)parameters[1]!["mint"]!, null, commitment).ConfigureAwait(false)));
            case "getSignaturesForAddress":
                return await SignaturesAsync((string)parameters[0]!, options!, commitment, minimum).ConfigureAwait(false);
            case "getTransaction":
                return Read(await client.GetTransactionAsync((string)parameters[0]!, commitment).ConfigureAwait(false));
            default:
                return new JsonRpcAnswer.RpcError(MethodNotFound, $"Solnet has no {call.Method} that names a slot", null);
        }
    }

    /// <summary>The answer names no slot, so the node is asked for its own before: what it knows then, it also knows when it lists.</summary>
    private async Task<JsonRpcAnswer> SignaturesAsync(string account, JsonObject options, SolnetCommitment commitment, ulong minimum)
    {
        var slot = Read(await client.GetSlotAsync(commitment).ConfigureAwait(false));
        if (slot is not JsonRpcAnswer.Ok { Result: { ValueKind: JsonValueKind.Number } reached } || !reached.TryGetUInt64(out var at)) return slot is JsonRpcAnswer.Ok ? Malformed("getSlot: not a slot") : slot;
        return at < minimum
            ? Behind(at, minimum)
            : Read(await client.GetSignaturesForAddressAsync(account, (ulong)options["limit"]!, (string?)options["before"], null, commitment).ConfigureAwait(false));
    }

    private JsonRpcAnswer Read<T>(RequestResult<T> result)
    {
        if (result.RawRpcResponse is not { } body) return OfStatus(result.HttpStatusCode);
        return IdOf(result.RawRpcRequest) is { } id ? Read(System.Text.Encoding.UTF8.GetBytes(body), id) : Malformed("the request has no id");
    }

    private static JsonRpcAnswer From(ulong minimum, JsonRpcAnswer answer) =>
        answer is JsonRpcAnswer.Ok { Result: { ValueKind: JsonValueKind.Object } result }
        && result.TryGetProperty("context", out var context) && context.ValueKind == JsonValueKind.Object
        && context.TryGetProperty("slot", out var slot) && slot.ValueKind == JsonValueKind.Number && slot.TryGetUInt64(out var at) && at < minimum
            ? Behind(at, minimum)
            : answer;

    /// <summary>Under which number the client asked: the answer must have the same.</summary>
    private static long? IdOf(string? request)
    {
        using var json = request is null ? null : Encoding.StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(request), out _);
        return json?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) ? number : null;
    }

    private static SolnetCommitment CommitmentOf(JsonObject? options) => (string?)options?["commitment"] switch
    {
        "processed" => SolnetCommitment.Processed,
        "confirmed" => SolnetCommitment.Confirmed,
        _ => SolnetCommitment.Finalized,
    };

    private static JsonRpcAnswer.RpcError Behind(ulong slot, ulong minimum) => new(BehindMinContextSlot, $"answered from slot {slot}, asked for {minimum} or later", null);

    private static JsonRpcAnswer.Failed Malformed(string detail) => new(RejectionCode.Malformed, detail);
}
