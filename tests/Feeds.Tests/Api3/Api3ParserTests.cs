using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Api3;

namespace CrossChainOracle.Feeds.Tests.Api3;

public sealed class Api3ParserTests
{
    [Theory]
    [InlineData("4554482f55534400000000000000000000000000000000000000000000000000", true)]
    [InlineData("6574682f75736400000000000000000000000000000000000000000000000000", true)]
    [InlineData("4554482f45555200000000000000000000000000000000000000000000000000", false)]
    [InlineData("4554482f55534420000000000000000000000000000000000000000000000000", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000004554482f55", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false)]
    public void Name_MustBeTheFeeds(string word, bool same)
    {
        Assert.Equal(same, Api3Parser.TryCheckName(Convert.FromHexString(word), FeedId.Parse("ETH/USD"), out var failure));
        if (!same) Assert.Equal(RejectionCode.WrongFeed, failure!.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Name_OfAnotherLength_IsMalformed(int length)
    {
        Assert.False(Api3Parser.TryCheckName(new byte[length], FeedId.Parse("ETH/USD"), out var failure));
        Assert.Equal(RejectionCode.Malformed, failure!.Code);
    }

    // 1606.66 USD at 1694600000, in the words of the wire.
    [Fact]
    public void Reading_IsValueTimesTenToTheEighteenthAndSeconds()
    {
        var words = Convert.FromHexString("00000000000000000000000000000000000000000000005718e2f58ced1a00000000000000000000000000000000000000000000000000000000000065018b40");
        Assert.True(Api3Parser.TryParseReading(words, out var reading, out _));
        Assert.Equal((Price.Parse("1606.66").Scaled, 1_694_600_000u), (reading.Value, reading.Timestamp));
    }

    [Fact]
    public void NegativeReading_KeepsItsSign()
    {
        var words = Convert.FromHexString(new string('f', 64) + "0000000000000000000000000000000000000000000000000000000065018b40");
        Assert.True(Api3Parser.TryParseReading(words, out var reading, out _));
        Assert.Equal(-1, reading.Value);
    }
}
