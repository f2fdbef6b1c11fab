using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Feeds.Api3;
using CrossChainOracle.Feeds.Chainlink;

namespace CrossChainOracle.Node.Tests.Sandbox;

public sealed class EvmServerTests
{
    private const string Usdc = "0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6";
    private const string HeaderNotFound = """{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"header not found"}}""";

    [Fact]
    public async Task PinAsync_WithEveryTag_GivesABlockOfTheSandboxsChain()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        playing.MoveTo(100_000);
        var blocks = new List<PinnedBlock>();
        foreach (var tag in Enum.GetValues<BlockTag>()) blocks.Add(Assert.IsType<PinOutcome.Pinned>(await playing.Evm().PinAsync(tag, CancellationToken.None)).Block);
        Assert.Equal([0UL, 32, 64], blocks.Select(block => blocks[0].Number - block.Number));

        // The last change was at 1,666 ms; from there on a block comes every second.
        Assert.Equal((Playing.Start + 99_666) / 1000 * 1000, blocks[0].Timestamp);
    }

    [Fact]
    public async Task Blocks_AsTimePasses_ComeWithEveryChangeAndAtLeastOncePerSecond()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        Assert.Equal(1UL, await NumberAsync(playing));

        // USDC at 166 ms; ETH of API3 at 500 ms; both ETH at 1,000 ms; USDC at 1,666 ms; then nothing changes any more.
        foreach (var (milliseconds, number) in ((long, ulong)[])[(165, 1), (166, 2), (499, 2), (500, 3), (1_000, 4), (1_666, 5), (2_665, 5), (2_666, 6), (12_666, 16)])
        {
            playing.MoveTo(milliseconds);
            Assert.Equal(number, await NumberAsync(playing));
        }

        static async Task<ulong> NumberAsync(Playing playing) => Convert.ToUInt64((await RequestAsync(playing, "eth_blockNumber", "[]")).GetProperty("result").GetString(), 16);
    }

    [Fact]
    public async Task Blocks_OfTwoSandboxesWithOneStart_HaveTheSameHashes()
    {
        await using var one = await Playing.StartAsync(TinyMarket.Load());
        await using var other = await Playing.StartAsync(TinyMarket.Load());
        one.MoveTo(5_000);
        foreach (var milliseconds in (long[])[123, 1_700, 3_100, 5_000]) other.MoveTo(milliseconds);
        Assert.Equal(
            (await RequestAsync(one, "eth_getBlockByNumber", """["latest",false]""")).GetRawText(),
            (await RequestAsync(other, "eth_getBlockByNumber", """["latest",false]""")).GetRawText());
    }

    [Fact]
    public async Task HistoryAsync_OfRealRounds_WalksBackOverTheRecordedIds()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        playing.MoveTo(2_000);
        var reader = playing.Evm();
        var block = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, CancellationToken.None)).Block;
        var newest = PhaseRound.FromId(UInt128.Parse("36893488147419104089", null));
        var history = await ChainlinkHistory.ReadAsync(reader, EvmAddress.Parse(Usdc), block, newest, 2, CancellationToken.None);
        Assert.Equal(HistoryEnd.Complete, history.End);
        Assert.Equal([(99_755_917, 1_800_000_001UL), (100_019_000, 1_800_000_000UL)], history.Rounds.Select(round => ((int)round.Answer, round.UpdatedAt)));

        var further = await ChainlinkHistory.ReadAsync(reader, EvmAddress.Parse(Usdc), block, newest, 3, CancellationToken.None);
        Assert.Equal((HistoryEnd.Failed, RejectionCode.CallFailed), (further.End, further.Failure!.Code));
    }

    [Fact]
    public async Task CallAsync_AtAnEarlierBlock_GivesWhatStoodThere()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var reader = playing.Evm();
        var proxy = playing.World.Feeds.Single(feed => feed.Feed == FeedId.Parse("ETH/USD")).Find(Provider.Chainlink)!.Source.ToString();
        var call = ChainlinkRequest.ForLatestRound(EvmAddress.Parse("0x" + proxy[^40..]));
        var before = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, CancellationToken.None)).Block;
        playing.MoveTo(1_000);
        var after = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, CancellationToken.None)).Block;
        Assert.Equal(200_075_000_000, await AnswerAsync(before));
        Assert.Equal(200_150_000_000, await AnswerAsync(after));

        async Task<Int128> AnswerAsync(PinnedBlock block)
        {
            var outcome = Assert.IsType<CallOutcome.Returned>(Assert.Single(await reader.CallAsync(block, [call], CancellationToken.None)));
            Assert.True(ChainlinkParser.TryParseRound(outcome.Data.Span, out var round, out _));
            return round.Answer;
        }
    }

    [Fact]
    public async Task Call_AtABlockThatIsGone_SaysHeaderNotFound()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var first = (await RequestAsync(playing, "eth_getBlockByNumber", """["0x1",false]""")).GetProperty("result").GetProperty("hash").GetString();
        var parameters = $$"""[{"to":"{{Usdc}}","data":"0x313ce567"},{"blockHash":"{{first}}"}]""";
        Assert.True((await RequestAsync(playing, "eth_call", parameters)).TryGetProperty("result", out _));
        playing.MoveTo(300_000);
        Assert.Equal(HeaderNotFound, (await RequestAsync(playing, "eth_call", parameters)).GetRawText());
        Assert.Equal(JsonValueKind.Null, (await RequestAsync(playing, "eth_getBlockByHash", $"""["{first}",false]""")).GetProperty("result").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await RequestAsync(playing, "eth_getBlockByNumber", """["0x1",false]""")).GetProperty("result").ValueKind);
    }

    [Theory]
    [InlineData("eth_chainId", "[]", "\"0x7a69\"")]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\",\"data\":\"0x313ce567\"}]", "\"0x0000000000000000000000000000000000000000000000000000000000000008\"")]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\",\"input\":\"0x54fd4d50\"},\"0x1\"]", "\"0x0000000000000000000000000000000000000000000000000000000000000004\"")]
    [InlineData("eth_call", "[{\"to\":\"0x0000000000000000000000000000000000000001\",\"data\":\"0x313ce567\"},\"latest\"]", "\"0x\"")]
    [InlineData("eth_getCode", "[\"{usdc}\",\"latest\"]", "\"0x60006000fd\"")]
    [InlineData("eth_getCode", "[\"0xcA11bde05977b3631167028862bE2a173976CA11\",{\"blockNumber\":\"0x1\"}]", "\"0x60006000fd\"")]
    [InlineData("eth_getCode", "[\"0x0000000000000000000000000000000000000001\"]", "\"0x\"")]
    [InlineData("eth_getBlockByNumber", "[\"0x2\",false]", "null")]
    public async Task Request_WhenSound_GivesItsResult(string method, string parameters, string result)
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        Assert.Equal(result, (await RequestAsync(playing, method, parameters.Replace("{usdc}", Usdc, StringComparison.Ordinal))).GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("eth_sendRawTransaction", "[\"0x\"]", -32601)]
    [InlineData("eth_chainId", "{}", -32602)]
    [InlineData("eth_chainId", "[1]", -32602)]
    [InlineData("eth_getBlockByNumber", "[]", -32602)]
    [InlineData("eth_getBlockByNumber", "[\"newest\",false]", -32602)]
    [InlineData("eth_getBlockByNumber", "[\"0x1\",1]", -32602)]
    [InlineData("eth_getBlockByHash", "[\"0x12\",false]", -32602)]
    [InlineData("eth_call", "[]", -32602)]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\",\"data\":\"0x3\"}]", -32602)]
    [InlineData("eth_call", "[{\"to\":\"12\"}]", -32602)]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\"},{\"blockHash\":1}]", -32602)]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\"},{\"blockHash\":\"0x0000000000000000000000000000000000000000000000000000000000000001\",\"requireCanonical\":true}]", -32000)]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\"},\"0xffff\"]", -32000)]
    [InlineData("eth_getCode", "[\"{usdc}\",\"0xffff\"]", -32000)]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\",\"data\":\"0xdeadbeef\"}]", 3)]
    [InlineData("eth_call", "[{\"to\":\"{usdc}\"}]", 3)]
    [InlineData("eth_call", "[{\"to\":\"0xcA11bde05977b3631167028862bE2a173976CA11\",\"data\":\"0x82ad56cb\"}]", 3)]
    public async Task Request_WhenWrong_GivesItsErrorCode(string method, string parameters, int code)
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var answer = await RequestAsync(playing, method, parameters.Replace("{usdc}", Usdc, StringComparison.Ordinal));
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Call_BeforeTheFirstRound_RevertsWithChainlinksReason()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var error = (await RequestAsync(playing, "eth_call", $$"""[{"to":"{{Usdc}}","data":"0xfeaf968c"}]""")).GetProperty("error");
        Assert.Equal("execution reverted: No data present", error.GetProperty("message").GetString());
        Assert.StartsWith("0x08c379a0", error.GetProperty("data").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,""")]
    [InlineData("[]", """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,""")]
    [InlineData("7", """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,""")]
    [InlineData("""{"id":"a","method":"eth_chainId"}""", """{"jsonrpc":"2.0","id":"a","error":{"code":-32600,""")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"eth_chainId"}""", """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,""")]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":7}""", """{"jsonrpc":"2.0","id":1.5,"error":{"code":-32600,""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"x"}]""",
        """[{"jsonrpc":"2.0","id":1,"result":"0x7a69"},{"jsonrpc":"2.0","id":2,"error":{"code":-32601,""")]
    public async Task Body_OfAnyForm_HasTheAnswerOfTheSpecification(string body, string start)
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        Assert.StartsWith(start, await PostAsync(playing, body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"eth_chainId"}""")]
    [InlineData("""[{"jsonrpc":"2.0","method":"eth_chainId"}]""")]
    public async Task Notification_Alone_HasNoAnswer(string body)
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        Assert.Equal(string.Empty, await PostAsync(playing, body));
    }

    [Fact]
    public async Task Batch_BeyondTheMost_IsRefusedAsAWhole()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var one = """{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}""";
        Assert.StartsWith("[", await PostAsync(playing, $"[{string.Join(',', Enumerable.Repeat(one, 100))}]"), StringComparison.Ordinal);
        Assert.Contains("-32600", await PostAsync(playing, $"[{string.Join(',', Enumerable.Repeat(one, 101))}]"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_WithStrangersAndMulticallItself_FailsThoseAlone()
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        var reader = playing.Evm();
        var block = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, CancellationToken.None)).Block;
        var outcomes = await reader.CallAsync(
            block,
            [
                ChainlinkRequest.ForDecimals(EvmAddress.Parse(Usdc)),
                Api3Request.ForRead(EvmAddress.Parse(Usdc)),
                new(playing.World.Multicall, Multicall3.EncodeCalls([])),
                ChainlinkRequest.ForDecimals(EvmAddress.Parse("0x0000000000000000000000000000000000000001")),
            ],
            CancellationToken.None);
        Assert.Equal([true, false, false, false], outcomes.Select(outcome => outcome is CallOutcome.Returned));
    }

    [Theory]
    [InlineData("GET", "application/json", 10, HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "text/plain", 10, HttpStatusCode.UnsupportedMediaType)]
    [InlineData("POST", "application/json", 1_048_577, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Http_OfTheWrongKind_IsRefusedByStatus(string method, string type, int size, HttpStatusCode expected)
    {
        await using var playing = await Playing.StartAsync(TinyMarket.Load());
        using var request = new HttpRequestMessage(new(method), playing.World.Rpc);
        if (method == "POST")
        {
            request.Content = new ByteArrayContent(new byte[size]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
            request.Headers.ExpectContinue = true;
        }

        using var response = await playing.Http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("\"0x7a69\"", (await RequestAsync(playing, "eth_chainId", "[]")).GetProperty("result").GetRawText());
    }

    private static async Task<JsonElement> RequestAsync(Playing playing, string method, string parameters)
    {
        using var json = JsonDocument.Parse(await PostAsync(playing, $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}"""));
        return json.RootElement.Clone();
    }

    private static async Task<string> PostAsync(Playing playing, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await playing.Http.PostAsync(playing.World.Rpc, content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
