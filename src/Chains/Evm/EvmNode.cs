using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>A value from one endpoint, or why it gave none.</summary>
public readonly record struct Reply<T>(T? Value, ReadFailure? Failure);

/// <summary>One endpoint of one chain, asked in the terms of the reader. Whatever it does is a typed reply; throws only when cancelled.</summary>
public sealed class EvmNode(IJsonRpc client, ulong chainId)
{
    // JSON-RPC error codes by which nodes and their gateways ask to be called less often (EIP-1474, and HTTP's number reused).
    private const long LimitExceeded = -32005;
    private const long TooManyRequests = 429;

    private volatile bool _chainChecked;

    /// <summary>Scheme, host and port.</summary>
    public string Name => client.Endpoint.Name;

    public Task<Reply<EvmBlock>> BlockAsync(BlockTag tag, CancellationToken cancellation) => BlockAsync("eth_getBlockByNumber", tag.ToText(), static _ => true, cancellation);

    /// <summary>The block of that height on the endpoint's canonical chain.</summary>
    public Task<Reply<EvmBlock>> BlockAsync(ulong number, CancellationToken cancellation) =>
        BlockAsync("eth_getBlockByNumber", "0x" + number.ToString("x", CultureInfo.InvariantCulture), block => block.Number == number, cancellation);

    /// <summary>The block of that hash, also when it is not canonical any more.</summary>
    public Task<Reply<EvmBlock>> BlockAsync(Hash256 hash, CancellationToken cancellation) =>
        BlockAsync("eth_getBlockByHash", hash.ToString(), block => block.Hash == hash, cancellation);

    /// <summary>The logs of a block that the filter admits.</summary>
    public async Task<Reply<IReadOnlyList<EvmLog>>> LogsAsync(PinnedBlock block, EvmLogFilter filter, CancellationToken cancellation)
    {
        var answer = await client.SendAsync(new("eth_getLogs", filter.ToJson(block.Hash)), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<IReadOnlyList<EvmLog>>(answer);
        return EvmLogParser.TryParse(ok.Result, block, filter, out var logs, out var problem)
            ? new(logs, null)
            : Refused<IReadOnlyList<EvmLog>>(RejectionCode.Malformed, $"eth_getLogs: {problem}");
    }

    /// <summary>What the endpoint answers, unread.</summary>
    public async Task<Reply<JsonElement>> AskAsync(JsonRpcCall call, CancellationToken cancellation)
    {
        if (await CheckChainAsync(cancellation).ConfigureAwait(false) is { } wrong) return new(default, wrong);
        var answer = await client.SendAsync(call, cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<JsonElement>(answer);
        return ok.Result.ValueKind == JsonValueKind.Null ? Refused<JsonElement>(RejectionCode.CallFailed, $"{call.Method}: nothing there") : new(ok.Result, null);
    }

    /// <summary>Calls through Multicall3 at the pinned block, one reply for each chunk.</summary>
    public async Task<IReadOnlyList<Reply<MulticallResult[]>>> AggregateAsync(
        PinnedBlock block, EvmAddress multicall, IReadOnlyList<EvmCall[]> chunks, CancellationToken cancellation)
    {
        var answers = await client.SendAllAsync([.. chunks.Select(chunk => EthCall(block, multicall, chunk))], cancellation).ConfigureAwait(false);
        return [.. answers.Select((answer, i) => Results(answer, multicall, chunks[i].Length))];
    }

    private static JsonRpcCall EthCall(PinnedBlock block, EvmAddress multicall, EvmCall[] calls) => new(
        "eth_call",
        new JsonObject { ["to"] = multicall.ToString(), ["data"] = Hex.Encode(Multicall3.EncodeCalls(calls)) },

        AtBlock(block.Hash));

    /// <summary>The parameter that pins a read (EIP-1898). Without requireCanonical a node may answer from a block that was reorganised away.</summary>
    public static JsonObject AtBlock(Hash256 hash) => new() { ["blockHash"] = hash.ToString(), ["requireCanonical"] = true };

    private static Reply<MulticallResult[]> Results(JsonRpcAnswer answer, EvmAddress multicall, int count)
    {
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<MulticallResult[]>(answer);
        if (!EvmNodeParser.TryParseData(ok.Result, out var data)) return Refused<MulticallResult[]>(RejectionCode.Malformed, "eth_call: the result is not hex data");
        if (data.Length == 0) return Refused<MulticallResult[]>(RejectionCode.CallFailed, $"no Multicall3 at {multicall}");
        if (!Multicall3.TryDecodeResults(data, out var results, out var fault)) return Refused<MulticallResult[]>(RejectionCode.Malformed, $"aggregate3: {fault}");
        return results.Length == count
            ? new(results, null)
            : Refused<MulticallResult[]>(RejectionCode.Malformed, $"aggregate3: {results.Length} results for {count} calls");
    }

    private async Task<Reply<EvmBlock>> BlockAsync(string method, string which, Func<PinnedBlock, bool> isAsked, CancellationToken cancellation)
    {
        if (await CheckChainAsync(cancellation).ConfigureAwait(false) is { } wrong) return new(default, wrong);
        var answer = await client.SendAsync(new(method, which, false), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<EvmBlock>(answer);
        if (!EvmNodeParser.TryParseBlock(ok.Result, out var block, out var problem)) return Refused<EvmBlock>(RejectionCode.Malformed, $"{which}: {problem}");
        return isAsked(block.Pinned) ? new(block, null) : Refused<EvmBlock>(RejectionCode.Malformed, $"{which}: the answer is {block}");
    }

    private async Task<ReadFailure?> CheckChainAsync(CancellationToken cancellation)
    {
        if (_chainChecked) return null;
        var answer = await client.SendAsync(new("eth_chainId"), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<EvmBlock>(answer).Failure;
        if (!EvmNodeParser.TryParseQuantity(JsonRpcParser.Text(ok.Result), out var id)) return new(RejectionCode.Malformed, "eth_chainId: not a quantity");
        if (id != chainId) return new(RejectionCode.WrongEmitter, $"endpoint is of chain {id}, not {chainId}");
        _chainChecked = true;
        return null;
    }

    private static Reply<T> Failed<T>(JsonRpcAnswer answer) => answer switch
    {
        JsonRpcAnswer.Failed failed => Refused<T>(failed.Code, failed.Detail),
        JsonRpcAnswer.RpcError error => Refused<T>(
            error.Code is LimitExceeded or TooManyRequests ? RejectionCode.RateLimited : RejectionCode.CallFailed, $"rpc error {error.Code}: {error.Message}"),
        _ => throw new InvalidOperationException($"{answer.GetType().Name} is not a failure."),
    };

    private static Reply<T> Refused<T>(RejectionCode code, string detail) => new(default, new(code, detail));
}
