using CrossChainOracle.Azure.Relay;
using Microsoft.Azure.Functions.Worker;

namespace CrossChainOracle.Functions.Relay;

/// <summary>Lets the relay make a step also when nothing arrives: what is under way becomes final, is sent again, or costs more by then.</summary>
public sealed class Steps(CloudRelay relay)
{
    [Function(nameof(Steps))]
    public Task RunAsync([TimerTrigger("%RELAY_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) => relay.StepAsync(cancellation);
}
