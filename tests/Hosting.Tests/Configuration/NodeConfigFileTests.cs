using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

public sealed class NodeConfigFileTests : IDisposable
{
    private const int Seed = 1_764_633_600;
    private const int Cases = 100_000;

    private readonly TemporaryFolder _folder = new();

    public NodeConfigFileTests()
    {
        foreach (var file in (string[])["1.json", "2.json", "3.json", "signers.json"]) _folder.Write(file, "{}");
    }

    [Fact]
    public void Parse_OfASoundFile_GivesEverythingItSays()
    {
        var config = Parse(Sound(), out var problems);
        Assert.Equal([], problems);
        Assert.Equal(("crosschainoracle:test", 3, 2), (config!.Deployment, config.Attesters.KeyFiles.Count, config.Attesters.Threshold));
        var feed = Assert.Single(Assert.Single(config.Shards).Feeds);
        Assert.Equal((FeedId.Parse("ETH/USD"), 2, 15_000u, 3), (feed.Feed, feed.Quorum, feed.DeviationPpm, feed.Routes.Count));
        Assert.Equal(3_600_000 + 300_000, feed.Routes.First(route => route.Provider == Provider.Chainlink).MaximumAgeMs);
        Assert.Equal("eip155:1", config.RouteChains[RouteId.Parse("chainlink-1")]);
    }

