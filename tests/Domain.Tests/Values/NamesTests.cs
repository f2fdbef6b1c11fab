namespace CrossChainOracle.Domain.Tests.Values;

/// <summary>Feeds, routes and shards: three types of one form that do not mix.</summary>
public class NamesTests
{
    private static readonly string[] Ascending = ["!", "0", "AAVE/USD", "BTC", "BTC/USD", "ETH/USD", "eth/usd", "pyth-hermes", "pyth-hermes2", "sixteen-chars-ok", "~", "~~~~~~~~~~~~~~~~"];

    [Fact]
    public void FeedId_KeepsTheContractOfAValue() => ValueContract.Holds([.. Ascending.Select(FeedId.Parse)], id => FeedId.Parse(id.ToString()));

    [Fact]
    public void RouteId_KeepsTheContractOfAValue() => ValueContract.Holds([.. Ascending.Select(RouteId.Parse)], id => RouteId.Parse(id.ToString()));

    [Fact]
    public void ShardId_KeepsTheContractOfAValue() => ValueContract.Holds([.. Ascending.Select(ShardId.Parse)], id => ShardId.Parse(id.ToString()));

    [Fact]
    public void Default_NamesNothing_AndStandsFirst()
    {
        Assert.True(default(FeedId).IsEmpty);
        Assert.True(default(RouteId).IsEmpty);
        Assert.True(default(ShardId).IsEmpty);
        Assert.Equal("", default(FeedId).ToString());
        Assert.All(Ascending, text => Assert.True(default(FeedId) < FeedId.Parse(text) && !FeedId.Parse(text).IsEmpty));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("ETH USD")]
    [InlineData("seventeen-chars-x")]
    [InlineData("\u007f")]
    [InlineData("\u0020a")]
    [InlineData("a\0")]
    [InlineData("é")]
    [InlineData("\uff21")]
    public void TryParse_RefusesEverythingElse(string? text)
    {
        Assert.False(FeedId.TryParse(text, out var feed));
        Assert.False(RouteId.TryParse(text, out var route));
        Assert.False(ShardId.TryParse(text, out var shard));
        Assert.True(feed.IsEmpty && route.IsEmpty && shard.IsEmpty);
        if (text is null) return;
        Assert.Throws<FormatException>(() => FeedId.Parse(text));
        Assert.Throws<FormatException>(() => RouteId.Parse(text));
        Assert.Throws<FormatException>(() => ShardId.Parse(text));
    }

    [Fact]
    public void CanonicalBytes_AreTheCharactersThenZeros_AndOrderAsTextDoes()
    {
        foreach (var text in Ascending)
        {
            var bytes = new byte[16];
            FeedId.Parse(text).CopyTo(bytes);
            Assert.Equal(text.PadRight(16, '\0'), System.Text.Encoding.ASCII.GetString(bytes));
            Assert.True(FeedId.TryRead(bytes, out var feed) && feed == FeedId.Parse(text));
            Assert.True(RouteId.TryRead(bytes, out var route) && route == RouteId.Parse(text));
            Assert.True(ShardId.TryRead(bytes, out var shard) && shard == ShardId.Parse(text));
        }

        Assert.Equal(Ascending, Ascending.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TryRead_TakesExactlyTheBytesThatCopyToWrites()
    {
        var random = new Random(5);
        for (var i = 0; i < 100_000; i++)
        {
            var bytes = new byte[16];
            for (var at = 0; at < 16; at++) bytes[at] = random.Next(3) switch { 0 => 0, 1 => (byte)random.Next(0x1e, 0x82), _ => (byte)'a' };
            if (random.Next(2) == 0) bytes.AsSpan(random.Next(16)).Clear();
            var length = bytes.AsSpan().TrimEnd((byte)0).Length;
            var good = length > 0 && bytes[..length].All(value => value is >= 0x21 and <= 0x7e);
            Assert.Equal(good, FeedId.TryRead(bytes, out var feed));
            if (!good) continue;
            var written = new byte[16];
            feed.CopyTo(written);
            Assert.Equal(bytes, written);
        }
    }
}
