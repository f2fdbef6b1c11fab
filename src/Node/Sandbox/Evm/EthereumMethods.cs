using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;
using CrossChainOracle.Node.Sandbox.Json;

namespace CrossChainOracle.Node.Sandbox.Evm;

/// <summary>The methods of Ethereum's JSON-RPC (execution-apis) that a reader of prices needs.</summary>
internal sealed class EthereumMethods(SandboxChain chain)
{
    // Any code will do: who asks only wants to know whether there is some.
    private const string Code = "0x60006000fd";
    private const int GasLimit = 30_000_000;

    private static readonly string ZeroHash = Hash256.Zero.ToString();
    private static readonly string EmptyBloom = Hex.Encode(new byte[256]);

    public RpcOutcome Run(string method, IReadOnlyList<LocatedJson> parameters) => method switch
    {
        "eth_chainId" => Quantity(parameters, 0, chain.Id),
        "eth_blockNumber" => Quantity(parameters, 0, chain.Head.Number),
        "eth_getBlockByNumber" => BlockByNumber(parameters),
        "eth_getBlockByHash" => BlockByHash(parameters),
        "eth_getCode" => GetCode(parameters),
        "eth_call" => Call(parameters),
        _ => new RpcOutcome.Error(RpcCodes.MethodNotFound, $"the method {Printable.Clean(method)} does not exist/is not available"),
    };

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

        return block is null ? RpcOutcome.None : new RpcOutcome.Result(writer => Write(writer, block));
    }

    private RpcOutcome BlockByHash(IReadOnlyList<LocatedJson> parameters)
    {
        if (parameters.Count > 2) return TooMany(parameters, 2);
        if (!IsFlag(parameters)) return RpcOutcome.InvalidParams("argument 1 is no boolean");
        if (parameters.Count == 0 || !RpcArguments.TryHash(parameters[0], out var hash)) return RpcOutcome.InvalidParams("argument 0 is no block hash");
        return chain.Find(hash) is { } block ? new RpcOutcome.Result(writer => Write(writer, block)) : RpcOutcome.None;
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

    private static void Write(Utf8JsonWriter writer, SandboxBlock block)
    {
        writer.WriteStartObject();
        writer.WriteString("number", Show(block.Number));
        writer.WriteString("hash", block.Hash.ToString());
        writer.WriteString("parentHash", block.Parent.ToString());
        writer.WriteString("timestamp", Show((ulong)block.Time));
        writer.WriteString("stateRoot", block.StateRoot.ToString());
        foreach (var name in (string[])["sha3Uncles", "transactionsRoot", "receiptsRoot", "mixHash"]) writer.WriteString(name, ZeroHash);
        foreach (var name in (string[])["difficulty", "gasUsed", "size", "baseFeePerGas"]) writer.WriteString(name, "0x0");
        writer.WriteString("logsBloom", EmptyBloom);
        writer.WriteString("miner", default(EvmAddress).ToString());
        writer.WriteString("nonce", "0x0000000000000000");
        writer.WriteString("extraData", "0x");
        writer.WriteString("gasLimit", Show(GasLimit));
        foreach (var name in (string[])["transactions", "uncles"])
        {
            writer.WriteStartArray(name);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static bool IsFlag(IReadOnlyList<LocatedJson> parameters) => parameters.Count < 2 || parameters[1] is LocatedJson.Boolean;

    private static RpcOutcome.Error HeaderNotFound() => new(RpcCodes.ServerError, "header not found");

    private static RpcOutcome TooMany(IReadOnlyList<LocatedJson> parameters, int most) =>
        RpcOutcome.InvalidParams($"{parameters.Count} arguments, want at most {most}");

    private static string Show(ulong quantity) => "0x" + quantity.ToString("x", CultureInfo.InvariantCulture);
}
