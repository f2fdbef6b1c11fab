using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Evm.Sending;

/// <summary>One endpoint, asked in the terms of a sender. Whatever it answers is a value.</summary>
internal sealed class SenderNode(JsonRpcClient client, ulong chainId)
{
    /// <summary>More gas than any block has.</summary>
    public const ulong MaximumGas = 1UL << 36;

    // JSON-RPC error code of an execution that reverted (execution-apis; geth, anvil, reth, Erigon).
    private const long Reverted = 3;

    private volatile bool _chainChecked;

    /// <summary>Scheme, host and port.</summary>
    public string Name => client.Endpoint.Name;

    /// <summary>Why it is not to be asked, or null.</summary>
    public async Task<string?> CheckChainAsync(CancellationToken cancellation)
    {
        if (_chainChecked) return null;
        var id = await AskAsync("eth_chainId", cancellation).ConfigureAwait(false);
        if (id.Failure is { } failure) return failure;
        if (!EvmNodeParser.TryParseQuantity(JsonRpcParser.Text(id.Value), out var stated)) return "eth_chainId: not a quantity";
        if (stated != chainId) return $"the endpoint is of chain {stated}, not {chainId}";
        _chainChecked = true;
        return null;
    }

    public async Task<Told<EvmBlock>> BlockAsync(string which, CancellationToken cancellation)
    {
        var answer = await AskAsync("eth_getBlockByNumber", cancellation, which, false).ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<EvmBlock>.Failed(failure);
        return EvmNodeParser.TryParseBlock(answer.Value, out var block, out var problem) ? block : Told<EvmBlock>.Failed($"{which}: {problem}");
    }

    public Task<Told<EvmBlock>> BlockAsync(ulong number, CancellationToken cancellation) => BlockAsync("0x" + number.ToString("x", CultureInfo.InvariantCulture), cancellation);

    /// <param name="which"><c>latest</c>, or <c>pending</c>: with what is in the mempool.</param>
    public async Task<Told<ulong>> NonceAsync(EvmAddress account, string which, CancellationToken cancellation)
    {
        var answer = await AskAsync("eth_getTransactionCount", cancellation, account.ToString(), which).ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<ulong>.Failed(failure);
        return EvmNodeParser.TryParseQuantity(JsonRpcParser.Text(answer.Value), out var nonce) && nonce < long.MaxValue
            ? nonce
            : Told<ulong>.Failed("eth_getTransactionCount: not a nonce");
    }

    public async Task<Told<UInt128>> BalanceAsync(EvmAddress account, CancellationToken cancellation)
    {
        var answer = await AskAsync("eth_getBalance", cancellation, account.ToString(), "latest").ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<UInt128>.Failed(failure);
        return NodeParser.Balance(answer.Value, out var balance) ? balance : Told<UInt128>.Failed("eth_getBalance: not a quantity");
    }

    public async Task<Told<FeeHistory>> FeesAsync(FeeOptions options, CancellationToken cancellation)
    {
        var blocks = "0x" + options.HistoryBlocks.ToString("x", CultureInfo.InvariantCulture);
        var answer = await AskAsync("eth_feeHistory", cancellation, blocks, "latest", new JsonArray(options.TipPercentile)).ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<FeeHistory>.Failed(failure);
        var fees = NodeParser.Fees(answer.Value);
        return fees.Failure is null ? fees : Told<FeeHistory>.Failed($"eth_feeHistory: {fees.Failure}");
    }

    public async Task<Told<Receipt?>> ReceiptAsync(Hash256 transaction, CancellationToken cancellation)
    {
        var answer = await AskAsync("eth_getTransactionReceipt", cancellation, transaction.ToString()).ConfigureAwait(false);
        if (answer.Failure is { } failure) return Told<Receipt?>.Failed(failure);
        var receipt = NodeParser.Receipt(answer.Value, transaction);
        return receipt.Failure is null ? receipt : Told<Receipt?>.Failed($"eth_getTransactionReceipt: {receipt.Failure}");
    }

