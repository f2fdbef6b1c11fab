using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Tests.Solana;

public sealed class AddressTests
{
    [Theory]
    [InlineData("11111111111111111111111111111111", "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "06ddf6e1d765a193d9cbe146ceeb79ac1cb485ed5f5b37913a8cf5857eff00a9")]
    public void Key_IsReadAndWrittenInBase58(string text, string hex)
    {
        Assert.Equal(hex, Convert.ToHexStringLower(SolanaKey.Parse(text).ToArray()));
        Assert.Equal(text, SolanaKey.From(Convert.FromHexString(hex)).ToString());
    }

    [Theory]
    [InlineData("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5D0")]
    [InlineData("1111111111111111111111111111111")]
    [InlineData("111111111111111111111111111111111")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    [InlineData("")]
    [InlineData(null)]
    public void Key_OfOtherText_IsNone(string? text) => Assert.False(SolanaKey.TryParse(text, out _));

    [Fact]
    public void Base58_ReadsBackWhatItWrote()
    {
        var random = new Random(58);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(0, 80)];
            random.NextBytes(bytes.AsSpan(Math.Min(bytes.Length, random.Next(4))));
            var back = new byte[bytes.Length];
            Assert.True(Base58.TryDecode(Base58.Encode(bytes), back));
            Assert.Equal(bytes, back);
        }
    }

    // Recorded on mainnet: the sponsored Pyth feeds of shard 0 of the push oracle, and USDC's vault of a Drift spot market.
    [Theory]
    [InlineData("ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d", "7UVimffxr9ow1uXYxsr4LHAcV58mLzhmwaeKvJ1pjLiE")]
    [InlineData("eaa020c61cc479712813461ce153894a96a6c00b21ed0cfc2798d1f9a9e9c94a", "Dpw1EAVrSB1ibxiDQyTAW6Zip3J4Btk2x4SgApQCeFbX")]
    public void Find_GivesTheRecordedFeedAddresses(string feed, string expected) => Assert.Equal(
        expected, ProgramAddress.Find(SolanaKey.Parse("pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT"), [0, 0], Convert.FromHexString(feed)).ToString());

    [Theory]
    [InlineData("6gMq3mRCKf8aP3ttTyYhuijVZ2LGi14oDsBbkgubfLB3", 0)]
    [InlineData("3x85u7SWkmmr7YQGYhtjARgxwegTLJgkSLRprfXod6rh", 1)]
    [InlineData("54Ai4NTZmPgsT4kUr1w4zFbh33JaC34ptvvvByamsaSw", 3)]
    public void Find_GivesTheRecordedDriftMarkets(string expected, ushort index) => Assert.Equal(
        expected, ProgramAddress.Find(SolanaKey.Parse("dRiftyHA39MWEi3m9aunc5MzRF1JYuBsbn6VPcn33UH"), "spot_market"u8.ToArray(), BitConverter.GetBytes(index)).ToString());

    [Fact]
    public void Associated_GivesTheAccountOfThePublishedExample() => Assert.Equal(
        "DShWnroshVbeUp28oopA3Pu7oFPDBtC1DBmPECXXAQ9n",
        ProgramAddress.Associated(SolanaKey.Parse("B8UwBUUnKwCyKuGMbFKWaG7exYdDk2ozZrPg72NyVbfj"), SolanaKey.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"), SolanaKey.Parse("7o36UsWR1JQLpZ9PE2gn9L4SQ69CNNiWAXd4Jt7rqz9Z")).ToString());

    [Fact]
    public void IsOnCurve_HoldsForPublicKeysAndNotForAddressesOfPrograms()
    {
        // RFC 8032, section 7.1, test 1, and a neighbour of its encoding that is no point.
        Assert.True(ProgramAddress.IsOnCurve(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")));
        Assert.False(ProgramAddress.IsOnCurve(SolanaKey.Parse("6gMq3mRCKf8aP3ttTyYhuijVZ2LGi14oDsBbkgubfLB3").ToArray()));
    }
}
