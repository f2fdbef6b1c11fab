using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Tests.Fakes;

/// <summary>A bank: a slot and the accounts as they are in it.</summary>
public sealed class FakeBank(ulong slot)
{
    public ulong Slot { get; set; } = slot;

    public ConcurrentDictionary<SolanaKey, SolanaAccount> Accounts { get; } = [];

    public void Put(SolanaAccount account) => Accounts[account.Key] = account;
}

/// <summary>A Solana node's wire: JSON-RPC over HTTP on loopback, with one bank per commitment and faults on demand.</summary>
public sealed class FakeSolana : IDisposable
{
    public const string Mainnet = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d";

    private readonly LoopbackHttp _http;
    private readonly Lock _gate = new();

    public FakeSolana() => _http = new(Answer);

    public Uri Address => _http.Address;

    public string Genesis { get; set; } = Mainnet;

    public FakeBank Processed { get; } = new(140);

    public FakeBank Confirmed { get; } = new(135);

    public FakeBank Finalized { get; } = new(100);

    /// <summary>Newest first.</summary>
    public ConcurrentDictionary<string, List<(string Signature, ulong Slot)>> Signatures { get; } = [];

    /// <summary>Results of <c>getTransaction</c>.</summary>
    public ConcurrentDictionary<string, JsonNode> Transactions { get; } = [];

    /// <summary>Results of lists by their first parameter.</summary>
    public ConcurrentDictionary<string, SolanaKey[]> Lists { get; } = [];

    /// <summary>Runs before each request for accounts, as time passes.</summary>
    public Action<FakeSolana>? BeforeAccounts { get; set; }

    /// <summary>Whether <c>minContextSlot</c> is heeded; some gateways do not.</summary>
    public bool HeedsMinimum { get; set; } = true;

    /// <summary>Replaces the HTTP reply; gets the request's method and the honest reply.</summary>
    public Func<string, HttpReply, HttpReply>? Fault { get; set; }

    public ConcurrentQueue<string> Methods { get; } = [];

    public void PutEverywhere(SolanaAccount account)
    {
        foreach (var bank in new[] { Processed, Confirmed, Finalized }) bank.Put(account);
    }

    public void Dispose() => _http.Dispose();

    private HttpReply Answer(byte[] body)
    {
        var request = JsonNode.Parse(body)!;
        var method = (string)request["method"]!;
        Methods.Enqueue(method);
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = (long)request["id"]! };
        var parameters = (JsonArray)request["params"]!;
        var options = parameters.OfType<JsonObject>().LastOrDefault();

        // One request after the other: what time changes before one is what that one sees.
        lock (_gate)
        {
            if (method == "getMultipleAccounts") BeforeAccounts?.Invoke(this);
            var bank = (string?)options?["commitment"] switch { "processed" => Processed, "confirmed" => Confirmed, _ => Finalized };
            if (HeedsMinimum && options?["minContextSlot"] is { } minimum && bank.Slot < (ulong)minimum)
            {
                answer["error"] = new JsonObject { ["code"] = -32016, ["message"] = "Minimum context slot has not been reached", ["data"] = new JsonObject { ["contextSlot"] = bank.Slot } };
            }
            else
            {
                Result(answer, method, parameters, options, bank);
            }
        }

        var honest = new HttpReply(200, System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString()));
        return Fault?.Invoke(method, honest) ?? honest;
    }

    private void Result(JsonObject answer, string method, JsonArray parameters, JsonObject? options, FakeBank bank)
    {
        switch (method)
        {
            case "getGenesisHash":
                answer["result"] = Genesis;
                break;
            case "getSlot":
                answer["result"] = bank.Slot;
                break;
            case "getBlockTime":
                answer["result"] = 1_700_000_000 + (long)parameters[0]!;
                break;
            case "getMultipleAccounts":
                answer["result"] = WithContext(bank, [.. parameters[0]!.AsArray().Select(key => Account(bank, (string)key!))]);
                break;
            case "getTokenAccountsByOwner" or "getProgramAccounts":
                var keys = Lists.GetValueOrDefault((string)parameters[0]!) ?? [];
                answer["result"] = WithContext(bank, [.. keys.Select(key => (JsonNode?)new JsonObject { ["pubkey"] = key.ToString(), ["account"] = null })]);
                break;
            case "getSignaturesForAddress":
                answer["result"] = Page((string)parameters[0]!, options!);
                break;
            case "getTransaction":
                answer["result"] = Transactions.GetValueOrDefault((string)parameters[0]!)?.DeepClone();
                break;
            default:
                answer["error"] = new JsonObject { ["code"] = -32601, ["message"] = $"Method not found: {method}" };
                break;
        }
    }

    private static JsonObject WithContext(FakeBank bank, JsonArray value) =>
        new() { ["context"] = new JsonObject { ["apiVersion"] = "3.0.0", ["slot"] = bank.Slot }, ["value"] = value };

    private static JsonObject? Account(FakeBank bank, string key) => bank.Accounts.GetValueOrDefault(SolanaKey.Parse(key)) is not { } account ? null : new JsonObject
    {
        ["lamports"] = account.Lamports,
        ["owner"] = account.Owner.ToString(),
        ["executable"] = account.Executable,
        ["rentEpoch"] = ulong.MaxValue,
        ["space"] = account.Data.Length,
        ["data"] = new JsonArray(Convert.ToBase64String(account.Data.Span), "base64"),
    };

    private JsonArray Page(string account, JsonObject options)
    {
        var entries = (IEnumerable<(string Signature, ulong Slot)>)(Signatures.GetValueOrDefault(account) ?? []);
        if ((string?)options["before"] is { } before) entries = entries.SkipWhile(entry => entry.Signature != before).Skip(1);
        return new([.. entries.Take((int)options["limit"]!).Select(entry => (JsonNode)new JsonObject { ["signature"] = entry.Signature, ["slot"] = entry.Slot, ["err"] = null })]);
    }
}
