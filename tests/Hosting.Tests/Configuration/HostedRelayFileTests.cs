using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

public sealed class HostedRelayFileTests : IDisposable
{
    private const int Cases = 30_000;
    private const string Credential = "https://node.example/v3/0123456789abcdef";

    private static readonly Func<string, string?> Arbitrum = Settings.Of(("ENDPOINT_ARBITRUM", Credential));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Load_OfTheExample_GivesEverythingItSays_AndNoKey()
    {
        var relay = HostedRelayFile.Load(Repository.PathOf("config", "relay-hosted.json"), Arbitrum, out var problems);
        Assert.Equal([], problems);
        Assert.Equal(("crosschainoracle:example", 3_600_000, 15_000), (relay!.Deployment, relay.Deploy.GraceMs, relay.Deploy.MaximumAheadMs));
        var chain = Assert.Single(relay.Chains);
        Assert.Equal((ChainId.Parse("eip155:42161"), EvmAddress.Parse("0x00000000000000000000000000000000000000ab"), null), (chain.Chain, chain.Hub!.Value, chain.KeyFile));
        Assert.Equal([new Uri(Credential), new Uri("https://arb1.arbitrum.io/rpc")], chain.Endpoints);
        Assert.Equal((UInt128)5_000_000_000, chain.UrgentFee);
        Assert.Equal(2, Assert.Single(chain.Shards).Value.Feeds.Count);
    }

    [Fact]
    public void Parse_RefusesWhatAFunctionAppHasFromElsewhere_AndSaysFromWhere()
    {
        var file = Sound();
        (file["stream"], file["attesters"], file["folder"], file["listen"]) = ("http://127.0.0.1:5080/v1/stream", "set.json", "data", "http://127.0.0.1:1");
        file["chains"]![0]!["key"] = "key.json";
        file["chains"]![0]!["poll"] = "1s";
        AssertProblems(
            file,
            "$.stream: has no place here: attestations come from the hub",
            "$.attesters: has no place here: the attester set is in the deployment's configuration (Oracle__ConfigFile)",
            "$.folder: has no place here: journals",
            "$.listen: has no place here: a function app",
            "$.chains[0].key: has no place here: the gas key is in the operations vault (Relay__KeyId)",
            "$.chains[0].poll: has no place here: a step is made for what arrives, and by the timer RELAY_SCHEDULE");
    }

    [Fact]
    public void Parse_RefusesASolanaCluster_ForNoVaultSignsForIt()
    {
        var file = Sound();
        file["chains"]!.AsArray().Add(new JsonObject { ["chain"] = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", ["endpoints"] = new JsonArray("http://127.0.0.1:8899"), ["maximumFee"] = 60_000 });
        AssertProblems(file, "$.chains[1].chain: is solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp, and a vault signs no Ed25519: start the command relay beside it");
        file["chains"]!.AsArray().RemoveAt(0);
        AssertProblems(file, "$.chains[0].chain: is solana:");
    }

    [Fact]
    public void Parse_OfAFileWithManyMistakes_ReportsEveryOneOfThem()
    {
        var file = Sound();
        file.Remove("deployment");
        file["shard"] = "majors";
        file["deploy"] = new JsonObject { ["grace"] = "2h", ["recovery"] = "none.json" };
        var chain = file["chains"]![0]!.AsObject();
        chain.Remove("hub");
        chain["endpoints"] = new JsonArray("$ENDPOINT_LOST", "https://node.example");
        chain["maximumFee"] = "0";
        file["chains"]!.AsArray().Add(chain.DeepClone());
        file["chains"]![1]!["hub"] = "0x0000000000000000000000000000000000000000";
        AssertProblems(
            file,
            "$.deployment: is missing",
            "$.shard: is not known here; known are attesters, chains, deploy, deployment, folder, listen, stream",
            "$.deploy.grace: must be at most 1h",
            "$.deploy.recovery: " + _folder.In("none.json"),
            "$.deploy.recoveryDelay: ",
            "$.chains[0].hub: is missing; the command deploy-hub deploys one",
            "$.chains[0].endpoints[0]: ENDPOINT_LOST is not set",
            "$.chains[0].maximumFee: must be above 0 gwei",
            "$.chains[1].hub: is the zero address",
            "$.chains[1].endpoints[0]: ENDPOINT_LOST is not set",
            "$.chains[1].maximumFee: must be above 0 gwei",
            "$.chains: eip155:1 is there twice");
    }

    [Fact]
    public void Parse_OfNoChains_SaysSo()
    {
        var file = Sound();
        file["chains"] = new JsonArray();
        AssertProblems(file, "$.chains: there must be at least one");
        file.Remove("chains");
        AssertProblems(file, "$.chains: is missing");
    }

    [Fact]
    public void Schema_NamesEveryMemberOfTheExampleAndOfASoundFile()
    {
        var schema = RelaySchema.Of("relay-hosted.schema.json");
        schema.AssertKnown(Sound());
        schema.AssertKnown(RelaySchema.Read("relay-hosted.json"));
    }

    [Fact]
    public void Parse_OfMutations_NeverThrowsAndAlwaysSaysWhy()
    {
        var good = System.Text.Encoding.UTF8.GetBytes(Sound().ToJsonString());
        var mutator = new Mutator(20_261_121);
        for (var i = 0; i < Cases; i++)
        {
            var relay = HostedRelayFile.Parse(mutator.Next(good), "mutated", _folder.Path, Arbitrum, out var problems);
            Assert.True(relay is null == problems.Count > 0, mutator.Describe(i));
            Assert.All(relay?.Chains ?? [], chain => Assert.True(chain.Hub is { IsZero: false } && chain.KeyFile is null, mutator.Describe(i)));
            Assert.DoesNotContain(problems, static problem => problem.Contains("0123456789abcdef", StringComparison.Ordinal));
        }
    }

    public void Dispose() => _folder.Dispose();

    private void AssertProblems(JsonObject file, params string[] expected)
    {
        Assert.Null(HostedRelayFile.Parse(System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()), "relay.json", _folder.Path, Settings.None, out var problems));
        Assert.All(expected, problem => Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal)));
        Assert.True(expected.Length == problems.Count, string.Join('\n', problems));
    }

    private static JsonObject Sound() => JsonNode.Parse("""
        {
          "deployment": "crosschainoracle:test",
          "deploy": { "grace": "30m" },
          "chains": [{
            "chain": "eip155:1", "hub": "0x00000000000000000000000000000000000000ab", "endpoints": ["http://127.0.0.1:8545"], "finalDepth": 64,
            "maximumFee": "12.5", "urgentFee": "100", "turn": 1, "turnWait": "40s",
            "shards": [{ "shard": "majors", "form": "paired", "feeds": [{ "feed": "ETH/USD", "deviation": "0.5%" }] }],
            "facts": { "accounts": ["alice"], "chains": ["eip155:1"] }
          }]
        }
        """)!.AsObject();
}
