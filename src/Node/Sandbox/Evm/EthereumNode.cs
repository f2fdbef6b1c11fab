using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>The methods of Ethereum's JSON-RPC (execution-apis) that every reader of contracts needs.</summary>
internal abstract class EthereumNode<TBlock>(IEthereumChain<TBlock> chain) : IRpcMethods
    where TBlock : class, IEthereumBlock
{
    // Any code will do: who asks only wants to know whether there is some.
    public const string Code = "0x60006000fd";
    public const int GasLimit = 30_000_000;

    protected IEthereumChain<TBlock> Chain => chain;

    public RpcOutcome Run(string method, IReadOnlyList<LocatedJson> parameters) => method switch
    {
        "eth_chainId" => Quantity(parameters, 0, chain.Id),
        "eth_blockNumber" => Quantity(parameters, 0, chain.Head.Number),
        "eth_getBlockByNumber" => BlockByNumber(parameters),
        "eth_getBlockByHash" => BlockByHash(parameters),
        "eth_getCode" => GetCode(parameters),
        "eth_call" => Call(parameters),
        _ => Other(method, parameters) ?? new RpcOutcome.Error(RpcCodes.MethodNotFound, $"the method {Printable.Clean(method)} does not exist/is not available"),
    };

    /// <summary>The fields of a block object.</summary>
    protected abstract void Write(Utf8JsonWriter writer, TBlock block);

    /// <summary>A method that not every chain of the sandbox has; null for one that this chain has not either.</summary>
    protected virtual RpcOutcome? Other(string method, IReadOnlyList<LocatedJson> parameters) => null;

    private static RpcOutcome Quantity(IReadOnlyList<LocatedJson> parameters, int most, ulong value) =>
        parameters.Count > most ? TooMany(parameters, most) : RpcOutcome.Text(Show(value));

    private RpcOutcome BlockByNumber(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count > 2) return TooMany(parameters, 2);
        if (!IsFlag(parameters)) return RpcOutcome.InvalidParams("argument 1 is no boolean");
        if (parameters.Count == 0 || parameters[0] is not LocatedJson.Text || !RpcArguments.TryBlock(parameters[0], chain, out var block))
        {
            return RpcOutcome.InvalidParams("argument 0 is no block number or tag");
        }

        return block is null ? RpcOutcome.None : new RpcOutcome.Result(writer => WriteBlock(writer, block));
    }

    private RpcOutcome BlockByHash(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count > 2) return TooMany(parameters, 2);
        if (!IsFlag(parameters)) return RpcOutcome.InvalidParams("argument 1 is no boolean");
        if (parameters.Count == 0 || !RpcArguments.TryHash(parameters[0], out var hash)) return RpcOutcome.InvalidParams("argument 0 is no block hash");
        return chain.Find(hash) is { } block ? new RpcOutcome.Result(writer => WriteBlock(writer, block)) : RpcOutcome.None;
    }

    private RpcOutcome GetCode(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count > 2) return TooMany(parameters, 2);
        if (parameters.Count == 0 || !RpcArguments.TryAddress(parameters[0], out var address)) return RpcOutcome.InvalidParams("argument 0 is no address");
        if (!RpcArguments.TryBlock(parameters.ElementAtOrDefault(1), chain, out var block)) return RpcOutcome.InvalidParams("argument 1 is no block");
        return block is null ? HeaderNotFound() : RpcOutcome.Text(chain.HasCode(address) ? Code : "0x");
    }

    private RpcOutcome Call(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count > 2) return TooMany(parameters, 2);
        if (parameters.ElementAtOrDefault(0) is not LocatedJson.Members call) return RpcOutcome.InvalidParams("argument 0 is no object");
        if (!RpcArguments.TryAddress(call.Find("to"), out var to)) return RpcOutcome.InvalidParams("argument 0: to is no address");
        byte[] data = [];
        var given = call.Find("input") ?? call.Find("data");
        if (given is not null && !RpcArguments.TryData(given, out data)) return RpcOutcome.InvalidParams("argument 0: data is not hex");
        if (!RpcArguments.TryBlock(parameters.ElementAtOrDefault(1), chain, out var block)) return RpcOutcome.InvalidParams("argument 1 is no block");
        if (block is null) return HeaderNotFound();
        var result = chain.Call(block, to, data);
        return result.Success ? RpcOutcome.Text(Hex.Encode(result.ReturnData.Span)) : Reverted(result.ReturnData);
    }

    private static RpcOutcome.Error Reverted(ReadOnlyMemory<byte> data)
    {
        var reason = AbiSelector.TrySplit(data.Span, out _, out var arguments) ? Reason(arguments) : null;
        return new(RpcCodes.Reverted, reason is null ? "execution reverted" : $"execution reverted: {reason}", Hex.Encode(data.Span));
    }

    private static string? Reason(ReadOnlySpan<byte> arguments)
    {
        var reader = new AbiReader(arguments);
        return reader.TryOpen(1, out var top) && reader.TryReadString(ref top, 256, out var text) ? text : null;
    }

    private void WriteBlock(Utf8JsonWriter writer, TBlock block)
    {
        writer.WriteStartObject();
        Write(writer, block);
        writer.WriteEndObject();
    }

    private static bool IsFlag(IReadOnlyList<LocatedJson> parameters) => parameters.Count < 2 || parameters[1] is LocatedJson.Boolean;

    protected static RpcOutcome.Error HeaderNotFound() => new(RpcCodes.ServerError, "header not found");

    protected static RpcOutcome TooMany(IReadOnlyList<LocatedJson> parameters, int most) =>
        RpcOutcome.InvalidParams($"{parameters.Count} arguments, want at most {most}");

    protected static string Show(ulong quantity) => "0x" + quantity.ToString("x", CultureInfo.InvariantCulture);
}
