using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Chains.Tests.Fakes.Cosmos;
using CrossChainOracle.Domain;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Chains.Tests;

public sealed class CosmosReaderTests : IDisposable
{
    private static readonly CosmosQuery There = new("bank", new byte[] { 2 });
    private static readonly CosmosQuery Absent = new("bank", new byte[] { 9 });

    private readonly FakeCosmosChain _chain = new FakeCosmosChain("test-1", [40, 30, 30]).Put("bank", [2], [1]).Commit(10);
    private readonly List<FakeCosmosNode> _nodes = [];
    private readonly List<CosmosIncident> _incidents = [];
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
        _http.Dispose();
        _chain.Dispose();
    }

    [Fact]
    public async Task Head_IsTheNewestThatKEndpointsHave_WithTheHashOfItsFields()
    {
        var reader = Reader(nodes: 3, agreement: 2);
        _nodes[1].Lie = (method, _) => method == "status" ? Status("test-1", 900) : null;
        var head = await FindAsync(reader);
        var header = _chain.Signed(10).Header;
        Assert.Equal(new CosmosHead(10, header.ComputeHash(), header.Time.Milliseconds, header.AppHash!.Value), head);
        Assert.Equal(9, head.StateHeight);
    }

    [Fact]
    public async Task Head_OfAnotherChain_IsRefused()
    {
        using var other = new FakeCosmosChain("test-2", [1]).Put("bank", [2], [1]).Commit(10);
        var reader = Reader(nodes: 2, agreement: 1);
        foreach (var node in _nodes) node.Chain = other;
        var failure = await FailAsync(reader);
        Assert.Equal(RejectionCode.WrongEmitter, failure.Code);
        Assert.Contains("test-2, not test-1", failure.Detail, StringComparison.Ordinal);

        // The status says the right name, the header another.
        foreach (var node in _nodes) node.Lie = (method, _) => method == "status" ? Status("test-1", 10) : null;
        Assert.Equal(RejectionCode.WrongEmitter, (await FailAsync(reader)).Code);
    }

    [Fact]
    public async Task Head_BelowOneThatWasKept_OrAnotherAtItsHeight_IsRefused()
    {
        var reader = Reader(nodes: 1, agreement: 1);
        reader.Keep(await FindAsync(reader));
        _nodes[0].Lie = (method, _) => method == "status" ? Status("test-1", 8) : null;
        var back = Assert.IsType<CosmosHeadOutcome.WentBack>(await reader.HeadAsync(default));
        Assert.Equal((8, 10), (back.Head.Height, back.Last.Height));
        using var fork = new FakeCosmosChain("test-1", [40, 30, 30]).Put("bank", [2], [2]).Commit(10);
        _nodes[0].Lie = null;
        _nodes[0].Chain = fork;
        var conflict = Assert.IsType<CosmosHeadOutcome.Conflicting>(await reader.HeadAsync(default));
        Assert.Equal(conflict.Head.Height, conflict.Last.Height);
        Assert.NotEqual(conflict.Head.Hash, conflict.Last.Hash);
    }

    [Fact]
    public async Task Head_OnWhichTooFewAgree_IsAShortfall_AndTheDissenterIsReported()
    {
        using var fork = new FakeCosmosChain("test-1", [40, 30, 30]).Put("bank", [2], [2]).Commit(10);
        var reader = Reader(nodes: 3, agreement: 2);
        _nodes[2].Chain = fork;
        Assert.Equal(_chain.Signed(10).Header.ComputeHash(), (await FindAsync(reader)).Hash);
        Assert.Equal(_nodes[2].Chain.Signed(10).Header.ComputeHash(), Assert.IsType<CosmosIncident.OtherBlock>(Assert.Single(_incidents)).Its.Hash);
        var two = Reader(nodes: 2, agreement: 2);
        _nodes[^1].Chain = fork;
        Assert.Equal(RejectionCode.EndpointQuorum, (await FailAsync(two)).Code);
    }

    [Fact]
    public async Task Header_ComesWithItsVotesAndValidators_PageByPage_FromWhoeverHasThemRight()
    {
        using var large = new FakeCosmosChain("test-1", [.. Enumerable.Range(1, 250).Select(i => (long)i)]).Put("bank", [2], [1]).Commit(3);
        var reader = Reader(nodes: 2, agreement: 1);
        foreach (var node in _nodes) node.Chain = large;
        var head = await FindAsync(reader);
        _nodes[0].Lie = (method, parameters) => method == "validators" ? Page(parameters) : null;
        var found = Assert.IsType<CosmosHeaderOutcome.Found>(await reader.HeaderAsync(head, default));
        Assert.Equal(250, found.Validators.Members.Count);
        Assert.Equal(found.Signed.Header.ValidatorsHash, found.Validators.Hash);
        Assert.Contains("validators of 3 hash to", Assert.IsType<CosmosIncident.Failed>(Assert.Single(_incidents)).Failure.Detail, StringComparison.Ordinal);

        // One validator more power than the header's set.
        static JsonObject Page(JsonObject parameters) => new()
        {
            ["block_height"] = "3",
            ["validators"] = new JsonArray(new JsonObject { ["pub_key"] = new JsonObject { ["type"] = "tendermint/PubKeyEd25519", ["value"] = Convert.ToBase64String(new byte[32]) }, ["voting_power"] = "1" }),
            ["total"] = (string)parameters["page"]!,
        };
    }

    [Fact]
    public async Task Header_WithMoreValidatorsThanAreRead_IsOversized()
    {
        var reader = Reader(nodes: 1, agreement: 1, maximumValidators: 2);
        var head = await FindAsync(reader);
        Assert.Equal(RejectionCode.Oversized, Assert.IsType<CosmosHeaderOutcome.Failed>(await reader.HeaderAsync(head, default)).Failure.Code);
    }

    [Fact]
    public async Task Query_GivesValueOrAbsence_WithProofs()
    {
        var reader = Reader(nodes: 2, agreement: 2);
        var outcomes = await reader.QueryAsync(9, [There, Absent], default);
        var there = Assert.IsType<CosmosQueryOutcome.Answered>(outcomes[0]);
        Assert.Equal([1], there.Value!.Value.ToArray());
        Assert.Equal(2, there.Proofs.Count);
        Assert.Equal(["ics23:iavl", "ics23:simple"], there.Proofs[0].Select(step => step.Type));
        Assert.Null(Assert.IsType<CosmosQueryOutcome.Answered>(outcomes[1]).Value);
        Assert.Equal(Authenticity.QuorumRead, reader.Authenticity);
    }

    [Fact]
    public async Task Query_OnWhichEndpointsDisagree_FollowsKOrNobody()
    {
        var reader = Reader(nodes: 3, agreement: 2);
        _nodes[0].Lie = (method, _) => method == "abci_query" ? Answer(value: "/////w==") : null;
        Assert.Equal([1], Assert.IsType<CosmosQueryOutcome.Answered>((await reader.QueryAsync(9, [There], default))[0]).Value!.Value.ToArray());
        var dissent = Assert.IsType<CosmosIncident.Dissent>(Assert.Single(_incidents));
        Assert.Equal((9, There), (dissent.Height, dissent.Query));
        _nodes[1].Lie = (method, _) => method == "abci_query" ? Answer(value: null) : null;
        Assert.Equal(RejectionCode.EndpointQuorum, Assert.IsType<CosmosQueryOutcome.Failed>((await reader.QueryAsync(9, [There], default))[0]).Failure.Code);
    }

    [Theory]
    [InlineData("8", "Ag==", 0, RejectionCode.Malformed, "about height 8, not 9")]
    [InlineData("9", "Aw==", 0, RejectionCode.Malformed, "about another key")]
    [InlineData("9", "Ag==", 38, RejectionCode.CallFailed, "abci code 38: version mismatch")]
    [InlineData("-9", "Ag==", 0, RejectionCode.Malformed, "response.height: no whole number")]
    [InlineData("9", "A?==", 0, RejectionCode.Malformed, "response.key: no base64")]
    public async Task Query_AnsweredAboutSomethingElse_IsRefused(string height, string key, int code, RejectionCode expected, string detail)
    {
        var reader = Reader(nodes: 1, agreement: 1);
        _nodes[0].Lie = (_, _) => Answer("AQ==", height, key, code);
        var failure = Assert.IsType<CosmosQueryOutcome.Failed>((await reader.QueryAsync(9, [There], default))[0]).Failure;
        Assert.Equal(expected, failure.Code);
        Assert.Contains(detail, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_AtAHeightThatTheNodeHasNot_SaysWhatTheNodeSays_WithoutTheCredential()
    {
        var reader = Reader(nodes: 1, agreement: 1);
        var failure = Assert.IsType<CosmosQueryOutcome.Failed>((await reader.QueryAsync(99, [There], default))[0]).Failure;
        Assert.Equal(RejectionCode.CallFailed, failure.Code);
        Assert.Contains("height is not available", failure.Detail, StringComparison.Ordinal);
        _nodes[0].Reply = new(200, System.Text.Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":2,"error":{"code":-32603,"message":"no","data":"from ADDRESS"}}""".Replace("ADDRESS", $"{_nodes[0].Address}", StringComparison.Ordinal)));
        Assert.DoesNotContain("topsecretkey", Assert.IsType<CosmosQueryOutcome.Failed>((await reader.QueryAsync(9, [There], default))[0]).Failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, RejectionCode.RateLimited)]
    [InlineData(401, RejectionCode.Unauthorized)]
    [InlineData(500, RejectionCode.Unreachable)]
    public async Task Head_RefusedByHttp_SaysSo(int status, RejectionCode expected)
    {
        var reader = Reader(nodes: 1, agreement: 1);
        _nodes[0].Reply = new(status, []);
        Assert.Equal(expected, (await FailAsync(reader)).Code);
    }

    [Fact]
    public async Task Head_LargerThanTheLimit_IsOversized_AndOneThatNeverComesIsUnreachable()
    {
        var reader = Reader(nodes: 1, agreement: 1);
        _nodes[0].Reply = new(200, new byte[10_000]);
        Assert.Equal(RejectionCode.Oversized, (await FailAsync(reader)).Code);
        _nodes[0].Reply = new(200, [], Hang: true);
        var pending = reader.HeadAsync(default);
        await _nodes[0].Hanging;
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(RejectionCode.Unreachable, Assert.IsType<CosmosHeadOutcome.Failed>(await pending).Failure.Code);
    }

    [Fact]
    public void Options_ThatBreakRules_AreRefusedWithAllOfThem()
    {
        var options = new CosmosReaderOptions { Chain = ChainId.Eip155(1), Endpoints = [], Agreement = 2, MaximumValidators = 0, Limits = new() { Timeout = TimeSpan.Zero } };
        var cause = Assert.Throws<ArgumentException>(() => new CosmosReader(options, _http, _time));
        foreach (var part in new[] { "chain:", "endpoints:", "agreement:", "maximumValidators:", "timeout:" }) Assert.Contains(part, cause.Message, StringComparison.Ordinal);
    }

    private CosmosReader Reader(int nodes, int agreement, int maximumValidators = 500)
    {
        var added = Enumerable.Range(0, nodes).Select(_ => new FakeCosmosNode(_chain)).ToList();
        _nodes.AddRange(added);
        return new(
            new()
            {
                Chain = ChainId.Parse("cosmos:test-1"),
                Endpoints = [.. added.Select(node => node.Address)],
                Agreement = agreement,
                MaximumValidators = maximumValidators,
                Limits = new() { Timeout = TimeSpan.FromSeconds(30), MaximumResponseBytes = added.Count == 1 ? 9_000 : 1_000_000 },
            },
            _http,
            _time,
            incident =>
            {
                lock (_incidents) _incidents.Add(incident);
            });
    }

    private static async Task<CosmosHead> FindAsync(CosmosReader reader)
    {
        var outcome = await reader.HeadAsync(default);
        return Assert.IsType<CosmosHeadOutcome.Found>(outcome).Head;
    }

    private static async Task<ReadFailure> FailAsync(CosmosReader reader) => Assert.IsType<CosmosHeadOutcome.Failed>(await reader.HeadAsync(default)).Failure;

    private static JsonObject Status(string network, long height) => new()
    {
        ["node_info"] = new JsonObject { ["network"] = network },
        ["sync_info"] = new JsonObject { ["latest_block_height"] = $"{height}" },
    };

    private static JsonObject Answer(string? value, string height = "9", string key = "Ag==", int code = 0) => new()
    {
        ["response"] = new JsonObject { ["code"] = code, ["log"] = "version mismatch", ["key"] = key, ["value"] = value, ["proofOps"] = null, ["height"] = height },
    };
}
