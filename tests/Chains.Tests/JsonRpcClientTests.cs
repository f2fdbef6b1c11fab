using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Chains.Tests;

public sealed class JsonRpcClientTests
{
    public static TheoryData<string, RejectionCode> WireFaults => new()
    {
        { "401", RejectionCode.Unauthorized },
        { "403", RejectionCode.Unauthorized },
        { "429", RejectionCode.RateLimited },
        { "302", RejectionCode.Unreachable },
        { "500", RejectionCode.Unreachable },
        { "cut", RejectionCode.Unreachable },
        { "announced too large", RejectionCode.Oversized },
        { "too large", RejectionCode.Oversized },
        { "empty", RejectionCode.Malformed },
        { "html", RejectionCode.Malformed },
        { "other id", RejectionCode.Malformed },
        { "id twice", RejectionCode.Malformed },
        { "text id", RejectionCode.Malformed },
        { "no version", RejectionCode.Malformed },
        { "neither", RejectionCode.Malformed },
        { "both", RejectionCode.Malformed },
        { "error without code", RejectionCode.Malformed },
        { "array", RejectionCode.Malformed },
        { "deep", RejectionCode.Malformed },
    };

    [Theory]
    [MemberData(nameof(WireFaults))]
    public async Task Send_WhenTheEndpointMisbehaves_IsATypedFailureWithoutItsCredentials(string fault, RejectionCode expected)
    {
        using var server = new LoopbackHttp(_ => Reply(fault));
        using var http = JsonRpcClient.CreateHttp();
        var client = new JsonRpcClient(http, new(server.Address), new() { MaximumResponseBytes = 4096, Timeout = TimeSpan.FromSeconds(30) }, TimeProvider.System);
        var failed = Assert.IsType<JsonRpcAnswer.Failed>(await client.SendAsync(new("eth_chainId"), default));
        Assert.Equal(expected, failed.Code);
        Assert.DoesNotContain("secret", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_WhenTheEndpointIsNotThere_IsUnreachableWithoutItsCredentials()
    {
        var server = new LoopbackHttp(_ => new(200, []));
        server.Dispose();
        using var http = JsonRpcClient.CreateHttp();
        var failed = Assert.IsType<JsonRpcAnswer.Failed>(await new JsonRpcClient(http, new(server.Address), new(), TimeProvider.System).SendAsync(new("eth_chainId"), default));
        Assert.Equal((RejectionCode.Unreachable, "http: ConnectionError"), (failed.Code, failed.Detail));
    }

    [Fact]
    public async Task Send_WhenTheEndpointIsSilent_IsUnreachableAfterItsTimeLimit()
    {
        using var fixture = new ReaderFixture(nodes: 1, agreement: 1);
        fixture.Nodes[0].Fault = (_, _) => new(200, [], Hang: true);
        var pin = fixture.FailToPinAsync();
        await fixture.Nodes[0].Hanging;
        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(RejectionCode.Unreachable, (await pin).Code);
    }

    [Fact]
    public async Task Send_WhenTheCallerCancels_Throws()
    {
        using var server = new LoopbackHttp(_ => new(200, [], Hang: true));
        using var http = JsonRpcClient.CreateHttp();
        using var cancel = new CancellationTokenSource();
        var sent = new JsonRpcClient(http, new(server.Address), new(), TimeProvider.System).SendAsync(new("eth_chainId"), cancel.Token);
        await server.Hanging;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }

    [Fact]
    public async Task Send_WhenTheErrorRepeatsTheCredentials_TheyAreTakenOut()
    {
        const string Error = """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"bad key TopSecretKey or hiddentoken\n\u00e9","data":"0x08c379a0"}}""";
        using var server = new LoopbackHttp(_ => new(200, System.Text.Encoding.UTF8.GetBytes(Error)));
        using var http = JsonRpcClient.CreateHttp();
        var answer = await new JsonRpcClient(http, new(server.Address), new(), TimeProvider.System).SendAsync(new("eth_chainId"), default);
        Assert.Equal(new JsonRpcAnswer.RpcError(-32600, "bad key *** or ***??", "0x08c379a0"), answer);
    }

    [Fact]
    public void Endpoint_ShowsSchemeHostAndPortOnly()
    {
        var endpoint = new Endpoint(new("https://user:password1@node.example:8443/v3/abcdef0123?key=qwertz"));
        Assert.Equal("https://node.example:8443", endpoint.ToString());
        Assert.Equal("*** *** *** v3", endpoint.Scrub("password1 abcdef0123 qwertz v3", 100));
        Assert.DoesNotContain("zzsecret", Assert.Throws<ArgumentException>(() => new Endpoint(new("ftp://node.example/zzsecret"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_AnsweredOutOfOrderTwiceOrNotAtAll_IsDecidedCallByCall()
    {
        var body = """[{"jsonrpc":"2.0","id":9,"result":"c"},{"jsonrpc":"2.0","id":7,"result":"a"},{"jsonrpc":"2.0","id":9,"result":"d"},{"jsonrpc":"2.0","id":99,"result":"x"},5]"""u8.ToArray();
        var answers = JsonRpcParser.ParseBatch(body, 7, 3, new(new("http://node.example")));
        Assert.Equal("a", Assert.IsType<JsonRpcAnswer.Ok>(answers[0]).Result.GetString());
        Assert.Equal("id 8 is not answered", Assert.IsType<JsonRpcAnswer.Failed>(answers[1]).Detail);
        Assert.Equal("id 9 is answered twice", Assert.IsType<JsonRpcAnswer.Failed>(answers[2]).Detail);
    }

    [Fact]
    public void Batch_RefusedAsAWhole_IsThatErrorForEveryCall()
    {
        var body = """{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"batch too large"}}"""u8.ToArray();
        var answers = JsonRpcParser.ParseBatch(body, 1, 2, new(new("http://node.example")));
        Assert.All(answers, answer => Assert.Equal(-32005, Assert.IsType<JsonRpcAnswer.RpcError>(answer).Code));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"\ud800"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"\ud800"}}""")]
    [InlineData("""{"jsonrpc":"\ud800","id":1,"result":1}""")]
    [InlineData("""{"\ud800":"2.0","id":1,"result":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1e400,"result":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1e999,"message":"x"}}""")]
    public void Parse_OfJsonThatTextCannotHold_NeverThrows(string body)
    {
        var answer = JsonRpcParser.Parse(System.Text.Encoding.UTF8.GetBytes(body), 1, new(new("http://node.example")));
        if (answer is not JsonRpcAnswer.Ok ok) return;
        Assert.False(EvmNodeParser.TryParseData(ok.Result, out _));
        Assert.False(EvmNodeParser.TryParseBlock(ok.Result, out _, out _));
    }

    private static HttpReply Reply(string fault) => fault switch
    {
        "cut" => new(200, """{"jsonrpc":"2.0","id":1,"result":"0x1"}"""u8.ToArray(), SendOnly: 20),
        "announced too large" => new(200, new byte[5000], SendOnly: 0),
        "too large" => new(200, new byte[5000], AnnounceLength: false),
        "empty" => new(200, []),
        "html" => new(200, "<html>topsecretkey</html>"u8.ToArray()),
        "other id" => new(200, """{"jsonrpc":"2.0","id":2,"result":"0x1"}"""u8.ToArray()),
        "id twice" => new(200, """{"jsonrpc":"2.0","id":1,"id":1,"result":"0x1"}"""u8.ToArray()),
        "text id" => new(200, """{"jsonrpc":"2.0","id":"1","result":"0x1"}"""u8.ToArray()),
        "no version" => new(200, """{"id":1,"result":"0x1"}"""u8.ToArray()),
        "neither" => new(200, """{"jsonrpc":"2.0","id":1}"""u8.ToArray()),
        "both" => new(200, """{"jsonrpc":"2.0","id":1,"result":"0x1","error":{"code":1,"message":""}}"""u8.ToArray()),
        "error without code" => new(200, """{"jsonrpc":"2.0","id":1,"error":{"message":"x"}}"""u8.ToArray()),
        "array" => new(200, """[{"jsonrpc":"2.0","id":1,"result":"0x1"}]"""u8.ToArray()),
        "deep" => new(200, System.Text.Encoding.ASCII.GetBytes(new string('[', 2000))),
        _ => new(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture), "topsecretkey"u8.ToArray()),
    };
}
