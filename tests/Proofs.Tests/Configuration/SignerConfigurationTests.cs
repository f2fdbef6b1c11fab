using CrossChainOracle.Proofs.Configuration;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Proofs.Tests.Configuration;

public sealed class SignerConfigurationTests
{
    private const string Emitter = """{ "chain": 26, "address": "0xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71" }""";
    private const string Trusts = $$"""[ { "name": "t", "families": ["f"], "emitter": {{Emitter}} } ]""";

    private static readonly string Shipped = File.ReadAllText(Repository.PathOf("config", "pyth-signers.json"));

    [Fact]
    public void Load_OfTheShippedFile_KnowsEveryGuardianSetAndNoRouters()
    {
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (uint)i), Recorded.Guardians.Sets.Select(set => set.Index));
        Assert.Empty(Recorded.Shipped.Families["pyth-routers-mainnet"].Sets);
        Assert.Equal(PythTrust.Mainnet, Recorded.Mainnet.Source);
        Assert.Equal(["wormhole-mainnet", "pyth-routers-mainnet"], Recorded.Mainnet.Signers.Families.Select(family => family.Family));
    }

    [Fact]
    public void Load_OfRouterSets_TakesTheirQuorumAndExpiry()
    {
        var routers = new DevRouters();
        var members = string.Join(',', routers.Set.Members.Select(member => $"\"{member}\""));
        var json = $$"""{ "families": [ { "name": "f", "sets": [ { "index": 4, "quorum": 3, "expiresAt": 77, "members": [{{members}}], "source": "s" } ] } ], "trusts": {{Trusts}} }""";
        var set = Assert.Single(Load(json, out _)!.Families["f"].Sets);
        Assert.Equal((4u, 3, 77L), (set.Index, set.Quorum, set.ExpiresAt!.Value));
        Assert.Equal(routers.Set.Members, set.Members);
    }

    [Fact]
    public void Load_OfUpgradesInWrongOrder_NamesTheFirstThatDoesNotFollow()
    {
        var first = Shipped.IndexOf("\"to\": 3,", StringComparison.Ordinal);
        Assert.Null(Load(Shipped.Remove(Shipped.LastIndexOf('{', first), Shipped.IndexOf('}', first) + 2 - Shipped.LastIndexOf('{', first)), out var problems));
        Assert.Equal("families[0].upgrades[2]: UnknownSignerSet: signer set 3 is not known in wormhole-mainnet", Assert.Single(problems));
    }

    [Fact]
    public void Load_OfABadFile_ListsEveryProblemAtOnce()
    {
        const string json = """
            { "families": [
                { "name": "f", "governance": { "address": "0x12" }, "sets": [
                  { "members": ["0x01"], "source": "" },
                  { "index": 1, "members": ["0x58CC3AE5C097b213cE3c81979e1B9f9570746AA5"], "quorum": 2, "source": "s" } ],
                  "upgrades": [ { "to": 1, "vaa": "zz", "source": "s" } ] },
                { "name": "f", "sets": [] } ],
              "trusts": [ { "families": ["g"], "emitter": null } ] }
            """;
        Assert.Null(Load(json, out var problems));
        Assert.Equal(
            [
                "families[0].governance.chain: missing",
                "families[0].governance.address: not 32 bytes in hex",
                "families[0].sets[0].members[0]: not an address of 20 bytes in hex",
                "families[0].sets[0].source: missing",
                "families[0].sets[0].index: missing",
                "families[0].sets[1]: the quorum must be more than half of 1 and at most all, not 2",
                "families[0].upgrades[0].vaa: not hex",
                "families[1].name: 'f' stands there twice",
                "trusts[0].name: missing",
                "trusts[0].families: there is no family 'g'",
                "trusts[0].emitter.chain: missing",
                "trusts[0].emitter.address: not 32 bytes in hex",
            ],
            problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "families": [], "trusts": [], "extra": 1 }""")]
    [InlineData("""{ "families": [null], "trusts": [null] }""")]
    [InlineData("""{ "families": [ { "name": "f", "sets": [null], "upgrades": [null] } ], "trusts": [] }""")]
    public void Load_OfAnythingElse_IsRefusedWithAReason(string json)
    {
        Assert.Null(Load(json, out var problems));
        Assert.NotEmpty(problems);
    }

    private static SignerConfiguration? Load(string json, out IReadOnlyList<string> problems) => SignerConfiguration.Load(System.Text.Encoding.UTF8.GetBytes(json), out problems);
}
