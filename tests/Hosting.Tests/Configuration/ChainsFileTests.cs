using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Proofs.Cosmos.CometBft;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

public sealed class ChainsFileTests
{
    private const int Seed = 1_764_633_601;
    private const int Cases = 100_000;

    [Fact]
    public void TheReviewedFile_Loads_WithEveryChainThatIsRead()
    {
        var chains = ChainsFile.Load(Repository.PathOf("config", "chains.json"), Settings.None, out var problems);
        Assert.Equal([], problems);
        Assert.Equal(
            [
                "cosmos:axelar-dojo-1", "cosmos:cosmoshub-4", "cosmos:dydx-mainnet-1", "cosmos:osmosis-1", "eip155:1", "eip155:10", "eip155:137", "eip155:42161", "eip155:43114",
                "eip155:56", "eip155:8453", "eip155:999", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
            ],
            chains!.Select(chain => chain.Profile.Chain.ToString()));
        Assert.All(chains!, chain => Assert.True(chain.Endpoints.Count >= 2, chain.Name));
        Assert.All(chains!.Where(chain => chain.Profile.Chain.TryGetEip155(out _)), chain => Assert.Empty(chain.ToReaderOptions().Problems()));
        Assert.All(chains!.Where(chain => chain.Profile.Finality == FinalityKind.Rollup), chain => Assert.NotNull(chain.Profile.SequencerFeed));
        Assert.Equal(PinKind.Answer, chains!.Single(chain => chain.Name == "HyperEVM").Profile.Pin);
    }

    [Fact]
    public void Parse_OfASoundFile_GivesEverythingItSays()
    {
        var chain = Assert.Single(Parse(Sound(), out var problems)!);
        Assert.Equal([], problems);
        var profile = new ChainProfile
        {
            Chain = ChainId.Eip155(10),
            Pin = PinKind.Hash,
            Finality = FinalityKind.Rollup,
            ConfirmedDepth = 10,
            UnfinalizedTtlMs = 120_000,
            FinalizedValidForMs = 1_800_000,
            HeartbeatMs = 600_000,
            MaximumWindow = 16_384,
            MaximumHeadAgeMs = 30_000,
            SequencerFeed = EvmAddress.Parse("0x371EAD81c9102C9BF4874A9075FFFf170F2Ee389"),
        };
        Assert.Equal(profile, chain.Profile);
        Assert.Equal(("Optimism", 2, TimeSpan.FromSeconds(3), "a table"), (chain.Name, chain.Agreement, chain.Poll, chain.Source));
        Assert.Equal(["https://one.example/v3/topsecret", "https://two.example/"], chain.Endpoints.Select(endpoint => endpoint.AbsoluteUri));
        Assert.Equal(EvmAddress.Parse(new('1', 40)), chain.ToReaderOptions().Multicall);
    }

