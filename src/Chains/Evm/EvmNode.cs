using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Evm;

/// <summary>A value from one endpoint, or why it gave none.</summary>
internal readonly record struct Reply<T>(T? Value, ReadFailure? Failure);

/// <summary>One endpoint of one chain, asked in the terms of the reader.</summary>
internal sealed class EvmNode(JsonRpcClient client, ulong chainId)
{
    // JSON-RPC error codes by which nodes and their gateways ask to be called less often (EIP-1474, and HTTP's number reused).
    private const long LimitExceeded = -32005;
    private const long TooManyRequests = 429;

    private volatile bool _chainChecked;

    /// <summary>Scheme, host and port.</summary>
    public string Name => client.Endpoint.Name;

    public Task<Reply<PinnedBlock>> BlockAsync(BlockTag tag, CancellationToken cancellation) => BlockAsync(tag.ToText(), cancellation);

    /// <summary>The block of that height on the endpoint's canonical chain.</summary>
    public Task<Reply<PinnedBlock>> BlockAsync(ulong number, CancellationToken cancellation) =>
        BlockAsync("0x" + number.ToString("x", CultureInfo.InvariantCulture), cancellation);

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

        // EIP-1898. Without requireCanonical a node may answer from a block that was reorganised away.
        new JsonObject { ["blockHash"] = block.Hash.ToString(), ["requireCanonical"] = true });

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

    private async Task<Reply<PinnedBlock>> BlockAsync(string block, CancellationToken cancellation)
    {
        if (await CheckChainAsync(cancellation).ConfigureAwait(false) is { } wrong) return new(default, wrong);
        var answer = await client.SendAsync(new("eth_getBlockByNumber", block, false), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<PinnedBlock>(answer);
        return EvmNodeParser.TryParseBlock(ok.Result, out var pinned, out var problem)
            ? new(pinned, null)
            : Refused<PinnedBlock>(RejectionCode.Malformed, $"{block}: {problem}");
    }

    private async Task<ReadFailure?> CheckChainAsync(CancellationToken cancellation)
    {
        if (_chainChecked) return null;
        var answer = await client.SendAsync(new("eth_chainId"), cancellation).ConfigureAwait(false);
        if (answer is not JsonRpcAnswer.Ok ok) return Failed<PinnedBlock>(answer).Failure;
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
