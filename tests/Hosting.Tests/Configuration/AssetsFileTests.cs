using System.Text.Json.Nodes;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting.Configuration;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Hosting.Tests.Configuration;

public sealed class AssetsFileTests
{
    private const int Seed = 1_764_633_602;
    private const int Cases = 100_000;

    [Fact]
    public void TheReviewedFile_Loads_WithAssetsOnEveryChainThatIsRead()
    {
        var assets = AssetsFile.Load(Repository.PathOf("config", "assets.json"), out var problems);
        Assert.Equal([], problems);
        var chains = ChainsFile.Load(Repository.PathOf("config", "chains.json"), Settings.None, out _)!.Select(chain => chain.Profile.Chain);
        Assert.Empty(chains.Except(assets!.Select(asset => asset.Asset.Chain)));
        Assert.Equal(assets!.Select(asset => asset.Asset).Order(), assets!.Select(asset => asset.Asset));
        Assert.All(assets!, asset => Assert.Equal(new AssetRule(asset.Asset, asset.Feed, asset.Decimals), asset.ToRule()));
        Assert.True(assets!.Count >= 70, $"{assets!.Count}");
    }

    /// <summary>The name of an IBC voucher is the hash of the path that it came by (ICS-20), so that nobody can mistype one.</summary>
    [Fact]
    public void EveryVoucherOfTheReviewedFile_IsTheHashOfThePathItNames()
    {
        var vouchers = AssetsFile.Load(Repository.PathOf("config", "assets.json"), out _)!.Where(asset => asset.Asset.Namespace == "ibc").ToList();
        Assert.True(vouchers.Count >= 6);
        foreach (var voucher in vouchers)
        {
            var path = voucher.Source.Split(' ')[^1];
            Assert.StartsWith("transfer/channel-", path, StringComparison.Ordinal);
            Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(path))), voucher.Asset.Reference);
        }
    }

    [Fact]
    public void Parse_OfASoundFile_GivesEverythingItSays()
    {
        var assets = Parse(Sound(), out var problems)!;
        Assert.Equal([], problems);
        Assert.Equal(4, assets.Count);
        var bridged = assets.Single(asset => asset.Identity == AssetIdentity.Bridged);
        Assert.Equal(
            new AssetSettings(
                AssetId.Parse("eip155:10/erc20:0x7f5c764cbc14f9669b88837ca1490cca17c31607"), "USDC.e", FeedId.Parse("USDC/USD"), 6, AssetIdentity.Bridged, BalanceKind.Plain,
                AssetId.Parse("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"), "the standard bridge", BridgedPrice.Underlying, "a list"),
            bridged);
        Assert.True(assets.Single(asset => asset.Identity == AssetIdentity.Token).Of.IsEmpty);
        Assert.True(Parse(Sound("bridged", asset => (asset["feed"], asset["pricedAs"]) = ("none", "own")), out _)!.Single(asset => asset.Identity == AssetIdentity.Bridged).Feed.IsEmpty);
    }

    [Theory]
    [InlineData("native", "decimals", "39", "decimals: 0 to 38, not 39")]
    [InlineData("native", "decimals", "-1", "decimals: must be a whole number")]
    [InlineData("native", "feed", "\"ETH / USD\"", "feed: must be a feed of 1 to 16 characters")]
    [InlineData("native", "feed", "null", "feed: must be a feed")]
    [InlineData("native", "balance", "\"rebasing\"", "a chain's coin is plain, not Rebasing")]
    [InlineData("native", "identity", "\"token\"", "slip44 names a chain's coin, not a Token asset")]
    [InlineData("native", "of", "\"eip155:1/slip44:60\"", "of: is not known here")]
    [InlineData("token", "asset", "\"eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48\"", "asset: must be a CAIP-19 asset")]
    [InlineData("token", "pricedAs", "\"own\"", "pricedAs: is not known here")]
    [InlineData("wrapped", "of", "\"eip155:1/slip44:61\"", "stands for eip155:1/slip44:61, which is not in the file")]
    [InlineData("wrapped", "of", "\"eip155:10/erc20:0x7f5c764cbc14f9669b88837ca1490cca17c31607\"", "of another chain: that is bridged")]
    [InlineData("wrapped", "of", "\"eip155:1/erc20:0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2\"", "which in the end stands for it")]
    [InlineData("wrapped", "balance", "\"shares\"", "a share is not worth one unit of eip155:1/slip44:60, but is priced by the same ETH/USD")]
    [InlineData("wrapped", "decimals", "8", "8 decimals, but what it wraps one for one has 18")]
    [InlineData("bridged", "pricedAs", "\"own\"", "is priced by USDC/USD, which prices eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48; say pricedAs: underlying")]
    [InlineData("bridged", "feed", "\"USDC.E/USD\"", "pricedAs: underlying, but its feed is USDC.E/USD and that of")]
    [InlineData("bridged", "feed", "\"none\"", "its feed is none and that of")]
    [InlineData("bridged", "bridge", "\"\"", "bridge: must be text")]
    [InlineData("bridged", "of", "\"eip155:10/erc20:0x7f5c764cbc14f9669b88837ca1490cca17c31607\"", "is bridged from its own chain")]
    public void Parse_OfAnAssetThatBreaksARule_SaysWhich(string which, string member, string value, string problem)
    {
        Assert.Null(Parse(Sound(which, asset => asset[member] = JsonNode.Parse(value)), out var problems));
        Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pricedAs")]
    [InlineData("bridge")]
    [InlineData("of")]
    [InlineData("feed")]
    [InlineData("source")]
    public void Parse_OfABridgedAssetThatDoesNotSayWhatItRestsOn_IsRefused(string member)
    {
        Assert.Null(Parse(Sound("bridged", asset => asset.Remove(member)), out var problems));
        Assert.StartsWith($"$.assets[3].{member}: is missing", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_OfOneAssetTwice_OrInACircle_SaysSo()
    {
        var file = Sound();
        file["assets"]!.AsArray().Add(file["assets"]![0]!.DeepClone());
        Assert.Null(Parse(file, out var problems));
        Assert.Equal(["asset eip155:1/slip44:60 is there 2 times"], problems);

        file = Sound();
        var (token, bridged) = (file["assets"]![2]!, file["assets"]![3]!);
        (token["identity"], token["of"], token["bridge"], token["pricedAs"]) = ("bridged", (string)bridged["asset"]!, "back", "underlying");
        Assert.Null(Parse(file, out problems));
        Assert.Equal(2, problems.Count(problem => problem.Contains("which in the end stands for it", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"assets":[]}""", "$.assets: 1 to 4096, not 0")]
    [InlineData("""{"assets":[],"assetts":[]}""", "$.assetts: is not known here")]
    [InlineData("""[]""", "$: must be an object")]
    [InlineData("""{"assets":""", "test: no JSON at line 0")]
    public void Parse_OfNoAssets_SaysSo(string text, string problem)
    {
        Assert.Null(AssetsFile.Parse(System.Text.Encoding.UTF8.GetBytes(text), "test", out var problems));
        Assert.Contains(problems, found => found.StartsWith(problem, StringComparison.Ordinal));
        Assert.Null(AssetsFile.Load("nowhere.json", out problems));
        Assert.Contains("there is no such file", Assert.Single(problems), StringComparison.Ordinal);
    }

    /// <summary>Whoever adds an option to one of the two is told of the other.</summary>
    [Fact]
    public void TheSchemaAndTheLoader_KnowTheSameMembersAndChoices()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("config", "assets.schema.json")))!;
        var asset = schema["$defs"]!["asset"]!;
        Parse(Sound("bridged", bridged => bridged["?"] = 1), out var problems);
        var known = Assert.Single(problems).Split("known are ")[1].Split(", ");
        Assert.Equal(asset["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal), known);
        Assert.Equal(["assets"], schema["properties"]!.AsObject().Select(property => property.Key).Where(name => name != "$schema"));

        var required = asset["required"]!.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal);
        Assert.Equal(required, known.Where(member => !Accepts("token", member)));
        Assert.Equal(Enum.GetNames<AssetIdentity>().Select(name => name.ToLowerInvariant()), Choices("identity"));
        Assert.Equal(Enum.GetNames<BalanceKind>().Select(name => name.ToLowerInvariant()), Choices("balance"));
        Assert.Equal(Enum.GetNames<BridgedPrice>().Select(name => name.ToLowerInvariant()), Choices("pricedAs"));
        Assert.Equal(Position.MaximumDecimals, (int)asset["properties"]!["decimals"]!["maximum"]!);
        Assert.Equal(CollateralPolicy.MaximumAssets, (int)schema["properties"]!["assets"]!["maxItems"]!);

        IEnumerable<string> Choices(string member) => asset["properties"]![member]!["enum"]!.AsArray().Select(value => (string)value!);

        static bool Accepts(string which, string without)
        {
            Parse(Sound(which, changed => changed.Remove(without)), out var found);
            return !found.Any(problem => problem.Contains($".{without}: is missing", StringComparison.Ordinal));
        }
    }

    /// <summary>Whatever the bytes are: assets, or problems that say what is wrong. Nothing is thrown.</summary>
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
                var assets = AssetsFile.Parse(bytes, "mutated", out var problems);
                Assert.Equal(assets is null, problems.Count > 0);
                if (assets is not null) accepted++;
            }
            catch (Exception thrown)
            {
                Assert.Fail($"{mutator.Describe(i)}: {thrown}");
            }
        }

        Assert.InRange(accepted, 1, Cases / 2);
    }

    private static IReadOnlyList<AssetSettings>? Parse(JsonObject file, out IReadOnlyList<string> problems) =>
        AssetsFile.Parse(System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()), "test", out problems);

    private static JsonObject Sound(string which, Action<JsonObject> change)
    {
        var file = Sound();
        change(file["assets"]!.AsArray().Single(asset => (string)asset!["identity"]! == which)!.AsObject());
        return file;
    }

    private static JsonObject Sound() => JsonNode.Parse("""
        {
          "assets": [
            { "asset": "eip155:1/slip44:60", "name": "Ether", "feed": "ETH/USD", "decimals": 18, "identity": "native", "balance": "plain", "source": "SLIP-44" },
            { "asset": "eip155:1/erc20:0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2", "name": "WETH", "feed": "ETH/USD", "decimals": 18, "identity": "wrapped", "of": "eip155:1/slip44:60", "balance": "plain", "source": "a list" },
            { "asset": "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "name": "USDC", "feed": "USDC/USD", "decimals": 6, "identity": "token", "balance": "plain", "source": "a list" },
            { "asset": "eip155:10/erc20:0x7f5c764cbc14f9669b88837ca1490cca17c31607", "name": "USDC.e", "feed": "USDC/USD", "decimals": 6, "identity": "bridged", "of": "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "bridge": "the standard bridge", "pricedAs": "underlying", "balance": "plain", "source": "a list" }
          ]
        }
        """)!.AsObject();
}
