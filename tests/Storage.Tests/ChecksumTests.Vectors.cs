namespace CrossChainOracle.Storage.Tests;

public sealed class ChecksumVectorTests
{
    /// <summary>RFC 3720, appendix B.4, and the check value of the CRC catalogue.</summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AAu)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 0x62A8AB43u)]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46DD794Eu)]
    [InlineData("1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100", 0x113FDB5Cu)]
    [InlineData("313233343536373839", 0xE3069283u)]
    public void Extend_FromNothing_IsCrc32C(string hex, uint expected) =>
        Assert.Equal(expected, Checksum.Extend(0, Convert.FromHexString(hex)));

    [Fact]
    public void Extend_OfParts_IsThatOfTheWhole()
    {
        var bytes = Enumerable.Range(0, 50).Select(i => (byte)(i * 5)).ToArray();
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(Checksum.Extend(0, bytes), Checksum.Extend(Checksum.Extend(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut)));
        }
    }
}
