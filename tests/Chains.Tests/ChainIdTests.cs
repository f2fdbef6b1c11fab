using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Tests;

public sealed class ChainIdTests
{
    [Theory]
    [InlineData("eip155:1")]
    [InlineData("eip155:18446744073709551615")]
    [InlineData("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")]
    [InlineData("cosmos:cosmoshub-3")]
    [InlineData("cosmos:Binance-Chain-Tigris")]
    [InlineData("abc:a_b")]
    public void Name_ThatCaip2Allows_IsReadAndWrittenBackAsItIs(string text) => Assert.Equal(text, ChainId.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("eip155")]
    [InlineData("eip155:")]
    [InlineData(":1")]
    [InlineData("ab:1")]
    [InlineData("abcdefghi:1")]
    [InlineData("Eip155:1")]
    [InlineData("eip155:0")]
    [InlineData("eip155:01")]
    [InlineData("eip155:0x1")]
    [InlineData("eip155:18446744073709551616")]
    [InlineData("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpA")]
    [InlineData("cosmos:a b")]
    [InlineData("cosmos:a:b")]
    public void Name_ThatIsNoCaip2NameOrASecondOneForAChain_IsRefused(string? text) => Assert.False(ChainId.TryParse(text, out _));

    [Fact]
    public void EvmChains_HaveTheirNumberAndOthersNone()
    {
        Assert.True(ChainId.Eip155(42161).TryGetEip155(out var id));
        Assert.Equal((42161ul, ChainId.Parse("eip155:42161")), (id, ChainId.Eip155(42161)));
        Assert.False(ChainId.Parse("cosmos:42161").TryGetEip155(out _));
        Assert.False(default(ChainId).TryGetEip155(out _));
        Assert.True(default(ChainId).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => ChainId.Eip155(0));
    }

    [Fact]
    public void Chains_AreOrderedAsText() => Assert.True(default(ChainId) < ChainId.Eip155(10) && ChainId.Eip155(10) < ChainId.Eip155(2));
}
