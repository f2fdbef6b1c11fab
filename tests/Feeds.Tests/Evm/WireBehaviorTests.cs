using CrossChainOracle.Chains.Tests.Fakes;
using CrossChainOracle.Domain;
using static CrossChainOracle.Feeds.Tests.Evm.FeedFixture;

namespace CrossChainOracle.Feeds.Tests.Evm;

/// <summary>What a node may do to a look, driven through every provider that is read from contracts.</summary>
public sealed class WireBehaviorTests
{
    public enum Wire
    {
        Http401, Http429, Http500, CutMidBody, WrongId, ErrorObject, AskedToSlowDown, HugeBody, NotJson, Slow, OtherChain, BlockUnknown, NoMulticall, FewerResults, ResultNoHex,
    }

    public static TheoryData<Provider, Wire, RejectionCode> Wires()
    {
        var data = new TheoryData<Provider, Wire, RejectionCode>();
        foreach (var provider in FeedCase.All.Keys)
        {
            data.Add(provider, Wire.Http401, RejectionCode.Unauthorized);
            data.Add(provider, Wire.Http429, RejectionCode.RateLimited);
            data.Add(provider, Wire.Http500, RejectionCode.Unreachable);
            data.Add(provider, Wire.CutMidBody, RejectionCode.Unreachable);
            data.Add(provider, Wire.WrongId, RejectionCode.Malformed);
            data.Add(provider, Wire.ErrorObject, RejectionCode.CallFailed);
            data.Add(provider, Wire.AskedToSlowDown, RejectionCode.RateLimited);
            data.Add(provider, Wire.HugeBody, RejectionCode.Oversized);
            data.Add(provider, Wire.NotJson, RejectionCode.Malformed);
            data.Add(provider, Wire.Slow, RejectionCode.Unreachable);
            data.Add(provider, Wire.OtherChain, RejectionCode.WrongEmitter);
            data.Add(provider, Wire.BlockUnknown, RejectionCode.CallFailed);
            data.Add(provider, Wire.NoMulticall, RejectionCode.CallFailed);
            data.Add(provider, Wire.FewerResults, RejectionCode.Malformed);
            data.Add(provider, Wire.ResultNoHex, RejectionCode.Malformed);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task OnlyEndpoint_BehavingSo_IsTheTypedFailureOfEveryFeed(Provider provider, Wire behavior, RejectionCode expected)
    {
        using var fixture = Prepare(provider, nodes: 1, agreement: 1);
        var look = await ReadAsync(fixture, provider, fixture.Nodes[0], behavior);
        Assert.Empty(look.Observations);
        Assert.Equal([SubjectTarget.Feed, NeighbourTarget.Feed], look.Failures.Select(failure => failure.Feed));
        Assert.All(look.Failures, failure => Assert.Equal(expected, failure.Code));
        Assert.All(look.Failures, failure => Assert.DoesNotContain("secret", failure.Detail, StringComparison.Ordinal));
        Assert.All(look.Failures, failure => Assert.InRange(failure.Detail.Length, 1, SourceFailure.MaximumDetail));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task OneEndpointOfThree_BehavingSo_CostsNothing(Provider provider, Wire behavior, RejectionCode alone)
    {
        Assert.NotEqual(RejectionCode.EndpointQuorum, alone);
        using var fixture = Prepare(provider, nodes: 3, agreement: 2);
        var look = await ReadAsync(fixture, provider, fixture.Nodes[1], behavior);
        Assert.Empty(look.Failures);
        Assert.Equal([SubjectValue, NeighbourValue], look.Observations.Select(observation => observation.Value.Scaled));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task OneEndpointOfTwo_BehavingSo_LeavesNoQuorum(Provider provider, Wire behavior, RejectionCode alone)
    {
        Assert.NotEqual(RejectionCode.EndpointQuorum, alone);
        using var fixture = Prepare(provider, nodes: 2, agreement: 2);
        var look = await ReadAsync(fixture, provider, fixture.Nodes[1], behavior);
        Assert.Empty(look.Observations);
        Assert.Equal(2, look.Failures.Count);
        Assert.All(look.Failures, failure => Assert.Equal(RejectionCode.EndpointQuorum, failure.Code));
    }

    public static TheoryData<Provider> Providers => [.. FeedCase.All.Keys];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Endpoint_LyingAboutOneValue_LosesItsVoteThereAndOnlyThere(Provider provider)
    {
        var feed = FeedCase.All[provider];
        using var fixture = Prepare(provider, nodes: 3, agreement: 2);
        fixture.Nodes[2].Lies[Subject] = feed.Contract("ETH/USD", feed.Reading(SubjectValue * 2, BlockSeconds - 60));
        var look = await fixture.ReadAsync(feed);
        Assert.Equal([SubjectValue, NeighbourValue], look.Observations.Select(observation => observation.Value.Scaled));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Endpoints_DisagreeingAboutOneValue_CostOnlyThatFeed(Provider provider)
    {
        var feed = FeedCase.All[provider];
        using var fixture = Prepare(provider, nodes: 2, agreement: 2);
        fixture.Nodes[1].Lies[Subject] = feed.Contract("ETH/USD", feed.Reading(SubjectValue * 2, BlockSeconds - 60));
        var look = await fixture.ReadAsync(feed);
        Assert.Equal((SubjectTarget.Feed, RejectionCode.EndpointQuorum), (Assert.Single(look.Failures).Feed, look.Failures[0].Code));
        Assert.Equal(NeighbourValue, Assert.Single(look.Observations).Value.Scaled);
    }

    private static FeedFixture Prepare(Provider provider, int nodes, int agreement)
    {
        var feed = FeedCase.All[provider];
        var fixture = new FeedFixture(nodes, agreement, maximumResponseBytes: 16_384);
        fixture.Deploy(feed, feed.Contract("ETH/USD", feed.Reading(SubjectValue, BlockSeconds - 60)));
        return fixture;
    }

    private static async Task<Look> ReadAsync(FeedFixture fixture, Provider provider, FakeEvm node, Wire behavior)
    {
        if (behavior == Wire.Slow) return await ReadWithSilenceAsync(fixture, provider, node);
        node.ChainId = behavior == Wire.OtherChain ? 5u : 1u;
        node.Fault = (method, honest) => behavior switch
        {
            Wire.Http401 => new(401, []),
            Wire.Http429 => new(429, []),
            Wire.Http500 => new(500, []),
            Wire.CutMidBody => honest with { SendOnly = honest.Body.Length - 1 },
            Wire.WrongId => Text("""{"jsonrpc":"2.0","id":0,"result":"0x1"}"""),
            Wire.ErrorObject => Text("""{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"internal error of topsecretkey"}}"""),
            Wire.AskedToSlowDown => Text("""{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"limit exceeded"}}"""),
            Wire.HugeBody => new(200, new byte[20_000], AnnounceLength: false),
            Wire.NotJson => Text("<html></html>"),
            Wire.BlockUnknown when method == "eth_call" => Replaced(honest, "error", """{"code":-32000,"message":"header for hash not found"}"""),
            Wire.NoMulticall when method == "eth_call" => Replaced(honest, "result", "\"0x\""),
            Wire.FewerResults when method == "eth_call" => Replaced(honest, "result", $"\"0x{32:x64}{0:x64}\""),
            Wire.ResultNoHex when method == "eth_call" => Replaced(honest, "result", "\"0xzz\""),
            _ => honest,
        };
        return await fixture.ReadAsync(FeedCase.All[provider]);
    }

    // The clock moves only when every other node was asked, and answered, once more: then nothing but the silent one is waited for.
    private static async Task<Look> ReadWithSilenceAsync(FeedFixture fixture, Provider provider, FakeEvm node)
    {
        var reader = FeedCase.All[provider].Reader(fixture.Reader, Route(SubjectTarget, NeighbourTarget), fixture.Time);
        Assert.Equal(2, (await reader.ReadAsync(default)).Observations.Count);
        var others = fixture.Nodes.Where(other => other != node).ToArray();
        var served = others.Sum(other => other.Methods.Count);
        node.Fault = (_, honest) => honest with { Hang = true };
        var reading = reader.ReadAsync(default);
        while (!reading.IsCompleted)
        {
            if (fixture.Time.ActiveTimers == 1 && others.Sum(other => other.Methods.Count) == served + others.Length)
            {
                served += others.Length;
                fixture.Time.Advance(TimeSpan.FromSeconds(30));
            }

            await Task.Delay(1);
        }

        return await reading;
    }

    private static HttpReply Text(string body) => new(200, System.Text.Encoding.UTF8.GetBytes(body));

    private static HttpReply Replaced(HttpReply honest, string member, string json)
    {
        var answer = (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(honest.Body)!;
        answer.Remove("result");
        answer[member] = System.Text.Json.Nodes.JsonNode.Parse(json);
        return Text(answer.ToJsonString());
    }
}
