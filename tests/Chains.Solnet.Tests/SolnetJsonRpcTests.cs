using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Chains.Solnet.Tests;

/// <summary>The whole reader over the adapter, against the same node in memory as our own client.</summary>
public sealed class SolnetJsonRpcTests : IDisposable
{
    private static readonly SolanaKey Wallet = Key(1);

    private readonly FakeSolana _node = new();
    private readonly HttpClient _http = new();
    private readonly HttpSolnet _client;
    private readonly SolanaReaderOptions _options;
    private readonly SolanaReader _reader;

    public SolnetJsonRpcTests()
    {
        _client = new(_http, _node.Address);
        _options = new() { Chain = ChainId.Parse("solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"), Endpoints = [_node.Address], Agreement = 1, RoundDelay = TimeSpan.Zero, Limits = new() { Timeout = TimeSpan.FromSeconds(30) } };
        _reader = new(_options, endpoint => new SolnetJsonRpc(_client, endpoint, _options.Limits, TimeProvider.System), TimeProvider.System);
        _node.PutEverywhere(new(Wallet, Key(9), 1_000_000, false, new byte[] { 1, 2, 3 }));
    }

    public void Dispose()
    {
        _node.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task Accounts_AreReadAsOverOurOwnClient()
    {
        var own = new SolanaReader(_options, _http, TimeProvider.System);
        foreach (var commitment in new[] { Commitment.Confirmed, Commitment.Finalized })
        {
            var snapshot = Assert.IsType<SolanaRead<SolanaSnapshot>.Ok>(await _reader.AccountsAsync([Wallet, Key(2)], commitment, 0, default)).Value;
            Assert.Equal(Assert.IsType<SolanaRead<SolanaSnapshot>.Ok>(await own.AccountsAsync([Wallet, Key(2)], commitment, 0, default)).Value.Digest, snapshot.Digest);
            Assert.Equal(commitment == Commitment.Confirmed ? 135ul : 100, snapshot.Pin.Highest);
        }
    }

    [Fact]
    public async Task AnAnswerFromBeforeTheSlot_IsStale_ThoughTheNodeWasNotTold()
    {
        Assert.IsType<SolanaRead<SolanaSnapshot>.Ok>(await _reader.AccountsAsync([Wallet], Commitment.Finalized, 100, default));
        Assert.Equal(RejectionCode.Stale, await FailureAsync(new("getMultipleAccounts", new System.Text.Json.Nodes.JsonArray(Wallet.ToString()), Options(101))));
        _node.Lists[Wallet.ToString()] = [Key(3)];
        var mint = new System.Text.Json.Nodes.JsonObject { ["mint"] = Key(4).ToString() };
        Assert.Null(await FailureAsync(new("getTokenAccountsByOwner", Wallet.ToString(), mint.DeepClone(), Options(100))));
        Assert.Equal(RejectionCode.Stale, await FailureAsync(new("getTokenAccountsByOwner", Wallet.ToString(), mint, Options(101))));
        var page = Options(101);
        page["limit"] = 10;
        Assert.Equal(RejectionCode.Stale, await FailureAsync(new("getSignaturesForAddress", Wallet.ToString(), page)));
    }

    [Fact]
    public async Task SlotTimeListAndSignatures_AreTheNodes()
    {
        _node.Lists[Wallet.ToString()] = [Key(3), Key(5)];
        var rpc = Rpc();
        Assert.Equal("135", await ResultAsync(rpc, new("getSlot", new System.Text.Json.Nodes.JsonObject { ["commitment"] = "confirmed" })));
        Assert.Equal("1700000012", await ResultAsync(rpc, new("getBlockTime", 12)));
        Assert.Equal("null", await ResultAsync(rpc, new("getTransaction", "5j7s", Options(0))));
        var listed = Assert.IsType<SolanaRead<IReadOnlyList<SolanaKey>>.Ok>(await _reader.ListAsync(new SolanaQuery.TokenAccounts(Wallet, Key(4)), Commitment.Finalized, 100, default));
        Assert.Equal([Key(3), Key(5)], listed.Value);
    }

    [Fact]
    public async Task WhatTheClientCannotAsk_IsRefusedByName()
    {
        var error = Assert.IsType<JsonRpcAnswer.RpcError>(await Rpc().SendAsync(new("getProgramAccounts", Wallet.ToString(), Options(0)), default));
        Assert.Equal((-32601L, "Solnet has no getProgramAccounts that names a slot"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData(429, RejectionCode.RateLimited)]
    [InlineData(403, RejectionCode.Unauthorized)]
    [InlineData(500, RejectionCode.Unreachable)]
    public async Task AnHttpFailure_IsAnAnswer(int status, RejectionCode code)
    {
        _node.Fault = (_, honest) => honest with { Status = status };
        Assert.Equal(code, await FailureAsync(new("getGenesisHash")));
    }

    /// <summary>Thousands of mutations of a good answer: an answer of one kind or another, never an exception.</summary>
    [Fact]
    public async Task SpoiledAnswers_AreAnswers()
    {
        var mutator = new Mutator(9);
        var good = 0;
        string? answer = null;
        _client.Spoil = honest => System.Text.Encoding.Latin1.GetString(mutator.Next(System.Text.Encoding.Latin1.GetBytes(answer ??= honest!)));
        var rpc = Rpc();
        for (var i = 0; i < 2_000; i++)
        {
            if (await rpc.SendAsync(new("getGenesisHash"), default) is JsonRpcAnswer.Ok) good++;
        }

        Assert.InRange(good, 0, 1_999);
    }

    private static SolanaKey Key(int number) => SolanaKey.From([.. Enumerable.Range(0, 32).Select(i => (byte)(i < 31 ? 0x5a : number))]);

    private static System.Text.Json.Nodes.JsonObject Options(ulong minimum) => new() { ["commitment"] = "finalized", ["minContextSlot"] = minimum };

    private SolnetJsonRpc Rpc() => new(_client, new(_node.Address), _options.Limits, TimeProvider.System);

    private static async Task<string> ResultAsync(SolnetJsonRpc rpc, JsonRpcCall call) => Assert.IsType<JsonRpcAnswer.Ok>(await rpc.SendAsync(call, default)).Result.GetRawText();

    /// <summary>As our node over the adapter would say; null where there is an answer.</summary>
    private async Task<RejectionCode?> FailureAsync(JsonRpcCall call) => await Rpc().SendAsync(call, default) switch
    {
        JsonRpcAnswer.RpcError { Code: -32016 } => RejectionCode.Stale,
        JsonRpcAnswer.Failed failed => failed.Code,
        _ => null,
    };
}
