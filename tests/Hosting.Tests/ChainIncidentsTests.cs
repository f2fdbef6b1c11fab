using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Hosting;

namespace CrossChainOracle.Hosting.Tests;

public sealed class ChainIncidentsTests
{
    private static readonly ReadFailure Slow = new(RejectionCode.Unreachable, "no answer");

    private readonly List<NodeNotice> _notices = [];
    private readonly ChainIncidents _incidents;

    public ChainIncidentsTests() => _incidents = new(ChainId.Eip155(1), _notices.Add);

    [Fact]
    public void Incident_ThatGoesOn_IsToldOnce_AndAgainAfterALookWithoutIt()
    {
        var incident = new EndpointIncident.Failed("https://a.example", Slow);
        for (var look = 0; look < 3; look++)
        {
            _incidents.Hear(incident);
            _incidents.Hear(incident);
            _incidents.EndLook();
        }

        Assert.Equal(new(NoticeLevel.Warning, "eip155:1", "https://a.example: Unreachable: no answer"), Assert.Single(_notices));
        _incidents.EndLook();
        _incidents.Hear(incident);
        Assert.Equal(2, _notices.Count);
    }

    [Fact]
    public void Incidents_OfAnotherKindOrEndpoint_AreToldEach()
    {
        _incidents.Hear(new EndpointIncident.Failed("https://a.example", Slow));
        _incidents.Hear(new EndpointIncident.Failed("https://b.example", Slow));
        _incidents.Hear(new EndpointIncident.Failed("https://a.example", Slow with { Code = RejectionCode.RateLimited }));
        _incidents.Hear(new EndpointIncident.Behind("https://a.example", default, 2, 1));
        _incidents.Hear(new SolanaIncident.Failed("https://s.example", Slow));
        _incidents.Hear(new SolanaIncident.Dissent("https://s.example", "an account", default, default, default, default));
        _incidents.Hear(new CosmosIncident.Failed("https://c.example", Slow));
        _incidents.Hear(new CosmosIncident.OtherBlock("https://c.example", default, default));
        _incidents.Hear(new CosmosIncident.Dissent("https://c.example", 7, new("bank", new byte[] { 2, 1 }), default, default));
        Assert.Equal(9, _notices.Count);
        Assert.Contains("at height 7 about bank/0x0201", _notices[^1].Text, StringComparison.Ordinal);
    }
}
