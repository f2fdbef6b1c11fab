using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.RelayChaos.Chains;

/// <summary>A node that answers did not do what it was asked.</summary>
internal sealed class RpcException(string message) : Exception(message);

/// <summary>The chain itself, past every fault that the relayers see.</summary>
internal sealed class Rpc(HttpClient http, Uri address)
{
    private readonly JsonRpcClient _client = new(http, new(address), new() { Timeout = TimeSpan.FromSeconds(30), MaximumResponseBytes = 64 << 20 }, TimeProvider.System);

    public JsonRpcClient Client => _client;

    /// <exception cref="RpcException">Anything but a result.</exception>
    public async Task<JsonElement> AskAsync(string method, params JsonNode?[] parameters) =>
        await _client.SendAsync(new(method, parameters), CancellationToken.None) is var answer && answer is JsonRpcAnswer.Ok ok ? ok.Result : throw new RpcException($"{method}: {answer}");

    /// <summary>Null for what is refused.</summary>
    public async Task<JsonElement?> TryAsync(string method, params JsonNode?[] parameters) =>
        await _client.SendAsync(new(method, parameters), CancellationToken.None) is JsonRpcAnswer.Ok ok ? ok.Result : null;

    public async Task<ulong> NumberAsync(string method, params JsonNode?[] parameters) => Number(await AskAsync(method, parameters));

    /// <summary>A call at the newest block; null where it reverts.</summary>
    public async Task<byte[]?> CallAsync(EvmAddress to, byte[] data)
    {
        var answer = await _client.SendAsync(new("eth_call", new JsonObject { ["to"] = to.ToString(), ["data"] = Hex.Encode(data) }, "latest"), CancellationToken.None);
        return answer switch
        {
            JsonRpcAnswer.Ok ok when Hex.TryDecode(ok.Result.GetString(), out byte[]? bytes) => bytes,
            JsonRpcAnswer.RpcError => null,
            _ => throw new RpcException($"eth_call: {answer}"),
        };
    }

    /// <summary>One block with its transactions, or with their hashes.</summary>
    public Task<JsonElement> BlockAsync(ulong number, bool whole) => AskAsync("eth_getBlockByNumber", Quantity(number), whole);

    public static string Quantity(ulong number) => "0x" + number.ToString("x", CultureInfo.InvariantCulture);

    public static ulong Number(JsonElement hex) => ulong.Parse(hex.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
