using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.AaveV3;
using CrossChainOracle.Collateral.CompoundV3;
using CrossChainOracle.Collateral.Erc20;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.MorphoBlue;
using CrossChainOracle.Domain;
using CrossChainOracle.Encoding;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Evm;

public sealed class ProtocolsFileTests
{
    private static readonly string[] Members = ["evm-native", "erc20", "erc4626", "aave-v3", "compound-v3", "morpho-blue"];

    [Fact]
    public void ReviewedFile_MakesAReaderOfEveryObject()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("config", "protocols.json")));
        foreach (var member in Members)
        {
            var problems = new List<string>();
            var list = file.RootElement.GetProperty(member);
            Assert.True(EvmProtocols.TryParse(member, list, problems, out var protocols));
            Assert.Empty(problems);
            Assert.Equal(list.GetArrayLength(), protocols.Count);
            Assert.All(protocols, protocol => Assert.StartsWith(member, protocol.Source, StringComparison.Ordinal));
            Assert.Equal(protocols.Count, protocols.Select(protocol => (protocol.Source, protocol.Chain)).Distinct().Count());
        }
    }

    [Fact]
    public void ReviewedFile_HasThePoolsOfTheAddressBook_WithEveryReserve()
    {
        var books = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "protocols", "lending", "addresses", "aave-v3.json")))!.AsObject();
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("config", "protocols.json")));
        var pools = AaveV3Markets.Parse(file.RootElement.GetProperty("aave-v3"), []);
        Assert.Equal(books.Count, pools.Count);
        foreach (var book in books.Select(item => item.Value!))
        {
            var pool = pools.Single(pool => pool.Pool == Address(book["POOL"]!) && pool.Chain == ChainId.Eip155((ulong)(long)book["CHAIN_ID"]!));
            Assert.Equal(Address(book["AAVE_PROTOCOL_DATA_PROVIDER"]!), pool.DataProvider);
            Assert.Equal(
                book["ASSETS"]!.AsObject().Select(asset => new AaveReserve(asset.Key, Address(asset.Value!["UNDERLYING"]!), (byte)(int)asset.Value!["decimals"]!, Address(asset.Value!["A_TOKEN"]!), Address(asset.Value!["V_TOKEN"]!))),
                pool.Reserves);
        }

        static EvmAddress Address(JsonNode text) => EvmAddress.Parse((string)text!);
    }

    [Fact]
    public void ReviewedFile_HasMorphoAtItsPublishedAddresses()
    {
        var published = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "protocols", "lending", "addresses", "morpho-blue.json")))!;
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("config", "protocols.json")));
        Assert.All(MorphoBlueMarkets.Parse(file.RootElement.GetProperty("morpho-blue"), []), markets =>
        {
            var chain = published[markets.Chain.ToString()["eip155:".Length..]]!;
            Assert.Equal((string)chain["morpho"]!, Crypto.Eip55.ToChecksum(markets.Morpho));
            Assert.All(markets.Markets, market => Assert.Equal((string)chain["adaptiveCurveIrm"]!, Crypto.Eip55.ToChecksum(market.Irm)));
        });
    }

    [Theory]
    [InlineData("""{}""", "erc20: must be a list")]
    [InlineData("""[{"chain":"eip155:1","balances":"transferred","tokens":[]}]""", "erc20[0]: tokens: there must be at least one")]
    [InlineData("""[{"chain":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","balances":"transferred","tokens":[{"token":"0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48","decimals":6}]}]""", "erc20[0].chain: must be an EVM chain such as eip155:1, not \"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp\"")]
    [InlineData("""[{"chain":"eip155:1","balances":"transferred","tokens":[{"token":"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB49","decimals":6}]}]""", "erc20[0].tokens[0].token: must be 0x and 40 hex digits, in lower case or with the checksum of EIP-55, not \"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB49\"")]
    [InlineData("""[{"chain":"eip155:1","balances":"transferred","tokens":[{"token":"0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48","decimals":39}]}]""", "erc20[0].tokens[0].decimals: at most 38")]
    [InlineData("""[{"chain":"eip155:1","balances":"rebase","tokens":[{"token":"0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48","decimals":6}]}]""", "erc20[0].balances: must be one of transferred, rebasing, not \"rebase\"")]
    [InlineData("""[{"chain":"eip155:1","balances":"transferred","token":[],"tokens":[{"token":"0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48","decimals":6}]}]""", "erc20[0].token: is not known here; known are balances, chain, tokens")]
    public void Configuration_WithOneThingWrong_SaysWhatAndWhere_AndMakesNoReader(string list, string problem)
    {
        var problems = new List<string>();
        using var document = StrictJson.Parse(System.Text.Encoding.UTF8.GetBytes(list), out _);
        Assert.True(EvmProtocols.TryParse("erc20", document!.RootElement, problems, out var protocols));
        Assert.Equal([problem], problems);
        Assert.Empty(protocols);
    }

    [Fact]
    public void Member_OfNoReaderHere_IsNotTaken()
    {
        using var document = JsonDocument.Parse("[]");
        Assert.False(EvmProtocols.TryParse("erc721", document.RootElement, [], out _));
    }

    /// <summary>The selectors and topics by which contracts are asked and watched, against the published ABIs.</summary>
    [Fact]
    public void EveryFunctionAndEvent_IsInThePublishedAbi()
    {
        var folder = Repository.PathOf("tests", "data", "protocols", "lending", "abi");
        AssertKnown(["aave-v3/IPool", "aave-v3/IPoolDataProvider", "aave-v3/IScaledBalanceToken"], typeof(AaveV3Layout));
        AssertKnown(["compound-v3/cometAbi", "compound-v3/cometExtAbi"], typeof(CompoundV3Layout));
        AssertKnown(["morpho-blue/blueAbi", "morpho-blue/adaptiveCurveIrmAbi", "morpho-blue/blueOracleAbi"], typeof(MorphoBlueLayout));

        var morpho = Topics("morpho-blue/blueAbi").ToHashSet();
        Assert.All(MorphoBlueLayout.Events, known => Assert.Contains(known.Topic0, morpho));
        var comet = Topics("compound-v3/cometAbi").ToHashSet();
        Assert.All(CompoundV3Layout.WatchesOf(default), watch => Assert.Contains(watch.Topic0, comet));
        Assert.Contains(Erc20Layout.Transfer, Topics("morpho-blue/metaMorphoAbi"));

        void AssertKnown(string[] files, Type layout)
        {
            var selectors = files.SelectMany(file => Signatures(file, "function")).Select(Encoding.Abi.AbiSelector.Of).ToHashSet();
            var topics = files.SelectMany(Topics).ToHashSet();
            foreach (var field in layout.GetFields().Where(field => field.IsStatic && (field.FieldType == typeof(uint) || field.FieldType == typeof(Hash256))))
            {
                Assert.True(field.GetValue(null) is uint selector ? selectors.Contains(selector) : topics.Contains((Hash256)field.GetValue(null)!), $"{layout.Name}.{field.Name} is in no ABI");
            }
        }

        IEnumerable<Hash256> Topics(string file) => Signatures(file, "event").Select(EvmLogs.TopicOf);

        IEnumerable<string> Signatures(string file, string type) =>
            from item in JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file + ".json")))!.AsArray()
            where (string)item!["type"]! == type
            select $"{item!["name"]}({string.Join(',', item["inputs"]!.AsArray().Select(TypeOf))})";

        static string TypeOf(JsonNode? input)
        {
            var type = (string)input!["type"]!;
            return type.StartsWith("tuple", StringComparison.Ordinal) ? $"({string.Join(',', input["components"]!.AsArray().Select(TypeOf))}){type["tuple".Length..]}" : type;
        }
    }
}
