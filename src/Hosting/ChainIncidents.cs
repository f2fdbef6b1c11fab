using CrossChainOracle.Chains.Cosmos;
using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Chains.Solana;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Hosting;

/// <summary>What the endpoints of one chain do wrong: each kind is told once, and again only after a whole look without it. Thread-safe.</summary>
internal sealed class ChainIncidents(ChainId chain, Action<NodeNotice> notify)
{
    private readonly Lock _gate = new();
    private HashSet<(string Endpoint, string Kind)> _before = [];
    private HashSet<(string Endpoint, string Kind)> _now = [];

    public void Hear(EndpointIncident incident)
    {
        if (incident is EndpointIncident.Failed(var endpoint, var failure)) Hear(endpoint, failure);
        else Hear(incident.Endpoint, incident.GetType().Name, incident.ToString());
    }

    public void Hear(SolanaIncident incident)
    {
        if (incident is SolanaIncident.Failed(var endpoint, var failure)) Hear(endpoint, failure);
        else Hear(incident.Endpoint, incident.GetType().Name, incident.ToString());
    }

    public void Hear(CosmosIncident incident)
    {
        switch (incident)
        {
            case CosmosIncident.Failed(var endpoint, var failure):
                Hear(endpoint, failure);
                break;
            case CosmosIncident.Dissent dissent:
                Hear(dissent.Endpoint, nameof(CosmosIncident.Dissent), $"{dissent.Endpoint} answers {dissent.Answer} at height {dissent.Height} about {dissent.Query.Store}/{Hex.Encode(dissent.Query.Key.Span)}, others agree on {dissent.Agreed}");
                break;
            default:
                Hear(incident.Endpoint, incident.GetType().Name, incident.ToString());
                break;
        }
    }

    /// <summary>Of one endpoint, or of a source that is named like one.</summary>
    public void Hear(string endpoint, ReadFailure failure) => Hear(endpoint, failure.Code.ToString(), $"{endpoint}: {failure.Code}: {failure.Detail}");

    /// <summary>What was not heard since the look before is over.</summary>
    public void EndLook()
    {
        lock (_gate) (_before, _now) = (_now, []);
    }

    private void Hear(string endpoint, string kind, string text)
    {
        bool isNew;
        lock (_gate) isNew = _now.Add((endpoint, kind)) && !_before.Contains((endpoint, kind));
        if (isNew) notify(new(NoticeLevel.Warning, chain.ToString(), text));
    }
}
