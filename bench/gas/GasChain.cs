using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Gas;

/// <summary>Transactions, one per block, on a chain whose accounts are unlocked and whose clock is set: a second per block.</summary>
internal sealed class GasChain
{
    private const long GasLimit = 30_000_000;
    private const int LargestTrace = 64 * 1024 * 1024;

    private readonly JsonRpcClient _rpc;
    private readonly CancellationToken _cancellation;

    private GasChain(JsonRpcClient rpc, CancellationToken cancellation) => (_rpc, _cancellation) = (rpc, cancellation);

    /// <summary>Who sends everything.</summary>
    public EvmAddress Account { get; private set; }

    /// <summary>Time of the block that the next transaction will be in, Unix seconds.</summary>
    public long Next { get; private set; }

    /// <summary>Time of the last block, Unix seconds.</summary>
    public long Last => Next - 1;

    public static async Task<GasChain> OpenAsync(Uri endpoint, HttpClient http, CancellationToken cancellation)
    {
        var chain = new GasChain(new(http, new(endpoint), new() { Timeout = TimeSpan.FromMinutes(1), MaximumResponseBytes = LargestTrace }, TimeProvider.System), cancellation);
        chain.Account = EvmAddress.Parse((await chain.AskAsync("eth_accounts"))[0].GetString()!);
        chain.Next = 1 + Number((await chain.AskAsync("eth_getBlockByNumber", "latest", false)).GetProperty("timestamp"));
        return chain;
    }

    /// <exception cref="InvalidOperationException">It reverts.</exception>
    public async Task<EvmAddress> DeployAsync(string creationCode, AbiWriter? arguments = null)
    {
        var receipt = await MineAsync(null, creationCode + Convert.ToHexStringLower((arguments ?? new()).ToArray()));
        return EvmAddress.Parse(receipt.GetProperty("contractAddress").GetString()!);
    }

    /// <exception cref="InvalidOperationException">It reverts.</exception>
    public async Task<Receipt> SendAsync(EvmAddress to, byte[] calldata) =>
        new(Number((await MineAsync(to, Hex.Encode(calldata))).GetProperty("gasUsed")), calldata);

    /// <summary>A call's result, after the last block.</summary>
    public async Task<byte[]> CallAsync(EvmAddress to, byte[] calldata)
    {
        var answer = await AskAsync("eth_call", new JsonObject { ["from"] = Account.ToString(), ["to"] = to.ToString(), ["data"] = Hex.Encode(calldata) }, "latest");
        return Hex.TryDecode(answer.GetString(), out byte[]? bytes) ? bytes : throw new InvalidOperationException($"eth_call: {answer}");
    }

    /// <summary>What a transaction would do after the last block: <c>gas</c> that it would use, and <c>structLogs</c>, its steps, each with <c>op</c> and the <c>gas</c> left before it.</summary>
    public Task<JsonElement> TraceAsync(EvmAddress to, byte[] calldata) => AskAsync(
        "debug_traceCall",
        new JsonObject { ["from"] = Account.ToString(), ["to"] = to.ToString(), ["data"] = Hex.Encode(calldata), ["gas"] = $"0x{GasLimit:x}" },
        "latest",
        new JsonObject { ["disableStack"] = true, ["disableStorage"] = true });

    private async Task<JsonElement> MineAsync(EvmAddress? to, string data)
    {
        await AskAsync("evm_setNextBlockTimestamp", Next);
        var transaction = new JsonObject { ["from"] = Account.ToString(), ["data"] = data, ["gas"] = $"0x{GasLimit:x}" };
        if (to is { } address) transaction["to"] = address.ToString();
        var again = transaction.DeepClone();
        var hash = (await AskAsync("eth_sendTransaction", transaction)).GetString();
        JsonElement receipt;

        // The node answers before the block is mined.
        while ((receipt = await AskAsync("eth_getTransactionReceipt", hash)).ValueKind == JsonValueKind.Null) await Task.Delay(5, _cancellation);
        Next++;
        if (receipt.GetProperty("status").GetString() == "0x1") return receipt;

        // The same as a call says why.
        throw new InvalidOperationException($"The transaction reverted: {await _rpc.SendAsync(new("eth_call", again, "latest"), _cancellation)}");
    }

    private async Task<JsonElement> AskAsync(string method, params JsonNode?[] parameters) =>
        await _rpc.SendAsync(new(method, parameters), _cancellation) is var answer && answer is JsonRpcAnswer.Ok ok ? ok.Result : throw new InvalidOperationException($"{method}: {answer}");

    private static long Number(JsonElement hex) => long.Parse(hex.GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
