using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration.Relay;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.Relay.Evm.Planning;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

public sealed class RelayConfigFileTests : IDisposable
{
    private const int Cases = 30_000;

    private readonly TemporaryFolder _folder = new();

    public RelayConfigFileTests()
    {
        foreach (var file in (string[])["set.json", "key.json"]) _folder.Write(file, "{}");
    }

    [Fact]
    public void Parse_OfASoundFile_GivesEverythingItSays()
    {
        var config = Parse(Sound(), out var problems);
        Assert.Equal([], problems);
        var chain = Assert.Single(config!.Chains);
        Assert.Equal((ChainId.Parse("eip155:1"), (UInt128)12_500_000_000, (UInt128)100_000_000_000, (uint?)64), (chain.Chain, chain.MaximumFee, chain.UrgentFee, chain.FinalDepth));
        Assert.Equal((1, 40_000), (chain.Turn, chain.TurnMs));
        var (shard, rule) = Assert.Single(chain.Shards);
        Assert.Equal((ShardId.Parse("majors"), StorageForm.Paired), (shard, rule.Form));
        Assert.Equal(new FeedRule(5_000, 3_600_000), rule.Feeds[FeedId.Parse("ETH/USD")]);
        Assert.Equal((1, 1, Stage.Safe), (chain.Facts!.Accounts.Count, chain.Facts.Chains.Count, chain.Facts.MinimumStage));
        Assert.Equal((3_600_000, 15_000), (config.Deploy.GraceMs, config.Deploy.MaximumAheadMs));
        var cluster = Assert.Single(config.Clusters);
        Assert.Equal((ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"), 50, 10ul, 2_000_000ul, 60_000ul), (cluster.Chain, cluster.FeePercentile, cluster.MinimumUnitPrice, cluster.MaximumUnitPrice, cluster.MaximumFee));
        Assert.Equal(new FeedRule(2_500, 600_000), Assert.Single(Assert.Single(cluster.Shards).Value).Value);
    }

    [Fact]
    public void Parse_OfAFileWithManyMistakes_ReportsEveryOneOfThem()
    {
        var file = Sound();
        file["strean"] = file["stream"]!.DeepClone();
        file.Remove("stream");
        file["attesters"] = "nowhere.json";
        file["listen"] = "https://0.0.0.0:1";
        file["deploy"] = new JsonObject { ["grace"] = "2h", ["recovery"] = "none.json" };
        var chain = file["chains"]![0]!;
        chain["chain"] = "cosmos:cosmoshub-4";
        chain["hub"] = "0x0000000000000000000000000000000000000000";
        chain["endpoints"] = new JsonArray("wss://user:hunter2@rpc.example/v3/abcdef");
        chain["key"] = "lost.json";
        chain["poll"] = "1ms";
        chain["maximumFee"] = "-1";
        chain["turn"] = 101;
        chain["shards"]![0]!["form"] = "triple";
        chain["shards"]![0]!["feeds"]![0]!["deviation"] = 5;
        chain["shards"]![0]!["feeds"]![1]!["heartbeat"] = "0s";
        chain["facts"]!["chains"]!.AsArray().Add("here");
        Assert.Null(Parse(file, out var problems));
        string[] expected =
        [
            "$.stream: is missing; must be an http or https address, or $ENDPOINT_NAME",
            "$.strean: is not known here",
            "$.attesters: ",
            "$.listen: must be http",
            "$.deploy.grace: must be at most 1h",
            "$.deploy.recovery: ",
            "$.deploy.recoveryDelay: ",
            "$.chains[0].chain: must be an EVM chain, eip155, or a Solana cluster",
            "$.chains[0].hub: is the zero address",
            "$.chains[0].endpoints[0]: must be an http or https address",
            "$.chains[0].endpoints: name at least one",
            "$.chains[0].key: ",
            "$.chains[0].poll: must be at least 100 ms",
            "$.chains[0].maximumFee: must not be negative",
            "$.chains[0].maximumFee: must be above 0 gwei",
            "$.chains[0].turn: must be at most 100",
            "$.chains[0].shards[0].form: must be one of single, paired",
            "$.chains[0].shards[0].feeds[0].deviation: must be a percentage",
            "$.chains[0].shards[0].feeds[1].heartbeat: must be above 0",
            "$.chains[0].facts.chains: each must be a CAIP-2 chain",
        ];
        Assert.All(expected, problem => Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, problems.Count);
        Assert.DoesNotContain(problems, static problem => problem.Contains("hunter2", StringComparison.Ordinal) || problem.Contains("abcdef", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_OfAClusterWithManyMistakes_ReportsEveryOneOfThem()
    {
        var file = Sound();
        var cluster = file["chains"]![1]!;
        cluster["chain"] = "solana:mainnet";
        cluster["hub"] = "0x00000000000000000000000000000000000000ab";
        cluster["endpoints"] = new JsonArray("wss://user:hunter2@rpc.example/v3/abcdef");
        cluster["key"] = "lost.json";
        cluster["poll"] = "1ms";
        cluster["feePercentile"] = 101;
        cluster["minimumUnitPrice"] = 2_000_000_000_001;
        cluster["maximumUnitPrice"] = 2_000_000_000_000;
        cluster["maximumFee"] = 9_999;
        cluster["shards"] = new JsonArray();
        Assert.Null(Parse(file, out var problems));
        string[] expected =
        [
            "$.chains[1].chain: must be solana: and the first 32 characters of the genesis hash", "$.chains[1].hub: is not known here", "$.chains[1].endpoints[0]: must be an http or https address",
            "$.chains[1].endpoints: name at least one", "$.chains[1].key: ", "$.chains[1].poll: must be at least 100 ms", "$.chains[1].feePercentile: must be 0 to 100",
            "$.chains[1].minimumUnitPrice: must not be above", "$.chains[1].maximumUnitPrice: must be at most 1000000000000", "$.chains[1].maximumFee: must be at least 10000 lamports", "$.chains[1].shards: name at least one",
        ];
        Assert.All(expected, problem => Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, problems.Count);
        Assert.DoesNotContain(problems, static problem => problem.Contains("hunter2", StringComparison.Ordinal) || problem.Contains("abcdef", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_OfTheExample_FindsOnlyThatItsFilesAreNotThere()
    {
        Assert.Null(RelayConfigFile.Load(Repository.PathOf("config", "relay.json"), Settings.None, out var problems));
        Assert.Equal(3, problems.Count);
        Assert.All(problems, static problem => Assert.Contains("does not exist", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Schema_NamesEveryMemberOfTheExampleAndOfASoundFile()
    {
        var schema = RelaySchema.Of("relay.schema.json");
        schema.AssertKnown(Sound());
        schema.AssertKnown(RelaySchema.Read("relay.json"));
    }

    [Fact]
    public void Parse_OfMutations_NeverThrowsAndAlwaysSaysWhy()
    {
        var good = System.Text.Encoding.UTF8.GetBytes(Sound().ToJsonString());
        var mutator = new Mutator(20_261_120);
        for (var i = 0; i < Cases; i++)
        {
            var config = RelayConfigFile.Parse(mutator.Next(good), "mutated", _folder.Path, Settings.None, out var problems);
            Assert.True(config is null == problems.Count > 0, mutator.Describe(i));
        }
    }

    public void Dispose() => _folder.Dispose();

    private RelayConfig? Parse(JsonObject file, out IReadOnlyList<string> problems) => RelayConfigFile.Parse(System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()), "relay.json", _folder.Path, Settings.None, out problems);

    private static JsonObject Sound() => JsonNode.Parse("""
        {
          "deployment": "crosschainoracle:test", "stream": "http://127.0.0.1:5080/v1/stream", "attesters": "set.json", "folder": "relay",
          "chains": [{
            "chain": "eip155:1", "hub": "0x00000000000000000000000000000000000000ab", "endpoints": ["http://127.0.0.1:8545", "https://rpc.example/key"], "key": "key.json", "poll": "1s", "finalDepth": 64,
            "maximumFee": "12.5", "urgentFee": "100", "turn": 1, "turnWait": "40s",
            "shards": [{ "shard": "majors", "form": "paired", "feeds": [{ "feed": "BTC/USD", "deviation": "0.1%", "heartbeat": "30m" }, { "feed": "ETH/USD", "deviation": "0.5%" }] }],
            "facts": { "accounts": ["alice"], "chains": ["eip155:1"] }
          }, {
            "chain": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "endpoints": ["http://127.0.0.1:8899"], "key": "key.json", "poll": "500ms",
            "feePercentile": 50, "minimumUnitPrice": 10, "maximumUnitPrice": 2000000, "maximumFee": 60000,
            "shards": [{ "shard": "majors", "feeds": [{ "feed": "ETH/USD", "deviation": "0.25%", "heartbeat": "10m" }] }]
          }]
        }
        """)!.AsObject();
}