    /// <summary>Whether the node has the transaction, in its mempool or in a block.</summary>
    public async Task<Told<bool>> KnowsAsync(Hash256 transaction, CancellationToken cancellation)
    {
        var answer = await AskAsync("eth_getTransactionByHash", cancellation, transaction.ToString()).ConfigureAwait(false);
        return answer.Failure is { } failure ? Told<bool>.Failed(failure) : answer.Value.ValueKind == JsonValueKind.Object;
    }

    /// <summary>Executes a call on the state of a block (eth_call).</summary>
    public async Task<CallResult> CallAsync(JsonObject call, string block, CancellationToken cancellation) =>
        ReadCall("eth_call", await client.SendAsync(new("eth_call", call, block), cancellation).ConfigureAwait(false)) ?? new CallResult.Ok(0);

    /// <summary>Gas that a call takes on the newest block's state (eth_estimateGas; where no block is named, some nodes take the mempool's).</summary>
    public async Task<CallResult> EstimateAsync(JsonObject call, CancellationToken cancellation)
    {
        var answer = await client.SendAsync(new("eth_estimateGas", call, "latest"), cancellation).ConfigureAwait(false);
        if (ReadCall("eth_estimateGas", answer) is { } failed) return failed;
        return EvmNodeParser.TryParseQuantity(JsonRpcParser.Text(((JsonRpcAnswer.Ok)answer).Result), out var gas) && gas is > 0 and <= MaximumGas
            ? new CallResult.Ok(gas)
            : new CallResult.Failed("eth_estimateGas: not a quantity of gas");
    }

    /// <returns>What the node means, and its words where it refused.</returns>
    public async Task<(SubmitMeaning Meaning, string Words)> SubmitAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation) =>
        await client.SendAsync(new("eth_sendRawTransaction", Hex.Encode(raw.Span)), cancellation).ConfigureAwait(false) switch
        {
            // A node that takes it and answers with another hash is none of whose words count; the next step looks the transaction up.
            JsonRpcAnswer.Ok => (SubmitMeaning.Accepted, string.Empty),
            JsonRpcAnswer.RpcError error => (SubmitMeanings.Of($"{error.Message} {error.Data}"), $"{Name}: rpc error {error.Code}: {error.Message}"),
            JsonRpcAnswer.Failed failed => (SubmitMeaning.Unknown, $"{Name}: {failed.Code}: {failed.Detail}"),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };

    private static CallResult? ReadCall(string method, JsonRpcAnswer answer) => answer switch
    {
        JsonRpcAnswer.Ok => null,
        JsonRpcAnswer.RpcError error when RevertData(error) is { } data => new CallResult.Reverted(data),
        JsonRpcAnswer.RpcError error => new CallResult.Failed($"{method}: rpc error {error.Code}: {error.Message}"),
        JsonRpcAnswer.Failed failed => new CallResult.Failed($"{method}: {failed.Code}: {failed.Detail}"),
        _ => throw new InvalidOperationException($"No such case: {answer}"),
    };

    /// <summary>Null where the error is of another kind. Some nodes put a word before the data (OpenEthereum, older Nethermind: <c>Reverted 0x</c>).</summary>
    private static byte[]? RevertData(JsonRpcAnswer.RpcError error)
    {
        var start = error.Data?.LastIndexOf("0x", StringComparison.Ordinal) ?? -1;
        var data = start >= 0 && Hex.TryDecode(error.Data![start..], out var bytes) ? bytes : [];
        var says = error.Code == Reverted || data.Length > 0 || error.Message.Contains("revert", StringComparison.OrdinalIgnoreCase);
        return says ? data : null;
    }

    private async Task<Told<JsonElement>> AskAsync(string method, CancellationToken cancellation, params JsonNode?[] parameters) =>
        await client.SendAsync(new(method, parameters), cancellation).ConfigureAwait(false) switch
        {
            JsonRpcAnswer.Ok ok => ok.Result,
            JsonRpcAnswer.RpcError error => Told<JsonElement>.Failed($"{method}: rpc error {error.Code}: {error.Message}"),
            JsonRpcAnswer.Failed failed => Told<JsonElement>.Failed($"{method}: {failed.Code}: {failed.Detail}"),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
}
