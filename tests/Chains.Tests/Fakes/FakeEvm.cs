using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding.Abi;

namespace CrossChainOracle.Chains.Tests.Fakes;

/// <summary>A contract's behaviour: call data in, outcome out.</summary>
public delegate MulticallResult FakeContract(ReadOnlyMemory<byte> callData);

/// <summary>A block and the contracts as they are at it.</summary>
public sealed record FakeBlock(ulong Number, Hash256 Hash, ulong Seconds, Dictionary<EvmAddress, FakeContract> Contracts)
{
    public PinnedBlock Pinned => new(Number, Hash, (long)Seconds * 1000);

    /// <summary>A block whose hash follows from its number and the name of the fork it is on.</summary>
    public static FakeBlock Of(ulong number, ulong seconds, string fork = "main", Dictionary<EvmAddress, FakeContract>? contracts = null) =>
        new(number, HashOf(number, fork), seconds, contracts ?? []);

    public static Hash256 HashOf(ulong number, string fork = "main") => Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes($"{fork}/{number}"));
}

/// <summary>An Ethereum node's wire: JSON-RPC over HTTP on loopback, with contract state per block and faults on demand.</summary>
public sealed class FakeEvm : IDisposable
{
    public static readonly EvmAddress Multicall = EvmReaderOptions.CanonicalMulticall;

    private readonly LoopbackHttp _http;

    public FakeEvm() => _http = new(Answer);

    public Uri Address => _http.Address;

    /// <summary>Completes when a request hangs.</summary>
    public Task Hanging => _http.Hanging;

    public ulong ChainId { get; set; } = 1;

    /// <summary>The canonical chain in order, each the parent of the next; the last one is <c>latest</c>, the first one <c>safe</c> and <c>finalized</c> where nothing else is said.</summary>
    public List<FakeBlock> Blocks { get; init; } = [];

    public ulong? Safe { get; set; }

    public ulong? Finalized { get; set; }

    /// <summary>What <c>eth_getLogs</c> gives for any block.</summary>
    public string Logs { get; set; } = "[]";

    /// <summary>What <c>eth_getLogs</c> gives for the block of a hash, in place of <see cref="Logs"/>.</summary>
    public Func<Hash256, JsonArray>? LogsOf { get; set; }

    /// <summary>Replaces the answer about a contract at every block.</summary>
    public ConcurrentDictionary<EvmAddress, FakeContract> Lies { get; } = [];

    /// <summary>Replaces the HTTP reply; gets the request's method and the honest reply.</summary>
    public Func<string, HttpReply, HttpReply>? Fault { get; set; }


    /// <summary>A call to this contract uses all gas: it and every later call of the same request fail.</summary>
    public EvmAddress GasBurner { get; set; }

    public ConcurrentQueue<string> Methods { get; } = [];

    public void Dispose() => _http.Dispose();

    private HttpReply Answer(byte[] body)
    {
        var request = JsonNode.Parse(body)!;
        var method = request is JsonArray batch ? (string)batch[0]!["method"]! : (string)request["method"]!;
        var answer = request is JsonArray many ? new JsonArray([.. many.Select(one => (JsonNode?)One(one!))]) : (JsonNode)One(request);
        var honest = new HttpReply(200, System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString()));
        return Fault?.Invoke(method, honest) ?? honest;
    }

    private JsonObject One(JsonNode request)
    {
        var method = (string)request["method"]!;
        Methods.Enqueue(method);
        var parameters = (JsonArray)request["params"]!;
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = (long)request["id"]! };
        switch (method)
        {
            case "eth_chainId":
                answer["result"] = "0x" + ChainId.ToString("x", CultureInfo.InvariantCulture);
                break;
            case "eth_getBlockByNumber":
                answer["result"] = Show(Find((string)parameters[0]!));
                break;
            case "eth_getBlockByHash":
                answer["result"] = Show(Blocks.SingleOrDefault(known => known.Hash.ToString() == (string)parameters[0]!));
                break;
            case "eth_getLogs":
                answer["result"] = LogsOf?.Invoke(Hash256.Parse((string)parameters[0]!["blockHash"]!)) ?? JsonNode.Parse(Logs);
                break;
            case "eth_getProof":
                answer["result"] = new JsonObject { ["address"] = parameters[0]!.DeepClone(), ["storageProof"] = parameters[1]!.DeepClone(), ["at"] = parameters[2]!.DeepClone() };
                break;
            case "eth_call":
                Call(answer, parameters);
                break;
            default:
                answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = $"the method {method} does not exist" };
                break;
        }

        return answer;
    }

    private JsonObject? Show(FakeBlock? block)
    {
        if (block is null) return null;
        var at = Blocks.IndexOf(block);
        var parent = at > 0 && Blocks[at - 1].Number == block.Number - 1 ? Blocks[at - 1].Hash : FakeBlock.HashOf(block.Number - 1);
        return new()
        {
            ["number"] = "0x" + block.Number.ToString("x", CultureInfo.InvariantCulture),
            ["hash"] = block.Hash.ToString(),
            ["parentHash"] = parent.ToString(),
            ["timestamp"] = "0x" + block.Seconds.ToString("x", CultureInfo.InvariantCulture),
            ["baseFeePerGas"] = "0x7",
        };
    }

    private FakeBlock? Find(string block) => block switch
    {
        "latest" => Blocks.LastOrDefault(),
        "safe" when Safe is { } safe => Blocks.SingleOrDefault(known => known.Number == safe),
        "finalized" when Finalized is { } finalized => Blocks.SingleOrDefault(known => known.Number == finalized),
        "safe" or "finalized" => Blocks.FirstOrDefault(),
        _ => Blocks.SingleOrDefault(known => known.Number == ulong.Parse(block.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
    };

    private void Call(JsonObject answer, JsonArray parameters)
    {
        var hash = Hash256.Parse((string)parameters[1]!["blockHash"]!);
        if (!(bool)parameters[1]!["requireCanonical"]!) throw new InvalidOperationException("Reads must require a canonical block.");
        if (Blocks.SingleOrDefault(known => known.Hash == hash) is not { } block)
        {
            answer["error"] = new JsonObject { ["code"] = -32000, ["message"] = "header for hash not found" };
            return;
        }

        var to = EvmAddress.Parse((string)parameters[0]!["to"]!);
        if (!Hex.TryDecode((string)parameters[0]!["data"]!, out byte[]? data)) throw new FormatException("data is not hex");
        answer["result"] = to == Multicall ? Hex.Encode(Aggregate(block, data)) : "0x";
    }

    private byte[] Aggregate(FakeBlock block, byte[] data)
    {
        if (!AbiSelector.TrySplit(data, out var selector, out var arguments) || selector != Multicall3.Aggregate3) throw new FormatException("not aggregate3");
        if (!Multicall3.TryDecodeCalls(arguments, out var calls, out var fault)) throw new FormatException(fault.ToString());
        var burnt = false;
        return Multicall3.EncodeResults([.. calls.Select(call =>
        {
            burnt |= call.To == GasBurner;
            if (burnt) return new MulticallResult(false, default);
            if (Lies.TryGetValue(call.To, out var lie)) return lie(call.Data);
            return block.Contracts.TryGetValue(call.To, out var contract) ? contract(call.Data) : new(true, default);
        })]);
    }
}
