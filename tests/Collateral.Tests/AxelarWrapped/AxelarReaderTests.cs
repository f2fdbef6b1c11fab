using CrossChainOracle.Collateral.AxelarWrapped;
using CrossChainOracle.Collateral.Tests.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;

namespace CrossChainOracle.Collateral.Tests.AxelarWrapped;

public class AxelarReaderTests
{
    private static readonly byte[] Address = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    [Fact]
    public void Balance_OnAnotherChain_IsOfTheDenomThatTheWayHashesTo()
    {
        var markets = new AxelarMarkets(ChainId.Parse("cosmos:osmosis-1"), "osmo", "channel-208", ["uusdc", "weth-wei"]);
        var kept = new Kept()
            .Put("bank", [2, 20, .. Address, .. "ibc/D189335C6E4A68B513C10AB227BF1C1D38C746766278BA3EEB4FB14124F1D858"u8], "250"u8.ToArray())
            .Put("bank", [2, 20, .. Address, .. "uusdc"u8], "999"u8.ToArray());
        var answer = kept.Read(AxelarReader.Create(markets), Bech32.Encode("osmo", Address));
        Assert.Equal(
            ["|D189335C6E4A68B513C10AB227BF1C1D38C746766278BA3EEB4FB14124F1D858|Collateral|250", "|EA1D43981D5C9A1C4AAEA9C23BB1D4FA126BA9BC7020A25E0AE4AA841EA25DC5|Collateral|0"],
            Kept.Lines(answer));
        Assert.All(answer.Positions, position => Assert.Equal("axelar", position.Key.Source));
        Assert.Equal([6, 18], answer.Positions.Select(position => (int)position.Decimals));
    }

    [Fact]
    public void Balance_OnAxelar_IsOfItsOwnDenom()
    {
        var markets = new AxelarMarkets(ChainId.Parse("cosmos:axelar-dojo-1"), "axelar", null, ["uusdc"]);
        var kept = new Kept().Put("bank", [2, 20, .. Address, .. "uusdc"u8], "7"u8.ToArray());
        Assert.Equal(["|uusdc|Collateral|7"], Kept.Lines(kept.Read(AxelarReader.Create(markets), Bech32.Encode("axelar", Address))));
    }

    [Fact]
    public void Identity_OfADenomAndOfAGatewaysToken_IsTheAssetThatIsHeld()
    {
        var usdc = AssetId.Parse("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");
        Assert.Equal(new("uusdc", usdc, 6), AxelarLayout.OfDenom("uusdc"));
        Assert.Equal(usdc, AxelarLayout.OfGatewayToken(AssetId.Parse("eip155:8453/erc20:0xeb466342c4d449bc9f53a865d5cb90586f405215"))!.Origin);
        Assert.Null(AxelarLayout.OfGatewayToken(usdc));
        Assert.Null(AxelarLayout.OfDenom("uaxl"));
        Assert.Equal(AxelarLayout.Assets.Count, AxelarLayout.Assets.Select(asset => asset.Denom).Distinct().Count());
        Assert.All(AxelarLayout.GatewayTokens.Values, denom => Assert.NotNull(AxelarLayout.OfDenom(denom)));
    }

    [Fact]
    public void Markets_WithATokenThatIsNotKnown_AreRefused() =>
        Assert.Contains("uaxl", Assert.Throws<ArgumentException>(() => AxelarReader.Create(new(ChainId.Parse("cosmos:osmosis-1"), "osmo", "channel-208", ["uusdc", "uaxl"]))).Message, StringComparison.Ordinal);
}
