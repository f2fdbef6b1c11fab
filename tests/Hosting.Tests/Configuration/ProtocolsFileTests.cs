using System.Text.Json.Nodes;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

public sealed class ProtocolsFileTests
{
    private const int Seed = 1_764_633_602;
    private const int Cases = 100_000;

    private const string Sample = """
        {
          "evm-native": [{ "chain": "eip155:1" }],
          "aevo": [{ "chain": "eip155:2999", "dollar": "eip155:1/slip44:60", "dollarDecimals": 6, "collaterals": [{ "name": "USDC", "asset": "eip155:1/slip44:60", "decimals": 6 }] }],
          "spl-token": [{ "chain": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "mints": [{ "mint": "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "decimals": 6, "token2022": false }], "everyAccount": true }],
          "marginfi": [{ "chain": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "accounts": ["EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"] }],
          "save": [{ "chain": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "markets": ["EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"], "everyObligation": true }],
          "kamino": [{ "chain": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "markets": ["EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"] }],
          "drift": [{ "chain": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "subAccounts": ["0", "1"], "margin": true }],
          "cosmos-bank": [{
            "chain": "cosmos:cosmoshub-4", "prefix": "cosmos", "bondDenom": "uatom", "validators": [],
            "denoms": [
              { "denom": "uatom", "asset": "cosmos:cosmoshub-4/slip44:118", "decimals": 6 },
              { "denom": "ibc/F663521BF1836B00F5F177680F74BFB9A8B5654A694D0D2BC249E03CF2509013", "asset": "cosmos:cosmoshub-4/ibc:F663521BF1836B00F5F177680F74BFB9A8B5654A694D0D2BC249E03CF2509013", "decimals": 6, "trace": "transfer/channel-536/uusdc" }
            ]
          }],
          "axelar": [{ "chain": "cosmos:osmosis-1", "prefix": "osmo", "channel": "channel-208", "denoms": ["uusdc"] }],
          "dydx-v4": [{ "chain": "cosmos:dydx-mainnet-1", "prefix": "dydx", "usdc": "cosmos:dydx-mainnet-1/ibc:8E27BA2D5493AF5636760E354E46004562C46AB7EC0CC4C1CA14E9E20E2545B5", "subaccounts": ["0", "128"] }]
        }
        """;

    [Fact]
    public void TheReviewedFile_MakesReadersForEveryKindOfChain()
    {
        var protocols = ProtocolsFile.Load(Repository.PathOf("config", "protocols.json"), out var problems);
        Assert.Equal([], problems);
        Assert.Equal(["spl-token"], protocols!.Solana.Select(protocol => protocol.Source));
        Assert.Equal(["axelar", "axelar", "cosmos-bank", "cosmos-bank", "cosmos-bank", "cosmos-bank", "dydx-v4"], protocols.Cosmos.Select(protocol => protocol.Source).Order(StringComparer.Ordinal));
        Assert.True(protocols.Evm.Count > 20);
    }

