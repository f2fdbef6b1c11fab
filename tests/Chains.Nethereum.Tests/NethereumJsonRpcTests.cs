using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;
using Nethereum.JsonRpc.Client;
using Nethereum.JsonRpc.Client.RpcMessages;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CrossChainOracle.Chains.Nethereum.Tests;

public sealed class NethereumJsonRpcTests
{
    private static readonly Endpoint There = new(new Uri("https://node.example/v3/0123456789abcdef"));

    /// <summary>The whole reader, against the same node in memory as our own client, by a client that goes over HTTP as Nethereum's does.</summary>
    [Fact]
    public async Task TheReader_ReadsOverIt_AsOverOurOwnClient()
    {
        using var node = new FakeEvm { Blocks = [FakeBlock.Of(9, 1_699_999_988), FakeBlock.Of(10, 1_700_000_000, contracts: new() { [FakeContracts.Address(1)] = _ => new(true, FakeContracts.Word(77)) })] };
        using var http = new HttpClient();
        var options = new EvmReaderOptions { Chain = ChainId.Parse("eip155:1"), Endpoints = [node.Address], Agreement = 1 };
        var reader = new EvmReader(options, endpoint => new NethereumJsonRpc(new HttpNethereum(http, node.Address), endpoint, options.Limits, TimeProvider.System));
        var own = new EvmReader(options, http, TimeProvider.System);
        var pinned = Assert.IsType<PinOutcome.Pinned>(await reader.PinAsync(BlockTag.Latest, default));
        Assert.Equal(await own.PinAsync(BlockTag.Latest, default), pinned);
        var call = new EvmCall(FakeContracts.Address(1), new byte[] { 1, 2, 3, 4 });
        var returned = Assert.IsType<CallOutcome.Returned>(Assert.Single(await reader.CallAsync(pinned.Block, [call], default)));
        Assert.Equal(Hex.Encode(FakeContracts.Word(77)), Hex.Encode(returned.Data.Span));
    }

    [Fact]
    public async Task Parameters_GoAsTheyAre_InOrderOrByName()
    {
        var asked = new List<string>();
        var rpc = Over(request =>
        {
            asked.Add($"{request.Method} {JsonConvert.SerializeObject(request.RawParameters)}");
            return new(request.Id, JValue.CreateNull());
        });
        await rpc.SendAsync(new("m", "0x1", true, 7, new JsonObject { ["at"] = "2026-01-01T00:00:00Z" }), default);
        await rpc.SendAsync(JsonRpcCall.Named("n", new JsonObject { ["height"] = "12" }), default);
        Assert.Equal(["m [\"0x1\",true,7,{\"at\":\"2026-01-01T00:00:00Z\"}]", "n {\"height\":\"12\"}"], asked);
    }

    [Fact]
    public async Task Results_OfEitherJsonLibrary_AreTheSame()
    {
        const string Json = """{"a":["0x1",{"b":null}],"c":12.5}""";
        foreach (var result in new object[] { JToken.Parse(Json), JsonDocument.Parse(Json).RootElement })
        {
            var ok = Assert.IsType<JsonRpcAnswer.Ok>(await Over(request => new(request.Id, result)).SendAsync(new("m"), default));
            Assert.Equal(Json, ok.Result.GetRawText());
        }

        Assert.Equal(JsonValueKind.Null, Assert.IsType<JsonRpcAnswer.Ok>(await Over(request => new(request.Id, (object)null!)).SendAsync(new("m"), default)).Result.ValueKind);
        Assert.Equal(RejectionCode.Malformed, Assert.IsType<JsonRpcAnswer.Failed>(await Over(_ => new(999, JToken.Parse("1"))).SendAsync(new("m"), default)).Code);
    }

    [Fact]
    public async Task AnError_IsTheNodesOwn_WithoutCredentials()
    {
        var error = new RpcError { Code = -32000, Message = "https://node.example/v3/0123456789abcdef is over its limit\n", Data = JToken.Parse("\"0x08c379a0\"") };
        Assert.Equal(new JsonRpcAnswer.RpcError(-32000, "https://node.example/v3/*** is over its limit?", "0x08c379a0"), await Over(request => new(request.Id, error)).SendAsync(new("m"), default));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, RejectionCode.RateLimited)]
    [InlineData(HttpStatusCode.Forbidden, RejectionCode.Unauthorized)]
    [InlineData(HttpStatusCode.BadGateway, RejectionCode.Unreachable)]
    public async Task WhatTheLibraryThrows_IsAnAnswer(HttpStatusCode status, RejectionCode code)
    {
        var rpc = Over(_ => throw new InvalidOperationException("https://node.example/secret", new HttpRequestException("secret", null, status)));
        var failed = Assert.IsType<JsonRpcAnswer.Failed>(await rpc.SendAsync(new("m"), default));
        Assert.Equal((code, $"HTTP {(int)status}"), (failed.Code, failed.Detail));
        Assert.Equal(new JsonRpcAnswer.Failed(RejectionCode.Unreachable, "FormatException"), await Over(_ => throw new FormatException("secret")).SendAsync(new("m"), default));
    }

    [Fact]
    public async Task AnAnswerThatIsTooLateOrTooLong_IsNone_AndCancellingThrows()
    {
        var never = new TaskCompletionSource<RpcResponseMessage>();
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var rpc = new NethereumJsonRpc(new Client(_ => never.Task), There, new(), time);
        var waiting = rpc.SendAsync(new("m"), default);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new JsonRpcAnswer.Failed(RejectionCode.Unreachable, "no whole answer within 3000 ms"), await waiting);
        using var cancel = new CancellationTokenSource();
        var cancelled = rpc.SendAsync(new("m"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        var small = new NethereumJsonRpc(new Client(request => Task.FromResult(new RpcResponseMessage(request.Id, new string('x', 5_000)))), There, new() { MaximumResponseBytes = 4_096 }, time);
        Assert.Equal(RejectionCode.Oversized, Assert.IsType<JsonRpcAnswer.Failed>(await small.SendAsync(new("m"), default)).Code);
    }

    private static NethereumJsonRpc Over(Func<RpcRequestMessage, RpcResponseMessage> answer) =>
        new(new Client(async request =>
        {
            await Task.Yield();
            return answer(request);
        }), There, new(), TimeProvider.System);

    private sealed class Client(Func<RpcRequestMessage, Task<RpcResponseMessage>> answer) : IClient
    {
        public Task<RpcResponseMessage> SendAsync(RpcRequestMessage rpcRequestMessage, string? route = null) => answer(rpcRequestMessage);
    }

    /// <summary>Writes and reads with Newtonsoft's library, as the package's own client does.</summary>
    private sealed class HttpNethereum(HttpClient http, Uri address) : IClient
    {
        public async Task<RpcResponseMessage> SendAsync(RpcRequestMessage rpcRequestMessage, string? route = null)
        {
            var request = JsonConvert.SerializeObject(new { id = rpcRequestMessage.Id, jsonrpc = "2.0", method = rpcRequestMessage.Method, @params = rpcRequestMessage.RawParameters });
            using var response = await http.PostAsync(address, new StringContent(request, System.Text.Encoding.UTF8, "application/json"));
            response.EnsureSuccessStatusCode();
            var answer = JObject.Parse(await response.Content.ReadAsStringAsync());
            return answer["error"] is JObject error
                ? new(answer["id"]!.ToObject<long>(), new RpcError { Code = (int)error["code"]!, Message = (string)error["message"]! })
                : new RpcResponseMessage(answer["id"]!.ToObject<long>(), (object)answer["result"]!);
        }
    }
}
