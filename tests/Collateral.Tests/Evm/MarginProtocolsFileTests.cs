using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Collateral.Evm;
using CrossChainOracle.Collateral.SynthetixV3;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Evm;

/// <summary>The members of <c>config/protocols.json</c> that <c>tests/data/protocols/make-config.mjs</c> writes, and those that it leaves to whoever has an account there.</summary>
public sealed class MarginProtocolsFileTests
{
    private const string Hyperliquid = """
        [{ "chain": "eip155:999", "dollar": "eip155:999/hcore:0", "dollarDecimals": 6, "perps": [], "vaults": [],
           "tokens": [{ "index": 0, "asset": "eip155:999/hcore:0", "decimals": 6, "weiDecimals": 8 }] }]
        """;

    private const string Aevo = """
        [{ "chain": "eip155:2999", "dollar": "eip155:2999/aevo:USDC", "dollarDecimals": 6, "collaterals": [{ "name": "USDC", "asset": "eip155:2999/aevo:USDC", "decimals": 6 }] }]
        """;

    [Theory]
    [InlineData("synthetix-v3")]
    [InlineData("gmx-v2")]
    [InlineData("perp-v2")]
    [InlineData("eigenlayer")]
    public void ReviewedFile_MakesAReaderOfEveryObject(string member)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("config", "protocols.json")));
        var problems = new List<string>();
        Assert.True(EvmProtocols.TryParse(member, file.RootElement.GetProperty(member), problems, out var protocols));
        Assert.Empty(problems);
        Assert.Equal(file.RootElement.GetProperty(member).GetArrayLength(), protocols.Count);
        Assert.All(protocols, protocol => Assert.Equal(member, protocol.Source));
        Assert.Equal(protocols.Count, protocols.Select(protocol => protocol.Chain).Distinct().Count());
    }

    /// <summary>What is deposited is the collateral type itself; where it were another token, its address would name another asset.</summary>
    [Fact]
    public void ReviewedFile_HasTheSynthetixDeploymentsWithEveryCollateral()
    {
        var published = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "data", "protocols", "synthetix-v3", "addresses.json")))!.AsObject();
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("config", "protocols.json")));
        Assert.All(SynthetixV3Markets.Parse(file.RootElement.GetProperty("synthetix-v3"), []), markets =>
        {
            var tokens = published[markets.Chain.ToString()]!["collateralTokens"]!.AsArray();
            Assert.All(tokens, token => Assert.Equal((string)token!["address"]!, (string)token["tokenAddress"]!));
            Assert.Equal(tokens.Select(token => ((string)token!["address"]!).ToLowerInvariant()), markets.Collaterals.Select(collateral => collateral.Token.ToString()));
        });
    }

    [Fact]
    public void HyperliquidAndAevo_AreConfiguredByTheirMembers()
    {
        var problems = new List<string>();
        Assert.True(EvmProtocols.TryParse("hyperliquid-precompiles", Json.Of(Hyperliquid), problems, out var precompiles));
        Assert.True(ApiProtocols.TryParse("hyperliquid", Json.Of(Hyperliquid), problems, out var info));
        Assert.True(ApiProtocols.TryParse("aevo", Json.Of(Aevo), problems, out var aevo));
        Assert.Empty(problems);
        Assert.Equal(("hyperliquid", "hyperliquid", "aevo"), (Assert.Single(precompiles).Source, Assert.Single(info).Source, Assert.Single(aevo).Source));
        Assert.False(ApiProtocols.TryParse("erc20", Json.Of("[]"), problems, out _));
        Assert.True(ApiProtocols.TryParse("aevo", Json.Of("""[{"chain":1}]"""), problems, out aevo));
        Assert.NotEmpty(problems);
        Assert.Empty(aevo);
    }
}