    /// <summary>What the file reads of a chain, but not what it is called there, would be refused as an asset that is not known.</summary>
    [Fact]
    public void TheReviewedFile_ReadsOnlyTokensThatTheAssetsName()
    {
        var assets = AssetsFile.Load(Repository.PathOf("config", "assets.json"), out _)!.ToDictionary(asset => asset.Asset.ToString(), asset => (int)asset.Decimals);
        var file = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "protocols.json")))!;
        foreach (var mint in file["spl-token"]![0]!["mints"]!.AsArray()) Assert.Equal(assets[$"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:{mint!["mint"]}"], (int)mint["decimals"]!);
        foreach (var denom in file["cosmos-bank"]!.AsArray().SelectMany(bank => bank!["denoms"]!.AsArray())) Assert.Equal(assets[(string)denom!["asset"]!], (int)denom["decimals"]!);
    }

    [Fact]
    public void Parse_OfEveryMemberOfSolanaCosmosAndApis_MakesItsReader()
    {
        var protocols = Parse(Sample, out var problems);
        Assert.Equal([], problems);
        Assert.Equal(["drift", "kamino", "marginfi", "save", "spl-token"], protocols!.Solana.Select(protocol => protocol.Source).Order(StringComparer.Ordinal));
        Assert.Equal(["axelar", "cosmos-bank", "dydx-v4"], protocols.Cosmos.Select(protocol => protocol.Source).Order(StringComparer.Ordinal));
        Assert.Equal(["aevo"], protocols.Api.Select(protocol => protocol.Source));
        Assert.Equal("eip155:1 evm-native", string.Join(", ", protocols.Evm.Select(protocol => $"{protocol.Chain} {protocol.Source}")));
    }

    [Theory]
    [InlineData("\"chain\": \"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp\", \"mints\"", "\"chain\": \"eip155:1\", \"mints\"", "spl-token[0].chain: must be a Solana cluster")]
    [InlineData("\"mint\": \"EPjF", "\"mint\": \"0OIl", "spl-token[0].mints[0].mint: must be an address of 32 bytes in base58")]
    [InlineData("\"token2022\": false }", "\"token2022\": false }, { \"mint\": \"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v\", \"decimals\": 6 }", "mints: EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v is there 2 times")]
    [InlineData("\"accounts\": [\"EPjF", "\"accounts\": [\"0OIl", "marginfi[0].accounts[0]: must be an address")]
    [InlineData("\"markets\": [\"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v\"], \"every", "\"markets\": [], \"every", "save[0].markets: there must be at least one")]
    [InlineData("[\"0\", \"1\"]", "[\"0\", \"65536\"]", "drift[0].subAccounts[1]: must be a whole number from 0 to 65535 as text")]
    [InlineData("[\"0\", \"1\"]", "[\"0\", \"0\"]", "drift[0]: subAccounts: 0 is there 2 times")]
    [InlineData("\"prefix\": \"cosmos\"", "\"prefix\": \"COSMOS\"", "cosmos-bank[0].prefix: must be what addresses begin with")]
    [InlineData("transfer/channel-536/uusdc", "transfer/channel-537/uusdc", "cosmos-bank[0]: denoms: ibc/F663521BF1836B00F5F177680F74BFB9A8B5654A694D0D2BC249E03CF2509013 is not the hash of its trace")]
    [InlineData("\"denoms\": [\"uusdc\"]", "\"denoms\": [\"uatom\"]", "axelar[0]: denoms: uatom is no token of Axelar that is known here")]
    [InlineData("[\"0\", \"128\"]", "[\"0\", \"128001\"]", "dydx-v4[0].subaccounts[1]: must be a whole number from 0 to 128000")]
    [InlineData("\"chain\": \"cosmos:osmosis-1\"", "\"chain\": \"osmosis-1\"", "axelar[0].chain: must be a Cosmos chain")]
    public void Parse_WithOneThingWrong_SaysWhatAndWhere(string from, string to, string problem)
    {
        var changed = Sample.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Sample, changed);
        Assert.Null(Parse(changed, out var problems));
        Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[]", "$: must be an object")]
    [InlineData("{", "test: ")]
    [InlineData("""{"erc20":[],"erc20":[]}""", "$.erc20: is there twice")]
    [InlineData("""{"erc21":[]}""", "$: erc21 is no reader that is known here")]
    [InlineData("""{"drift":{}}""", "drift: must be a list")]
    public void Parse_OfWhatIsNoProtocolsFile_SaysSo(string text, string problem)
    {
        Assert.Null(Parse(text, out var problems));
        Assert.StartsWith(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    /// <summary>Whoever adds a reader to one of the two is told of the other.</summary>
    [Fact]
    public void TheSchemaAndTheLoader_KnowTheSameReaders()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "protocols.schema.json")))!;
        foreach (var member in schema["properties"]!.AsObject().Select(property => property.Key).Where(name => name != "$schema"))
        {
            Assert.NotNull(Parse(new JsonObject { [member] = new JsonArray() }.ToJsonString(), out _));
        }
    }

    /// <summary>Whatever the bytes are: readers, or problems that say what is wrong. Nothing is thrown.</summary>
    [Fact]
    public void Parse_OfAHundredThousandDamagedFiles_NeverThrows()
    {
        var sound = System.Text.Encoding.UTF8.GetBytes(JsonNode.Parse(Sample)!.ToJsonString());
        var mutator = new Mutator(Seed);
        var accepted = 0;
        for (var i = 0; i < Cases; i++)
        {
            var bytes = mutator.Next(sound);
            try
            {
                var protocols = ProtocolsFile.Parse(bytes, "mutated", out var problems);
                Assert.Equal(protocols is null, problems.Count > 0);
                if (protocols is not null) accepted++;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"{mutator.Describe(i)}: {thrown}");
            }
        }

        Assert.InRange(accepted, 1, Cases / 2);
    }

    private static ProtocolsConfig? Parse(string text, out IReadOnlyList<string> problems) => ProtocolsFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "test", out problems);
}
