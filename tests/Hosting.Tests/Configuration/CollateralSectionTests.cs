using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.Node.Tests.Kit;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

public sealed class CollateralSectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollateralFiles _files;

    public CollateralSectionTests() => _files = new(_folder);

    [Fact]
    public void TheExample_LacksNothingButItsKeys()
    {
        Assert.Null(NodeConfigFile.Load(Repository.PathOf("config", "accounts-example.json"), Settings.None, out var problems));
        Assert.Equal(3, problems.Count);
        Assert.All(problems, problem => Assert.Matches(@"^\$\.attesters\.keys: .*keys.\d\.json does not exist \(keygen makes it\)$", problem));
    }

    [Fact]
    public void TheExample_GivesASoundPolicyForEachShard_OfTheChainsThatItsAccountsAreLinkedOn()
    {
        var config = Example();
        var shards = config.ToShards(config.Accounts.Accounts);
        Assert.All(shards, shard => Assert.Empty(shard.Policy.Problems()));
        Assert.Equal(["alice", "treasury"], shards.SelectMany(shard => shard.Policy.Accounts).Select(account => account.Account.ToString()).Order(StringComparer.Ordinal));
        var alice = shards.Single(shard => shard.Policy.Accounts.Any(account => account.Account.ToString() == "alice"));
        Assert.Equal(
            ["cosmos:cosmoshub-4", "cosmos:dydx-mainnet-1", "eip155:1", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"],
            alice.Policy.Chains.Select(chain => chain.Chain.ToString()));
        Assert.Equal(new ChainRule(ChainId.Eip155(1), 12, 120_000, 1_800_000, 120_000), alice.Policy.Chains[2]);
        Assert.Equal((TimeSpan.FromMinutes(10), 60_000u, 60_000u), (alice.Heartbeat, alice.Policy.MaximumSkewMs, alice.Policy.SnapshotValidForMs));
        Assert.All(alice.Policy.Accounts[0].Links, link => Assert.True(link.IsProven));
    }

    [Fact]
    public void Read_OfASoundSection_GivesEverythingItSays()
    {
        (_files.Section["maximumSkew"], _files.Section["snapshotValidFor"], _files.Section["answerSources"]) = ("5s", "7s", new JsonArray("hyperliquid", "aevo"));
        _files.AddChain("eip155:7")["heartbeat"] = "1s";
        var config = _files.Sound();
        Assert.Equal((5_000u, 7_000u), (config.MaximumSkewMs, config.SnapshotValidForMs));
        Assert.Equal(["aevo", "hyperliquid"], config.AnswerSources);
        var shard = Assert.Single(config.ToShards(config.Accounts.Accounts));
        Assert.Equal(ChainId.Eip155(31_338), Assert.Single(shard.Policy.Chains).Chain);
        Assert.Equal(TimeSpan.FromSeconds(2), shard.Heartbeat);
        Assert.False(Assert.Single(Assert.Single(shard.Policy.Accounts).Links).IsProven);
    }

    [Fact]
    public void Read_OfFilesWithMistakes_ReportsEveryOneOfThemWithItsFile()
    {
        (_files.Section["maximumSkew"], _files.Section["snapshotValidFor"], _files.Section["flie"]) = ("0s", "60d", "x");
        _files.Chain["poll"] = "1ms";
        _files.Assets["assets"]![0]!["decimals"] = 39;
        _files.Protocols["erc21"] = new JsonArray();
        _files.Protocols["evm-native"]!.AsArray().Add(new JsonObject { ["chain"] = "eip155:31338", ["coin"] = 1 });
        _files.Links.Add(new JsonObject { ["address"] = "eip155:1:0xAB", ["declared"] = true });
        Assert.Null(_files.Read(out var problems));
        string[] expected =
        [
            "$.accounts.maximumSkew: must be 1 to", "$.accounts.snapshotValidFor: must be 1 to", "$.accounts.flie: is not known here",
            $"$.accounts.chains: {_folder.In("chains.json")}: $.chains[0].poll: must be at least 20 ms", $"$.accounts.assets: {_folder.In("assets.json")}: $.assets[0].decimals: 0 to 38",
            $"$.accounts.protocols: {_folder.In("protocols.json")}: $: erc21 is no reader", "evm-native[1].coin: is not known here", $"$.accounts.file: {_folder.In("accounts.json")}: $.accounts[0].links[1].address: must be",
        ];
        Assert.All(expected, text => Assert.True(problems.Count(problem => problem.Contains(text, StringComparison.Ordinal)) == 1, $"'{text}' once in:\n{string.Join('\n', problems)}"));
    }

    [Fact]
    public void Read_OfMissingFiles_NamesEachOfThem()
    {
        Assert.Null(CollateralFiles.Read(_files.Section, _folder.Path, CollateralFiles.Deployment, out var problems));
        Assert.Equal(4, problems.Count(problem => problem.EndsWith("there is no such file", StringComparison.Ordinal)));
        Assert.Null(CollateralFiles.Read([], _folder.Path, CollateralFiles.Deployment, out problems));
        Assert.Equal(["assets", "chains", "file", "protocols"], problems.Select(problem => problem.Split(['.', ':'])[2]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("an unknown chain", "account alice: eip155:5:0x0000000000000000000000000000000000000b01: eip155:5 is not among the chains")]
    [InlineData("no reader", "chain eip155:31338: accounts are linked there, but no protocol is read on it")]
    [InlineData("a reader twice", "evm-native is there 2 times for eip155:31338")]
    [InlineData("API and nodes", "chain eip155:31338: is read by an API and by its nodes: choose one")]
    [InlineData("pin", "chain eip155:31338: is read from blocks that are pinned by their hash, not by Answer")]
    [InlineData("API pin", "chain eip155:31338: is read by an API, whose pin is the answer, not Hash")]
    [InlineData("API endpoints", "chain eip155:31338: is read by an API, which has one address, not 2")]
    [InlineData("no link", "no account has a link: there is nothing to attest")]
    [InlineData("answer source", "shard accounts-0: answer sources: at most 256 names of sources")]
    public void Read_OfFilesThatDoNotFitEachOther_SaysSo(string mistake, string problem)
    {
        var aevo = JsonNode.Parse("""[{ "chain": "eip155:31338", "dollar": "eip155:1/slip44:60", "dollarDecimals": 6, "collaterals": [{ "name": "USDC", "asset": "eip155:1/slip44:60", "decimals": 6 }] }]""")!;
        var api = new JsonObject { ["aevo"] = aevo };
        switch (mistake)
        {
            case "an unknown chain": _files.Links[0]!["address"] = "eip155:5:0x0000000000000000000000000000000000000b01"; break;
            case "no reader": Readers([]); break;
            case "a reader twice": _files.Protocols["evm-native"]!.AsArray().Add(new JsonObject { ["chain"] = "eip155:31338" }); break;
            case "API and nodes": _files.Protocols["aevo"] = aevo.DeepClone(); break;
            case "pin": _files.Chain["pin"] = "answer"; break;
            case "API pin": Readers(api); break;
            case "API endpoints": Readers(api); _files.Chain["pin"] = "answer"; _files.Chain["endpoints"] = new JsonArray("http://one.example", "http://two.example"); break;
            case "no link": _files.Accounts["accounts"]![0]!["links"] = new JsonArray(new JsonObject { ["address"] = "eip155:31338:0x0000000000000000000000000000000000000b01", ["unlinked"] = 3 }); break;
            default: _files.Section["answerSources"] = new JsonArray("Aevo"); break;
        }

        _files.Read(out var problems);
        Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));

        void Readers(JsonObject readers)
        {
            foreach (var name in _files.Protocols.Select(member => member.Key).ToList()) _files.Protocols.Remove(name);
            foreach (var (name, list) in readers) _files.Protocols[name] = list?.DeepClone();
        }
    }

    /// <summary>Whoever adds an option to one of the two is told of the other.</summary>
    [Fact]
    public void TheSchemaAndTheLoader_KnowTheSameMembers()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "node.schema.json")))!["properties"]!["accounts"]!;
        _files.Section["?"] = 1;
        _files.Read(out var problems);
        var known = Assert.Single(problems).Split("known are ")[1].Split(", ");
        Assert.Equal(schema["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal), known);
        Assert.Equal(["chains", "assets", "protocols", "file"], schema["required"]!.AsArray().Select(name => (string)name!));
    }

    public void Dispose() => _folder.Dispose();

    internal static CollateralConfig Example()
    {
        var section = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "accounts-example.json")), documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!["accounts"]!.AsObject();
        var config = CollateralFiles.Read(section, Repository.PathOf("config"), "crosschainoracle:example", out var problems);
        Assert.Equal([], problems);
        return config!;
    }
}
