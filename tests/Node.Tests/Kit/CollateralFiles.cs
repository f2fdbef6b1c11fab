using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Encoding.Json;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>The files of a node's accounts, sound until a test changes them: one chain that is like an L1, and one account there.</summary>
internal sealed class CollateralFiles(TemporaryFolder folder)
{
    public const string Deployment = "crosschainoracle:sandbox";

    public JsonObject Section { get; } = Parse("""{ "chains": "chains.json", "assets": "assets.json", "protocols": "protocols.json", "file": "accounts.json" }""");

    public JsonObject Chains { get; } = Parse("""
        {
          "chains": [{
            "chain": "eip155:31338", "name": "Ledger", "source": "made up", "pin": "hash", "finality": "ethereumPos", "confirmedDepth": 2, "unfinalizedTtl": "1m",
            "finalizedValidFor": "30m", "heartbeat": "2s", "maximumWindow": 64, "maximumHeadAge": "1h", "endpoints": ["http://127.0.0.1:9/v3/topsecret"], "poll": "50ms"
          }]
        }
        """);

    public JsonObject Assets { get; } = Parse("""
        {
          "assets": [
            { "asset": "eip155:31338/slip44:60", "name": "Ether", "feed": "ETH/USD", "decimals": 18, "identity": "native", "balance": "plain", "source": "made up" },
            { "asset": "eip155:31338/erc20:0x00000000000000000000000000000000000000a1", "name": "USDC", "feed": "USDC/USD", "decimals": 6, "identity": "token", "balance": "plain", "source": "made up" }
          ]
        }
        """);

    public JsonObject Protocols { get; } = Parse("""
        {
          "evm-native": [{ "chain": "eip155:31338" }],
          "erc20": [{ "chain": "eip155:31338", "balances": "transferred", "tokens": [{ "token": "0x00000000000000000000000000000000000000a1", "decimals": 6 }] }]
        }
        """);

    public JsonObject Accounts { get; } = Parse("""
        { "shards": ["accounts-0"], "accounts": [{ "account": "alice", "links": [{ "address": "eip155:31338:0x0000000000000000000000000000000000000b01", "declared": true }] }] }
        """);

    public JsonNode Chain => Chains["chains"]![0]!;

    /// <summary>The chain again, changed and under another name.</summary>
    public JsonNode AddChain(string id)
    {
        var chain = Chain.DeepClone();
        chain["chain"] = id;
        Chains["chains"]!.AsArray().Add(chain);
        return chain;
    }

    public JsonArray Links => Accounts["accounts"]![0]!["links"]!.AsArray();

    public CollateralConfig Sound()
    {
        var config = Read(out var problems);
        Assert.Equal([], problems);
        return config!;
    }

    public CollateralConfig? Read(out IReadOnlyList<string> problems)
    {
        foreach (var (name, file) in ((string, JsonObject)[])[("chains.json", Chains), ("assets.json", Assets), ("protocols.json", Protocols), ("accounts.json", Accounts)]) folder.Write(name, file.ToJsonString());
        return Read(Section, folder.Path, Deployment, out problems);
    }

    public static CollateralConfig? Read(JsonObject section, string folder, string deployment, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        using var document = JsonDocument.Parse(new JsonObject { ["accounts"] = section.DeepClone() }.ToJsonString());
        return CollateralSection.Read(new JsonSection(document.RootElement, "$", found), folder, deployment, static _ => null);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