    [Fact]
    public void Parse_OfAFileWithManyMistakes_ReportsEveryOneOfThem()
    {
        var file = Sound();
        file["chain"] = "x";
        var chains = file["chains"]!.AsArray();
        chains.Add(chains[0]!.DeepClone());
        chains.Add(chains[0]!.DeepClone());
        var (second, third) = (chains[1]!.AsObject(), chains[2]!.AsObject());
        second.Remove("source");
        second["pin"] = "height";
        second["finality"] = "hopeful";
        second["heartbeat"] = "30m";
        second["unfinalizedTtl"] = "a while";
        second["confirmedDepth"] = 20_000;
        second["maximumWindow"] = 1.5;
        second["agreement"] = 3;
        second["poll"] = "1ms";
        second["endpoints"]!.AsArray()[1] = "https://one.example/v3/topsecret";
        second["multicall"] = "0x" + new string('0', 40);
        second["maximumHaedAge"] = "1s";
        third["chain"] = "cosmos:osmosis-1";
        third["endpoints"] = new JsonArray("wss://user:hunter2@rpc.example");
        Assert.Null(Parse(file, out var problems));
        string[] expected =
        [
            "$.chain: is not known here", "$.chains: eip155:10 is there twice", "$.chains[1].source: is missing", "$.chains[1]: chain eip155:10: pin: Height is not for chains of eip155",
            "$.chains[1].finality: must be one of ethereumpos, rollup", "chain eip155:10: heartbeat: below finalizedValidFor", "$.chains[1].unfinalizedTtl: must be a duration",
            "chain eip155:10: confirmedDepth: 1 to", "$.chains[1].maximumWindow: must be a whole number", "$.chains[1].agreement: 1 to the 2 endpoints, not 3", "$.chains[1].poll: must be at least 20 ms",
            "$.chains[1].endpoints[1]: the same as endpoints[0]", "$.chains[1].multicall: must not be the zero address", "$.chains[1].maximumHaedAge: is not known here",
            "chain cosmos:osmosis-1: pin: Hash is not for", "chain cosmos:osmosis-1: finality: Rollup is not for", "$.chains[2].multicall: only EVM chains have one",
            "$.chains[2].endpoints[0]: must be an http or https address", "$.chains[2].endpoints: 1 to 16, not 0", "$.chains[2].agreement: 1 to the 0 endpoints",
        ];
        Assert.All(expected, text => Assert.True(problems.Count(problem => problem.Contains(text, StringComparison.Ordinal)) == 1, $"'{text}' once in:\n{string.Join('\n', problems)}"));
        foreach (var secret in (string[])["hunter2", "topsecret"]) Assert.DoesNotContain(problems, problem => problem.Contains(secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "$.chains[0].trust.height: is missing", "$.chains[0].trust.hash: is missing", "$.chains[0].trust.period: is missing")]
    [InlineData("{\"height\":0,\"hash\":\"0x12\",\"period\":\"0s\"}", "trust.height: 1 to", "trust.hash: must be 32 bytes in hex", "trust.period: must be longer")]
    public void Parse_OfATrustThatIsNone_SaysWhatIsWrong(string trust, params string[] expected)
    {
        var found = Problems(chains => chains[0]!["trust"] = JsonNode.Parse(trust));
        Assert.All(expected, text => Assert.Contains(found, problem => problem.Contains(text, StringComparison.Ordinal)));
        Assert.Contains(found, problem => problem == "$.chains[0].trust: only Cosmos chains have one");
    }

    [Fact]
    public void Parse_OfACosmosChainWithTrust_TakesTheHeaderThatItNames()
    {
        var file = Sound();
        var chain = file["chains"]![0]!.AsObject();
        (chain["chain"], chain["pin"], chain["finality"]) = ("cosmos:osmosis-1", "height", "cometBft");
        chain.Remove("multicall");
        chain.Remove("sequencerFeed");
        chain["trust"] = JsonNode.Parse($$"""{ "height": "9007199254740993", "hash": "0x{{new string('a', 64)}}", "period": "9d" }""");
        var trust = Assert.Single(Parse(file, out var problems)!).Trust!;
        Assert.Equal([], problems);
        Assert.Equal(new CometTrust.Header(9_007_199_254_740_993, Hash256.Parse("0x" + new string('a', 64))), trust.Root);
        Assert.Equal(9 * 86_400_000L, trust.Period);
    }

    [Theory]
    [InlineData("""{"chains":[]}""", "$.chains: there must be at least one")]
    [InlineData("""{}""", "$.chains: is missing")]
    [InlineData("""[]""", "$: must be an object")]
    [InlineData("""{"chains":""", "test: no JSON at line 0")]
    public void Parse_OfNoChains_SaysSo(string text, string problem)
    {
        Assert.Null(ChainsFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "test", Settings.None, out var problems));
        Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_OfWhatIsNoFile_SaysSo()
    {
        Assert.Null(ChainsFile.Load("nowhere.json", Settings.None, out var problems));
        Assert.Contains("there is no such file", Assert.Single(problems), StringComparison.Ordinal);
    }

    /// <summary>Whoever adds an option to one of the two is told of the other.</summary>
    [Fact]
    public void TheSchemaAndTheLoader_KnowTheSameMembersAndChoices()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "chains.schema.json")))!;
        var chain = schema["$defs"]!["chain"]!;
        var members = chain["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal);
        Assert.Equal(members, Known(chains => chains[0]!.AsObject()["?"] = 1));
        Assert.Equal(["chains"], schema["properties"]!.AsObject().Select(property => property.Key).Where(name => name != "$schema"));

        var required = chain["required"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal);
        Assert.Equal(required, members.Where(member => Problems(chains => chains[0]!.AsObject().Remove(member)).Any(problem => problem.StartsWith($"$.chains[0].{member}: is missing", StringComparison.Ordinal))));
        Assert.Equal(Enum.GetNames<PinKind>().Select(Camel), chain["properties"]!["pin"]!["enum"]!.AsArray().Select(value => (string)value!));
        Assert.Equal(Enum.GetNames<FinalityKind>().Select(Camel), chain["properties"]!["finality"]!["enum"]!.AsArray().Select(value => (string)value!));
        Assert.Equal(ChainProfileRules.LargestWindow, (int)chain["properties"]!["maximumWindow"]!["maximum"]!);

        static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>Whatever the bytes are: chains, or problems that say what is wrong. Nothing is thrown.</summary>
    [Fact]
    public void Parse_OfAHundredThousandDamagedFiles_NeverThrows()
    {
        var sound = System.Text.Encoding.UTF8.GetBytes(Sound().ToJsonString());
        var mutator = new Mutator(Seed);
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            var bytes = mutator.Next(sound);
            try
            {
                var chains = ChainsFile.Parse(bytes, "mutated", Settings.None, out var problems);
                Assert.Equal(chains is null, problems.Count > 0);
                if (chains is not null) accepted++;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"{mutator.Describe(i)}: {thrown}");
            }
        }

        Assert.InRange(accepted, 1, Cases / 2);
    }

    private static IReadOnlyList<string> Problems(Action<JsonArray> change)
    {
        var file = Sound();
        change(file["chains"]!.AsArray());
        Parse(file, out var problems);
        return problems;
    }

    private static string[] Known(Action<JsonArray> change)
    {
        var problem = Assert.Single(Problems(change));
        return problem[(problem.IndexOf("known are ", StringComparison.Ordinal) + "known are ".Length)..].Split(", ");
    }

    private static IReadOnlyList<ChainSettings>? Parse(JsonObject file, out IReadOnlyList<string> problems) =>
        ChainsFile.Parse(System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()), "test", Settings.None, out problems);

    private static JsonObject Sound() => JsonNode.Parse("""
        {
          "chains": [{
            "chain": "eip155:10", "name": "Optimism", "source": "a table", "pin": "hash", "finality": "rollup", "confirmedDepth": 10, "unfinalizedTtl": "2m",
            "finalizedValidFor": "30m", "heartbeat": "10m", "maximumWindow": 16384, "maximumHeadAge": "30s", "sequencerFeed": "0x371EAD81c9102C9BF4874A9075FFFf170F2Ee389",
            "endpoints": ["https://one.example/v3/topsecret", "https://two.example"], "agreement": 2, "poll": "3s", "multicall": "0x1111111111111111111111111111111111111111"
          }]
        }
        """)!.AsObject();
}
