using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Chains.Evm;

/// <summary>What one call inside <c>aggregate3</c> gave.</summary>
public readonly record struct MulticallResult(bool Success, ReadOnlyMemory<byte> ReturnData);

/// <summary>
/// Multicall3's <c>aggregate3((address target,bool allowFailure,bytes callData)[]) returns ((bool success,bytes returnData)[])</c>
/// (github.com/mds1/multicall). Both directions: the reader asks, the sandbox's node answers.
/// </summary>
public static class Multicall3
{
    /// <summary>Most calls or results that are read in one piece.</summary>
    public const int MaximumCalls = 1_000;

    public static readonly uint Aggregate3 = AbiSelector.Of("aggregate3((address,bool,bytes)[])");

    /// <summary>Call data in which every call may fail without the others.</summary>
    public static byte[] EncodeCalls(IReadOnlyCollection<EvmCall> calls) =>
        new AbiWriter()
            .Array([.. calls.Select(call => new AbiWriter().Address(call.To).Bool(true).Bytes(call.Data.Span))])
            .ToCall(Aggregate3);

    /// <summary>Reads the arguments of <c>aggregate3</c>: what follows the selector.</summary>
    public static bool TryDecodeCalls(ReadOnlySpan<byte> arguments, out EvmCall[] calls, out AbiFault fault)
    {
        calls = [];
        var reader = new AbiReader(arguments);
        var read = TryReadCalls(ref reader, out calls);
        fault = reader.Fault;
        return read;
    }

    public static byte[] EncodeResults(IReadOnlyCollection<MulticallResult> results) =>
        new AbiWriter()
            .Array([.. results.Select(result => new AbiWriter().Bool(result.Success).Bytes(result.ReturnData.Span))])
            .ToArray();

    public static bool TryDecodeResults(ReadOnlySpan<byte> returnData, out MulticallResult[] results, out AbiFault fault)
    {
        var reader = new AbiReader(returnData);
        var read = TryReadResults(ref reader, out results);
        fault = reader.Fault;
        return read;
    }

    private static bool TryReadCalls(ref AbiReader reader, out EvmCall[] calls)
    {
        calls = [];
        if (!reader.TryOpen(1, out var top) || !reader.TryOpenArray(ref top, MaximumCalls, out var count, out var elements)) return false;
        calls = new EvmCall[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryOpenTuple(ref elements, 3, out var call)
                || !reader.TryReadAddress(ref call, out var target)
                || !reader.TryReadBool(ref call, out _)
                || !reader.TryReadBytes(ref call, int.MaxValue, out var data))
            {
                return false;
            }

            calls[i] = new(target, data.ToArray());
        }

        return reader.TryFinish();
    }

    private static bool TryReadResults(ref AbiReader reader, out MulticallResult[] results)
    {
        results = [];
        if (!reader.TryOpen(1, out var top) || !reader.TryOpenArray(ref top, MaximumCalls, out var count, out var elements)) return false;
        results = new MulticallResult[count];
        for (var i = 0; i < count; i++)
        {
            if (!reader.TryOpenTuple(ref elements, 2, out var result)
                || !reader.TryReadBool(ref result, out var success)
                || !reader.TryReadBytes(ref result, int.MaxValue, out var data))
            {
                return false;
            }

            results[i] = new(success, data.ToArray());
        }

        return reader.TryFinish();
    }
}
