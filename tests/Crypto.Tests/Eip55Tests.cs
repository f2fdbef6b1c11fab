using CrossChainOracle.Domain;
using Xunit.Abstractions;

namespace CrossChainOracle.Crypto.Tests;

public class Eip55Tests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void ToChecksum_OfAnExampleOfTheEip_IsThatText(string text) =>
        Assert.Equal(text, Eip55.ToChecksum(EvmAddress.Parse(text)));

    [Fact]
    public void ToChecksum_OfEveryEthersVector_IsItsText()
    {
        var vectors = Vectors.Load("ethers", "accounts_checksum.json");
        Assert.All(
            vectors.EnumerateArray(),
            vector => Assert.Equal(vector.Text("checksumAddress"), Eip55.ToChecksum(EvmAddress.Parse(vector.Text("address")))));
        output.WriteLine($"{vectors.GetArrayLength()} vectors");
        Assert.True(vectors.GetArrayLength() > 1000);
    }
}