    [Fact]
    public void Parse_OfAFileWithManyMistakes_ReportsEveryOneOfThem()
    {
        var file = Sound();
        file["deploymnet"] = "x";
        file.Remove("deployment");
        file["listen"] = "https://0.0.0.0:1";
        file["attesters"]!["threshold"] = 1;
        file["attesters"]!["epoch"] = -1;
        file["attesters"]!["expiresAt"] = "12:00";
        file["attesters"]!["keys"]!.AsArray().Add("nowhere.json");
        file["pyth"]!["signers"] = "nothing.json";
        file["pyth"]!["apiKeyVariable"] = "sk-0123-secret";
        file["chains"]![0]!["agreement"] = 9;
        file["chains"]![0]!["poll"] = "0s";
        file["chains"]![0]!["endpoints"]!.AsArray().Add("wss://user:hunter2@rpc.example/v3/abcdef");
        file["pace"] = new JsonObject { ["spacing"] = "1ms", ["retry"] = "0ms" };
        file["defaults"] = new JsonObject { ["deviation"] = 5, ["sigmaFloor"] = "-1", ["colour"] = "blue" };
        var feed = file["shards"]![0]!["feeds"]![0]!;
        feed["quorum"] = 4;
        feed["lowerBound"] = "1e400";
        feed["tau"] = "10 minutes";
        feed["routes"]![0]!["source"] = "https://key@secret.example/";
        feed["routes"]![1]!["chain"] = "eip155:2";
        feed["routes"]![1]!["heartbeat"] = "forever";
        feed["routes"]![2]!["provider"] = "dia";
        Assert.Null(Parse(file, out var problems));
        string[] expected =
        [
            "$.deploymnet: is not known here", "$.deployment: is missing", "$.listen: must be http", "$.attesters.threshold: must be more than half of 4",
            "$.attesters.epoch: must be a whole number from 0", "$.attesters.expiresAt: must be a time", "nowhere.json does not exist", "nothing.json does not exist",
            "$.pyth.apiKeyVariable: must be the NAME", "$.chains[0].agreement:", "$.chains[0].poll: must be at least 20 ms", "$.chains[0].endpoints[1]: must be an http or https address",
            "$.pace.spacing: must be at least 20 ms", "$.pace.retry: must be at least 20 ms", "$.defaults.deviation: must be a percentage", "$.defaults.sigmaFloor: must be a decimal number that is not negative",
            "$.defaults.colour: is not known here", "feed ETH/USD: quorum: 1 to the", "feeds[0].lowerBound: must be a decimal number", "feeds[0].tau: must be a duration",
            "routes[0].source: must be", "route chainlink-1 reads eip155:2, which is not configured", "routes[1].heartbeat: must be a duration", "routes[2].provider: must be one of pyth, chainlink, api3",
        ];
        Assert.All(expected, text => Assert.True(problems.Count(problem => problem.Contains(text, StringComparison.Ordinal)) == 1, $"'{text}' once in:\n{string.Join('\n', problems)}"));
        foreach (var secret in (string[])["hunter2", "abcdef", "sk-0123", "secret", "key@"]) Assert.DoesNotContain(problems, problem => problem.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"https:\\/\\/user:hunter2@example\"")]
    [InlineData("\"\\u0068ttps:\\u002f\\u002fuser:hunter2@example\"")]
    [InlineData("{\"https://user:hunter2@example\":\"https://user:hunter2@example\"}")]
    [InlineData("[\"https://user:hunter2@example\"]")]
    public void Parse_OfAnAddressInAnyPlaceAndSpelling_NeverRepeatsIt(string value)
    {
        var sound = Sound().ToJsonString();
        foreach (var member in (string[])["\"threshold\":2", "\"poll\":\"2s\"", "\"chain\":\"eip155:1\"", "\"quorum\":2", "\"deviation\":\"1.5%\"", "\"shard\":\"majors\"", "\"expiresAt\":\"2100-01-01\"", "\"provider\":\"pyth\""])
        {
            var changed = sound.Replace(member, member[..(member.IndexOf(':', StringComparison.Ordinal) + 1)] + value, StringComparison.Ordinal);
            Assert.NotEqual(sound, changed);
            Assert.Null(Parse(changed, out var problems));
            Assert.NotEmpty(problems);
            Assert.DoesNotContain(problems, problem => problem.Contains("hunter2", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Parse_OfAttestersElsewhere_KnowsTheSetsBeforeAndTheOneThatFollows()
    {
        var config = Parse(Rotating(), out var problems);
        Assert.Equal([], problems);
        var attesters = config!.Attesters;
        Assert.Equal([(2u, 0L), (3u, 1_735_689_600_000)], attesters.Earlier.Select(static set => (set.Epoch, set.ValidFrom)));
        Assert.Equal((1, (uint?)5, (long?)null), (attesters.Next!.Threshold, attesters.Next.Epoch, attesters.Next.ValidFrom));
    }

    [Theory]
    [InlineData("\"epoch\":2", "\"epoch\":1", "$.attesters.earlier[0].epoch: must be 2")]
    [InlineData("\"epoch\":3", "\"epoch\":4", "$.attesters.earlier[1].epoch: must be 3")]
    [InlineData("\"threshold\":1,\"epoch\":2", "\"threshold\":2,\"epoch\":2", "$.attesters.earlier[0]: the threshold must be more than half")]
    [InlineData("\"threshold\":1,\"epoch\":5", "\"threshold\":0,\"epoch\":5", "$.attesters.next: the threshold must be more than half")]
    [InlineData("\"epoch\":5", "\"age\":5", "$.attesters.next.age: is not known here")]
    [InlineData("\"epoch\":3", "\"epoch\":3,\"keys\":[]", "$.attesters.earlier[1].keys: is not known here")]
    public void Parse_OfSetsThatCannotFollowEachOther_SaysSo(string text, string changed, string problem)
    {
        var sound = Rotating().ToJsonString();
        Assert.Contains(text, sound, StringComparison.Ordinal);
        Assert.Null(Parse(sound.Replace(text, changed, StringComparison.Ordinal), out var problems));
        Assert.Contains(problems, said => said.StartsWith(problem, StringComparison.Ordinal));
    }

    /// <summary>Keys of this machine are rotated by a command.</summary>
    [Fact]
    public void Parse_OfKeyFilesWithASetThatFollows_NamesTheCommand()
    {
        var file = Sound();
        file["attesters"]!["next"] = Rotating()["attesters"]!["next"]!.DeepClone();
        Assert.Null(Parse(file, out var problems));
        Assert.StartsWith("$.attesters.next: stands beside members", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfAMemberThatIsThereTwice_SaysSo()
    {
        Assert.Null(Parse(Sound().ToJsonString().Insert(1, "\"deployment\":\"other\","), out var problems));
        Assert.Equal(["$.deployment: is there twice"], problems);
    }

    [Fact]
    public void Load_OfWhatIsNoFileOrTooLarge_SaysSo()
    {
        Assert.Null(NodeConfigFile.Load(_folder.In("nowhere.json"), Settings.None, out var problems));
        Assert.Contains("there is no such file", Assert.Single(problems), StringComparison.Ordinal);
        File.WriteAllBytes(_folder.In("large.json"), new byte[ConfigFile.MaximumBytes + 1]);
        Assert.Null(NodeConfigFile.Load(_folder.In("large.json"), Settings.None, out problems));
        Assert.Contains("more than 4194304 bytes", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Null(NodeConfigFile.Load("", Settings.None, out problems));
        Assert.Single(problems);
        if (OperatingSystem.IsLinux()) Assert.Null(NodeConfigFile.Load("/dev/zero", Settings.None, out _));
    }

    /// <summary>Whatever the bytes are: a configuration, or problems that say what is wrong. Nothing is thrown.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Parse_OfAHundredThousandDamagedFiles_NeverThrows(bool isRotating)
    {
        var sound = System.Text.Encoding.UTF8.GetBytes((isRotating ? Rotating() : Sound()).ToJsonString());
        var mutator = new Mutator(Seed);
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            var bytes = mutator.Next(sound);
            try
            {
                var config = NodeConfigFile.Parse(bytes, "mutated", _folder.Path, Settings.None, out var problems);
                Assert.Equal(config is null, problems.Count > 0);
                if (config is not null) accepted++;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"{mutator.Describe(i)}: {thrown}");
            }
        }

        Assert.InRange(accepted, 1, Cases / 2);
    }

    [Fact]
    public void Load_OfTheExampleForLiveSources_LacksNothingButItsKeys()
    {
        Assert.Null(NodeConfigFile.Load(Repository.PathOf("config", "mainnet.json"), Settings.None, out var problems));
        Assert.Equal(5, problems.Count);
        Assert.All(problems, problem => Assert.Matches(@"^\$\.attesters\.keys: .*keys.\d\.json does not exist \(keygen makes it\)$", problem));
    }

    public void Dispose() => _folder.Dispose();

    private NodeConfig? Parse(JsonObject file, out IReadOnlyList<string> problems) => Parse(file.ToJsonString(), out problems);

    private NodeConfig? Parse(string text, out IReadOnlyList<string> problems) => NodeConfigFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "test", _folder.Path, Settings.None, out problems);

    private static JsonObject Rotating()
    {
        var file = Sound();
        file["attesters"] = JsonNode.Parse("""
            {
              "members": ["0x0000000000000000000000000000000000000004"], "threshold": 1, "epoch": 4, "validFrom": "2026-01-01T00:00:00Z", "expiresAt": "2100-01-01",
              "earlier": [
                { "members": ["0x0000000000000000000000000000000000000002"], "threshold": 1, "epoch": 2, "expiresAt": "2100-01-01" },
                { "members": ["0x0000000000000000000000000000000000000003"], "threshold": 1, "epoch": 3, "validFrom": "2025-01-01T00:00:00Z", "expiresAt": "2100-01-01" }
              ],
              "next": { "members": ["0x0000000000000000000000000000000000000005"], "threshold": 1, "epoch": 5, "expiresAt": "2100-01-01" }
            }
            """);
        return file;
    }

    private static JsonObject Sound() => JsonNode.Parse("""
        {
          "deployment": "crosschainoracle:test",
          "listen": "http://127.0.0.1:5080",
          "attesters": { "keys": ["1.json", "2.json", "3.json"], "threshold": 2, "epoch": 4, "validFrom": "2026-01-01T00:00:00Z", "expiresAt": "2100-01-01" },
          "pyth": { "endpoints": ["https://hermes.example"], "apiKeyVariable": "PYTH_API_KEY", "signers": "signers.json" },
          "chains": [{ "chain": "eip155:1", "endpoints": ["https://rpc.example/v3/key"], "agreement": 1, "read": "safe", "poll": "2s", "sequencerFeed": "0xFdB631F5EE196F0ed6FAa767959853A9F217697D", "sequencerGrace": "1h" }],
          "pace": { "spacing": "20ms", "heartbeat": "1s", "retry": "250ms" },
          "defaults": { "deviation": "1%", "z": 2.33, "verdict": { "open": { "maximumWidth": "1%", "maximumAge": "1h", "minimumProviders": 2, "worstBreaker": "closed" } } },
          "shards": [{
            "shard": "majors",
            "audience": "eip155:8453:0x0000000000000000000000000000000000000001",
            "feeds": [{
              "feed": "ETH/USD", "quorum": 2, "lowerBound": "50", "upperBound": "100000", "deviation": "1.5%", "tau": "10m", "sigmaFloor": "0.00001",
              "routes": [
                { "route": "pyth-hermes", "provider": "pyth", "source": "0xff61491a931112ddf1bd8147cd1b641375f79f5825126d665480874634fd0ace" },
                { "route": "chainlink-1", "provider": "chainlink", "chain": "eip155:1", "source": "0x5f4eC3Df9cbd43714FE2740f5E3616155c5b8419", "heartbeat": "1h", "threshold": "0.5%" },
                { "route": "api3-1", "provider": "api3", "chain": "eip155:1", "source": "0x5b0cf2b36a65a6BB085D501B971e4c102B9Cd473", "heartbeat": "24h", "threshold": "1%" }
              ]
            }]
          }]
        }
        """)!.AsObject();
}
