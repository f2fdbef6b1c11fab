using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Domain.Tests.Collateral;

public class CaipTests
{
    [Theory]
    [InlineData("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "eip155:1", "erc20", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")]
    [InlineData("eip155:1/slip44:60", "eip155:1", "slip44", "60")]
    [InlineData("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "token", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v")]
    [InlineData("cosmos:cosmoshub-4/slip44:118", "cosmos:cosmoshub-4", "slip44", "118")]
    [InlineData("eip155:1/erc721:0x06012c8cf97bead5deae237070f9587f8e7a266d/771769", "eip155:1", "erc721", "0x06012c8cf97bead5deae237070f9587f8e7a266d")]
    public void AnAsset_HasChainNamespaceAndReference(string text, string chain, string ns, string reference)
    {
        var asset = AssetId.Parse(text);
        Assert.Equal((chain, ns, reference, text), (asset.Chain.ToString(), asset.Namespace, asset.Reference, asset.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eip155:1")]
    [InlineData("eip155:1/erc20")]
    [InlineData("eip155:1/er:60")]
    [InlineData("eip155:1/ERC20:60")]
    [InlineData("eip155:1/erc20:")]
    [InlineData("eip155:1/erc20:0xA0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")]
    [InlineData("eip155:1/erc20:0xa0b86991")]
    [InlineData("eip155:1/erc20:a b")]
    [InlineData("eip155:1/erc721:0x06012c8cf97bead5deae237070f9587f8e7a266d/1/2")]
    [InlineData("eip155:1/erc721:0x06012c8cf97bead5deae237070f9587f8e7a266d/")]
    [InlineData("cosmos:cosmoshub-4/ibc:transfer/channel-0/uatom/x")]
    public void AnAssetOfAnotherForm_IsNone(string? text) => Assert.False(AssetId.TryParse(text, out _));

    [Theory]
    [InlineData("eip155:1:0xab16a96d359ec26a11e2c2b3d8f8b8942d5bfcdb", "eip155:1", "0xab16a96d359ec26a11e2c2b3d8f8b8942d5bfcdb")]
    [InlineData("cosmos:cosmoshub-3:cosmos1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0", "cosmos:cosmoshub-3", "cosmos1t2uflqwqe0fsj0shcfkrvpukewcw40yjj6hdc0")]
    [InlineData("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv")]
    public void AnAccount_HasChainAndAddress(string text, string chain, string address)
    {
        var account = AccountAddress.Parse(text);
        Assert.Equal((chain, address, text), (account.Chain.ToString(), account.Address, account.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eip155:1")]
    [InlineData("eip155:1:")]
    [InlineData("eip155:1:0xAB16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb")]
    [InlineData("eip155:1:0xab16")]
    [InlineData("cosmos:cosmoshub-3:a:b")]
    [InlineData("cosmos:cosmoshub-3:a b")]
    public void AnAccountOfAnotherForm_IsNone(string? text) => Assert.False(AccountAddress.TryParse(text, out _));
}
