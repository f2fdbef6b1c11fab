using System.Text.Json.Nodes;
using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Tests.Fakes.Cosmos;
using CrossChainOracle.Collateral.Cosmos;
using CrossChainOracle.Collateral.CosmosBank;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Encoding;
using CrossChainOracle.Proofs.Cosmos.CometBft;
using CrossChainOracle.Proofs.Cosmos.Ics23;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Collateral.Tests.Cosmos;

/// <summary>From an endpoint's wire to a position: what is proven is believed from whomever it comes, everything else from nobody.</summary>
public sealed class CosmosStateReaderTests : IDisposable
{
    private const long Week = 7 * 86_400_000;

    private static readonly ChainId ChainId = Domain.ChainId.Parse("cosmos:test-1");
    private static readonly byte[] Address = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];
    private static readonly string Owner = Bech32.Encode("test", Address);
    private static readonly BankReader Bank = new(new(ChainId, "test", [new("utest", AssetId.Native(ChainId, 118), 6), new("uother", AssetId.Parse($"{ChainId}/denom:uother"), 6)], null, []));

    private readonly FakeCosmosChain _chain = Chain(1, "1000");
    private readonly List<FakeCosmosNode> _nodes = [];
    private readonly List<CosmosIncident> _incidents = [];
    private readonly ManualTime _time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_100));
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose()
    {
        foreach (var node in _nodes) node.Dispose();
        _http.Dispose();
        _chain.Dispose();
    }

    [Fact]
    public async Task Balance_WithItsProof_IsRead_AndItsAbsenceIsZero()
    {
        var reader = Reader(nodes: 1, Trusted());
        var pin = await PinAsync(reader);
        Assert.Equal((9, Authenticity.Authenticated), (pin.Head.StateHeight, reader.Authenticity));
        Assert.Equal(["|uother|Collateral|0", "|118|Collateral|1000"], Kept.Lines(await reader.ReadAsync(pin, Bank, Owner, default)));
    }

    [Fact]
    public async Task Balance_ThatOneEndpointInvents_IsRefused_AndReadFromTheOther()
    {
        var reader = Reader(nodes: 2, Trusted());
        var pin = await PinAsync(reader);
        _nodes[0].Lie = Invent;
        Assert.Equal(["|uother|Collateral|0", "|118|Collateral|1000"], Kept.Lines(await reader.ReadAsync(pin, Bank, Owner, default)));
        Assert.Equal(2, _incidents.OfType<CosmosIncident.Failed>().Count(incident => incident.Failure.Code == RejectionCode.BadProof));

        // And where there is no other, it is not known: neither what was invented nor zero.
        _nodes[1].Lie = Invent;
        var answer = await reader.ReadAsync(pin, Bank, Owner, default);
        Assert.Empty(answer.Positions);
        Assert.All(answer.Problems, problem => Assert.Equal(RejectionCode.BadProof, problem.Code));
    }

    [Fact]
    public async Task Balance_ProvenForAnotherBlock_IsRefused()
    {
        _chain.Put("bank", Key("utest"), "5"u8.ToArray()).Commit(2);
        var reader = Reader(nodes: 1, Trusted());
        var pin = await PinAsync(reader);
        Assert.Equal(11, pin.Head.StateHeight);

        // A good proof of the balance before it was spent, said to be of the pinned height.
        _nodes[0].Lie = (method, parameters) =>
        {
            if (method != "abci_query" || (string)parameters["height"]! != "11") return null;
            var (value, steps) = _chain.Query(9, "bank", Convert.FromHexString((string)parameters["data"]!));
            return Answer((string)parameters["data"]!, value, new JsonArray([.. steps.Select(step => new JsonObject
            {
                ["type"] = step.Type, ["key"] = Convert.ToBase64String(step.Key.Span), ["data"] = Convert.ToBase64String(step.Data.Span),
            })]));
        };
        var answer = await reader.ReadAsync(pin, Bank, Owner, default);
        Assert.Empty(answer.Positions);
        Assert.All(answer.Problems, problem => Assert.Contains("simple leads to", problem.Detail, StringComparison.Ordinal));
        _nodes[0].Lie = null;
        Assert.Equal(["|uother|Collateral|0", "|118|Collateral|5"], Kept.Lines(await reader.ReadAsync(pin, Bank, Owner, default)));
    }

    [Fact]
    public async Task Pin_FollowsTheChain_FromHeaderToHeader()
    {
        var reader = Reader(nodes: 1, Trusted());
        Assert.Equal(10, (await PinAsync(reader)).Head.Height);
        _chain.Commit();
        Assert.Equal(11, (await PinAsync(reader)).Verified!.Header.Height);
        _chain.Commit(30);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(41, (await PinAsync(reader)).Verified!.Header.Height);
        Assert.Equal(41, (await PinAsync(reader)).Verified!.Header.Height);
    }

    [Fact]
    public async Task Pin_OnAChainOfOtherValidators_IsRefused()
    {
        using var other = Chain(9, "999999");
        var reader = Reader(nodes: 1, Trusted());
        _nodes[0].Chain = other;
        Assert.Equal(RejectionCode.BadProof, (await FailAsync(reader)).Code);

        // The named header is the right one, everything later the other chain's.
        _nodes[0].Chain = _chain;
        await PinAsync(reader);
        other.Commit(5);
        _nodes[0].Chain = other;
        Assert.Equal(RejectionCode.BadSignature, (await FailAsync(reader)).Code);
    }

    [Fact]
    public async Task Pin_AfterTheTrustHasExpired_IsRefused()
    {
        var reader = Reader(nodes: 1, Trusted());
        await PinAsync(reader);
        _time.Advance(TimeSpan.FromMilliseconds(Week));
        _chain.Commit();
        Assert.Equal(RejectionCode.ExpiredSignerSet, (await FailAsync(reader)).Code);
    }

    [Fact]
    public async Task Pin_ThatGoesBack_IsRefused()
    {
        using var behind = Chain(1, "1000", blocks: 6);
        var reader = Reader(nodes: 1, trust: null);
        await PinAsync(reader);
        _nodes[0].Chain = behind;
        Assert.Contains("head went back", (await FailAsync(reader)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Balance_WithoutATrust_IsWhatKEndpointsSay()
    {
        var reader = Reader(nodes: 3, trust: null, agreement: 2);
        var pin = await PinAsync(reader);
        _nodes[0].Lie = Invent;
        Assert.Null(pin.Verified);
        Assert.Equal(Authenticity.QuorumRead, reader.Authenticity);
        Assert.Equal(["|uother|Collateral|0", "|118|Collateral|1000"], Kept.Lines(await reader.ReadAsync(pin, Bank, Owner, default)));
        Assert.Equal(2, _incidents.OfType<CosmosIncident.Dissent>().Count());
    }

    private static FakeCosmosChain Chain(byte seed, string balance, int blocks = 10) =>
        new FakeCosmosChain("test-1", [40, 30, 30], seed).Put("bank", Key("utest"), System.Text.Encoding.ASCII.GetBytes(balance)).Put("bank", [3], [1]).Put("gov", [1], [1]).Commit(blocks);

    private static byte[] Key(string denom) => [2, 20, .. Address, .. System.Text.Encoding.ASCII.GetBytes(denom)];

    private CosmosTrust Trusted() => new(new CometTrust.Header(5, _chain.Signed(5).Header.ComputeHash()), Week, ProofSpec.Iavl);

    // The proof of the key is the chain's own; the value is not.
    private JsonNode? Invent(string method, JsonObject parameters)
    {
        if (method != "abci_query") return null;
        var key = (string)parameters["data"]!;
        var (_, steps) = _chain.Query(9, "bank", Convert.FromHexString(key));
        return Answer(key, "1000000000000"u8.ToArray(), new JsonArray([.. steps.Select(step => new JsonObject
        {
            ["type"] = step.Type, ["key"] = Convert.ToBase64String(step.Key.Span), ["data"] = Convert.ToBase64String(step.Data.Span),
        })]), "9");
    }

    private static JsonObject Answer(string key, byte[]? value, JsonArray steps, string height = "11") => new()
    {
        ["response"] = new JsonObject
        {
            ["code"] = 0, ["key"] = Convert.ToBase64String(Convert.FromHexString(key)), ["value"] = value is null ? null : Convert.ToBase64String(value),
            ["proofOps"] = new JsonObject { ["ops"] = steps }, ["height"] = height,
        },
    };

    private CosmosStateReader Reader(int nodes, CosmosTrust? trust, int agreement = 1)
    {
        _nodes.AddRange(Enumerable.Range(0, nodes).Select(_ => new FakeCosmosNode(_chain)));
        var options = new CosmosReaderOptions { Chain = ChainId, Endpoints = [.. _nodes.Select(node => node.Address)], Agreement = agreement, Limits = new() { Timeout = TimeSpan.FromSeconds(30) } };
        return new(
            new(options, _http, _time, incident =>
            {
                lock (_incidents) _incidents.Add(incident);
            }),
            trust,
            _time);
    }

    private static async Task<CosmosPin> PinAsync(CosmosStateReader reader)
    {
        var outcome = await reader.PinAsync(default);
        return outcome is CosmosPinOutcome.Pinned pinned ? pinned.Pin : throw new InvalidOperationException($"{outcome}");
    }

    private static async Task<CosmosPinOutcome.Failed> FailAsync(CosmosStateReader reader) => Assert.IsType<CosmosPinOutcome.Failed>(await reader.PinAsync(default));
}
