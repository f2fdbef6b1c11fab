using System.Globalization;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Pyth;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.Proofs.Tests;

namespace CrossChainOracle.Feeds.Tests.Pyth;

public sealed class ParserTests
{
    public static TheoryData<string> Answers => [.. Recorded.Files("pyth", "hermes_v2")];

    [Theory]
    [MemberData(nameof(Answers))]
    public void TryParse_OfARecordedAnswer_VerifiesToWhatItsParsedPartSays(string file)
    {
        var answer = Recorded.Read(file);
        Assert.True(Parser.TryParse(Encode(answer.GetRawText()), out var updates, out var fault), fault?.Detail);
        var update = Verify(Assert.Single(updates));
        Assert.True(update.IsWhole);
        var parsed = answer.GetProperty("parsed").EnumerateArray().ToArray();
        Assert.Equal(parsed.Length, update.Messages.Count);
        foreach (var expected in parsed)
        {
            var id = Hash256.Parse(Recorded.Text(expected, "id"));
            var feed = Assert.Single(update.Messages.Select(proven => proven.Message).OfType<PythMessage.PriceFeed>(), feed => feed.Id == id);
            var (price, ema, metadata) = (expected.GetProperty("price"), expected.GetProperty("ema_price"), expected.GetProperty("metadata"));
            Assert.Equal((Number(price, "price"), Number(price, "conf")), (feed.Price, (long)feed.Confidence));
            Assert.Equal((Number(ema, "price"), Number(ema, "conf")), (feed.EmaPrice, (long)feed.EmaConfidence));
            Assert.Equal(price.GetProperty("expo").GetInt32(), feed.Exponent);
            Assert.Equal(price.GetProperty("publish_time").GetInt64(), feed.PublishTime);
            Assert.Equal(metadata.GetProperty("prev_publish_time").GetInt64(), feed.PreviousPublishTime);
            Assert.Equal(metadata.GetProperty("slot").GetUInt64(), update.Slot);
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void TryParse_NeverReadsTheParsedPart(string file)
    {
        var answer = Recorded.Read(file);
        Assert.True(Parser.TryParse(Encode(answer.GetRawText()), out var expected, out _));
        var lying = $$"""{"parsed":[{"id":"00","price":{"price":"1"} } ],"binary":{{answer.GetProperty("binary").GetRawText()}} }""";
        Assert.True(Parser.TryParse(Encode(lying), out var updates, out _));
        Assert.Equal(expected, updates);
    }

    [Fact]
    public void TryParse_OfBase64_GivesTheSameAsHex()
    {
        byte[] bytes = [1, 2, 3, 255];
        var json = $$"""{"binary":{"encoding":"base64","data":["{{Convert.ToBase64String(bytes)}}"] } }""";
        Assert.True(Parser.TryParse(Encode(json), out var updates, out _));
        Assert.Equal(bytes, Assert.Single(updates));
        Assert.True(Parser.TryParse(Encode("""{"binary":{"encoding":"hex","data":["0x010203FF","010203ff"]}}"""), out updates, out _));
        Assert.Equal([bytes, bytes], updates);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"binary":[]}""")]
    [InlineData("""{"binary":{"data":["00"]}}""")]
    [InlineData("""{"binary":{"encoding":"hex"}}""")]
    [InlineData("""{"binary":{"encoding":"utf8","data":["00"]}}""")]
    [InlineData("""{"binary":{"encoding":"hex","data":"00"}}""")]
    [InlineData("""{"binary":{"encoding":"hex","data":[0]}}""")]
    [InlineData("""{"binary":{"encoding":"hex","data":["0"]}}""")]
    [InlineData("""{"binary":{"encoding":"hex","data":["zz"]}}""")]
    [InlineData("""{"binary":{"encoding":"base64","data":["*"]}}""")]
    [InlineData("""{"binary":{"encoding":"hex","data":["\ud800"]}}""")]
    [InlineData("""{"binary":{"encoding":"\ud800","data":["00"]}}""")]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]""")]
    public void TryParse_OfAnotherForm_IsRefused(string json)
    {
        Assert.False(Parser.TryParse(Encode(json), out var updates, out var fault));
        Assert.Null(updates);
        Assert.Equal(RejectionCode.Malformed, fault.Code);
    }

    [Theory]
    [InlineData(131_072, true)]
    [InlineData(131_073, false)]
    public void TryParse_OfALargeUpdate_KeepsItsLimit(int size, bool accepted)
    {
        Assert.Equal(accepted, Parser.TryParse(Encode(HermesServer.Json(new byte[size])), out _, out var fault));
        if (!accepted) Assert.Equal(RejectionCode.Oversized, fault!.Code);
    }

    internal static VerifiedUpdate Verify(byte[] bytes)
    {
        Assert.True(PythUpdate.TryReadTime(bytes, out var time, out var refusal), refusal?.ToString());
        Assert.True(PythUpdate.TryVerify(bytes, Recorded.Mainnet, time, out var update, out refusal), refusal?.ToString());
        return update;
    }

    private static byte[] Encode(string json) => System.Text.Encoding.UTF8.GetBytes(json);

    private static long Number(JsonElement value, string name) => long.Parse(Recorded.Text(value, name), CultureInfo.InvariantCulture);
}
