using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Recordings;
using CrossChainOracle.Proofs;
using CrossChainOracle.Proofs.Configuration;
using CrossChainOracle.Proofs.Pyth;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Node.Tests.Sandbox;

public sealed class HermesTests
{
    private const string Latest = "v2/updates/price/latest";
    private const string Stream = "v2/updates/price/stream";

    [Fact]
    public async Task Latest_OfTheSandbox_VerifiesAgainstItsRoutersOnly()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var signers = new HashSet<byte>();
        for (var second = 0; second < 4; second++)
        {
            playing.MoveTo(second * 1_000);
            var update = await UpdateAsync(playing, Latest);
            Assert.True(PythUpdate.TryVerify(update, playing.World.Trust, Playing.Start, out var verified, out _));
            Assert.True(verified.IsWhole);
            Assert.Equal(3, verified.Vaa.Vaa.Signatures.Count);
            signers.UnionWith(verified.Vaa.Vaa.Signatures.Select(signature => signature.Signer));

            Assert.All(Mainnet().Values, trust => Assert.False(PythUpdate.TryVerify(update, trust, Playing.Start, out _, out _)));
        }

        Assert.Equal(5, signers.Count);
    }

    [Fact]
    public async Task Latest_OfAnotherSandbox_IsRefused()
    {
        await using var one = await Playing.StartAsync(TinyMarket.Load());
        await using var other = await Playing.StartAsync(TinyMarket.Load());
        Assert.False(PythUpdate.TryVerify(await UpdateAsync(one, Latest), other.World.Trust, Playing.Start, out _, out var refusal));
        Assert.IsType<ProofRefusal.WrongSigner>(refusal);
    }

    [Fact]
    public async Task Latest_AsBarsFallDue_StatesPriceWidthTimesAndAHigherSlot()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var first = await FeedAsync(playing);
        playing.MoveTo(3_000);
        var third = await FeedAsync(playing);
        Assert.Equal((200_050_000_000, 100_025_000UL, -8), (first.Feed.Price, first.Feed.Confidence, first.Feed.Exponent));
        Assert.Equal((1_800_000_000, 1_799_999_999), (first.Feed.PublishTime, first.Feed.PreviousPublishTime));
        Assert.Equal((200_225_000_000, 1_800_000_003, 1_800_000_001), (third.Feed.Price, third.Feed.PublishTime, third.Feed.PreviousPublishTime));
        Assert.Equal((1UL, 3UL), (first.Slot, third.Slot));

        static async Task<(PythMessage.PriceFeed Feed, ulong Slot)> FeedAsync(Playing playing)
        {
            Assert.True(PythUpdate.TryVerify(await UpdateAsync(playing, Latest), playing.World.Trust, Playing.Start, out var update, out _));
            return ((PythMessage.PriceFeed)Assert.Single(update.Messages).Message, update.Slot);
        }
    }

    [Fact]
    public async Task Latest_WithParsed_SaysInTheClearWhatIsSigned()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        playing.MoveTo(1_000);
        using var json = JsonDocument.Parse(await playing.Http.GetStringAsync(Address(playing, Latest, "&encoding=base64")));
        Assert.Equal("base64", json.RootElement.GetProperty("binary").GetProperty("encoding").GetString());
        var update = Convert.FromBase64String(json.RootElement.GetProperty("binary").GetProperty("data")[0].GetString()!);
        Assert.True(PythUpdate.TryVerify(update, playing.World.Trust, Playing.Start, out _, out _));
        var parsed = json.RootElement.GetProperty("parsed")[0];
        Assert.Equal(Eth(playing)[2..], parsed.GetProperty("id").GetString());
        Assert.Equal("200100000000", parsed.GetProperty("price").GetProperty("price").GetString());
        Assert.Equal("100050000", parsed.GetProperty("price").GetProperty("conf").GetString());
        Assert.Equal(1_800_000_001, parsed.GetProperty("price").GetProperty("publish_time").GetInt64());
        Assert.Equal(1_800_000_000, parsed.GetProperty("metadata").GetProperty("prev_publish_time").GetInt64());
        using var bare = JsonDocument.Parse(await playing.Http.GetStringAsync(Address(playing, Latest, "&parsed=false")));
        Assert.False(bare.RootElement.TryGetProperty("parsed", out _));
    }

    [Theory]
    [InlineData(Latest, "", HttpStatusCode.BadRequest)]
    [InlineData(Latest, "?ids[]=", HttpStatusCode.BadRequest)]
    [InlineData(Latest, "?ids[]=12", HttpStatusCode.BadRequest)]
    [InlineData(Latest, "?ids[]=0x0000000000000000000000000000000000000000000000000000000000000001", HttpStatusCode.NotFound)]
    [InlineData(Stream, "?ids[]=0x0000000000000000000000000000000000000000000000000000000000000001", HttpStatusCode.NotFound)]
    [InlineData(Latest, "?ids[]=0x0000000000000000000000000000000000000000000000000000000000000001&ignore_invalid_price_ids=true", HttpStatusCode.NotFound)]
    [InlineData(Latest, "?ids[]={eth}&encoding=octal", HttpStatusCode.BadRequest)]
    [InlineData(Latest, "?ids[]={eth}&parsed=maybe", HttpStatusCode.BadRequest)]
    [InlineData(Latest, "?ids[]={late}", HttpStatusCode.NotFound)]
    [InlineData(Latest, "?ids[]={eth}&ids[]={late}&ids[]={eth}", HttpStatusCode.OK)]
    [InlineData("v2/updates", "?ids[]={eth}", HttpStatusCode.NotFound)]
    public async Task Get_OfABadQuery_IsRefusedAsHermesDoes(string path, string query, HttpStatusCode expected)
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var address = new Uri(playing.World.Hermes, path + query
            .Replace("{eth}", Eth(playing), StringComparison.Ordinal)
            .Replace("{late}", Id(playing, "LATE/USD"), StringComparison.Ordinal));
        using var response = await playing.Http.GetAsync(address);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_WithoutTheToken_IsUnauthorized()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load(), new() { HermesToken = "sesame" });
        using var without = await playing.Http.GetAsync(Address(playing, Latest));
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        var refused = await playing.Pyth("sesamo").ReadAsync(CancellationToken.None);
        Assert.All(refused.Failures, failure => Assert.Equal(RejectionCode.Unauthorized, failure.Code));
        Assert.NotEmpty((await playing.Pyth("sesame").ReadAsync(CancellationToken.None)).Observations);
    }

    [Fact]
    public async Task Post_ToHermes_IsNotAllowed()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        using var response = await playing.Http.PostAsync(Address(playing, Latest), null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task Stream_WhenBarsFallDue_SendsOneUpdateForEachAndOneSignOfLifeInSilence()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        using var response = await playing.Http.GetAsync(Address(playing, Stream), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(new MediaTypeHeaderValue("text/event-stream"), response.Content.Headers.ContentType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        playing.MoveTo(3_000);
        Assert.Equal(200_100_000_000, await PriceAsync(reader, playing));
        Assert.Equal(200_225_000_000, await PriceAsync(reader, playing));
        playing.MoveTo(10_000);
        Assert.Equal(200_225_000_000, await PriceAsync(reader, playing));
        playing.MoveTo(15_000);
        Assert.Equal(":", await reader.ReadLineAsync());
        Assert.Equal(string.Empty, await reader.ReadLineAsync());
    }

    [Fact]
    public async Task StreamAsync_OfOurReader_GivesEveryRecordedValueInOrder()
    {
        Assert.True(Scenario.TryLoad(Scenario.Default, out var scenario, out _));
        await using var playing = await Playing.StartAsync(scenario);
        var feed = FeedId.Parse("BTC/USD");
        var rows = scenario.Feeds.Single(known => known.Feed == feed).Series.Single(series => series.Provider == Provider.Pyth).Rows.Select(row => row.Price).ToList();
        await using var looks = playing.Pyth().StreamAsync(CancellationToken.None).GetAsyncEnumerator();
        var next = looks.MoveNextAsync().AsTask();

        // Nobody says when the subscription stands, and only what comes after it is streamed: a bar at a time until one arrives.
        var bars = 0;
        for (; !next.IsCompleted; playing.MoveTo(++bars * 100)) await Task.WhenAny(next, Task.Delay(20));
        playing.MoveTo((bars + 20) * 100);
        var seen = new List<Price>();
        while (await next && seen.Count < 20)
        {
            seen.AddRange(looks.Current.Observations.Where(observation => observation.Feed == feed).Select(observation => observation.Value));
            next = looks.MoveNextAsync().AsTask();
        }

        var first = Enumerable.Range(0, bars + 1).Where(at => rows.Skip(at).Take(seen.Count).SequenceEqual(seen));
        Assert.NotEmpty(first);
    }

    [Fact]
    public async Task Stream_BeyondTheMost_IsRefusedAndFreedByLeaving()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var open = new List<HttpResponseMessage>();
        for (var i = 0; i < 64; i++) open.Add(await playing.Http.GetAsync(Address(playing, Stream), HttpCompletionOption.ResponseHeadersRead));
        Assert.All(open, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        using (var refused = await playing.Http.GetAsync(Address(playing, Stream), HttpCompletionOption.ResponseHeadersRead)) Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        open.ForEach(response => response.Dispose());
        HttpStatusCode status;
        do
        {
            using var again = await playing.Http.GetAsync(Address(playing, Stream), HttpCompletionOption.ResponseHeadersRead);
            status = again.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static IReadOnlyDictionary<string, PythTrust> Mainnet()
    {
        var configuration = SignerConfiguration.Load(File.ReadAllBytes(Repository.PathOf("config", "pyth-signers.json")), out var problems);
        Assert.Empty(problems);
        Assert.NotEmpty(configuration!.Trusts);
        return configuration.Trusts;
    }

    private static async Task<long> PriceAsync(StreamReader reader, Playing playing)
    {
        var line = await reader.ReadLineAsync();
        Assert.StartsWith("data:", line, StringComparison.Ordinal);
        Assert.Equal(string.Empty, await reader.ReadLineAsync());
        using var json = JsonDocument.Parse(line!["data:".Length..]);
        Assert.True(PythUpdate.TryVerify(Binary(json), playing.World.Trust, Playing.Start, out var update, out _));
        return ((PythMessage.PriceFeed)update.Messages[0].Message).Price;
    }

    private static async Task<byte[]> UpdateAsync(Playing playing, string path)
    {
        using var json = JsonDocument.Parse(await playing.Http.GetStringAsync(Address(playing, path)));
        return Binary(json);
    }

    private static byte[] Binary(JsonDocument json) => Convert.FromHexString(json.RootElement.GetProperty("binary").GetProperty("data")[0].GetString()!);

    private static Uri Address(Playing playing, string path, string more = "") => new(playing.World.Hermes, $"{path}?ids[]={Eth(playing)}{more}");

    private static string Eth(Playing playing) => Id(playing, "ETH/USD");

    private static string Id(Playing playing, string feed) => playing.World.Feeds.Single(known => known.Feed == FeedId.Parse(feed)).Find(Provider.Pyth)!.Source.ToString();
}
