using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.Relay.Solana;

namespace CrossChainOracle.Relay.Tests.Solana;

/// <summary>A cluster's wire as a sender sees it: heads and blockhashes that the test moves, transactions that are in blocks when the test says so, and faults on demand.</summary>
internal sealed class FakeCluster : IDisposable
{
    public const string Genesis = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

    private readonly LoopbackHttp _http;
    private readonly HttpClient _client = JsonRpcClient.CreateHttp();
    private readonly Lock _gate = new();

    public FakeCluster()
    {
        _http = new(Answer);
        Client = new(_client, new(_http.Address), new(), TimeProvider.System);
    }

    public static ChainId Chain { get; } = ChainId.Parse("solana:" + Genesis[..32]);

    public JsonRpcClient Client { get; }

    public string GenesisHash { get; set; } = Genesis;

    /// <summary>Of the finalized block; its slot is 1,000 more.</summary>
    public ulong FinalizedHeight { get; set; } = 5_000;

    /// <summary>Slot of the status lists, when they are not of the newest.</summary>
    public ulong? StatusSlot { get; set; }

    /// <summary>A new number is a new blockhash, good for 150 blocks more.</summary>
    public byte Blockhash { get; set; } = 1;

    public ulong LastValid { get; set; } = 5_180;

    public ulong Balance { get; set; } = 1_000_000_000;

    public IReadOnlyList<ulong> Fees { get; set; } = [];

    /// <summary>The <c>err</c> of every trial.</summary>
    public JsonNode? TrialError { get; set; }

    /// <summary>Statuses by signature.</summary>
    public ConcurrentDictionary<string, JsonObject> InBlocks { get; } = [];

    /// <summary>What was sent, in base64.</summary>
    public ConcurrentQueue<string> Sent { get; } = [];

    /// <summary>Runs before each answer.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Replaces the reply of a method.</summary>
    public Func<string, HttpReply?>? Fault { get; set; }

    /// <summary>An error object in place of the result of a method.</summary>
    public Func<string, JsonObject?>? Error { get; set; }

    public void Include(SignedTransaction transaction, ulong slot, string status = "confirmed", JsonNode? error = null) =>
        InBlocks[transaction.Signature.ToString()] = new() { ["slot"] = slot, ["confirmations"] = null, ["err"] = error, ["confirmationStatus"] = status };

    public void Dispose()
    {
        _http.Dispose();
        _client.Dispose();
    }

    private HttpReply Answer(byte[] body)
    {
        var request = JsonNode.Parse(body)!;
        var method = (string)request["method"]!;
        lock (_gate)
        {
            Before?.Invoke(method);
            if (Fault?.Invoke(method) is { } fault) return fault;
            var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = (long)request["id"]! };
            if (Error?.Invoke(method) is { } error) answer["error"] = error;
            else answer["result"] = Result(method, (JsonArray)request["params"]!);
            return new(200, System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString()));
        }
    }

    private JsonNode? Result(string method, JsonArray parameters) => method switch
    {
        "getGenesisHash" => GenesisHash,
        "getEpochInfo" => new JsonObject { ["absoluteSlot"] = FinalizedHeight + 1_000, ["blockHeight"] = FinalizedHeight, ["epoch"] = 1 },
        "getLatestBlockhash" => WithContext(new JsonObject { ["blockhash"] = $"{SolanaKey.From(Enumerable.Repeat(Blockhash, 32).ToArray())}", ["lastValidBlockHeight"] = LastValid }),
        "getBalance" => WithContext(Balance),
        "getRecentPrioritizationFees" => new JsonArray([.. Fees.Select((fee, i) => new JsonObject { ["slot"] = i, ["prioritizationFee"] = fee })]),
        "simulateTransaction" => WithContext(new JsonObject { ["err"] = TrialError?.DeepClone(), ["logs"] = new JsonArray(), ["unitsConsumed"] = 300 }),
        "getSignatureStatuses" => WithContext(new JsonArray([.. parameters[0]!.AsArray().Select(name => InBlocks.GetValueOrDefault((string)name!)?.DeepClone())])),
        "sendTransaction" => Take((string)parameters[0]!),
        _ => throw new InvalidOperationException($"The fake has no {method}."),
    };

    private JsonValue Take(string base64)
    {
        Sent.Enqueue(base64);
        return JsonValue.Create(SolanaMessage.OfSigned(Convert.FromBase64String(base64)).Signature.ToString());
    }

    private JsonObject WithContext(JsonNode? value) => new() { ["context"] = new JsonObject { ["slot"] = StatusSlot ?? FinalizedHeight + 1_032 }, ["value"] = value };
}
