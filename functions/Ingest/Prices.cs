using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Ingest;

/// <summary>Observes all shards of feeds at each tick. Not monitored: a tick that was missed is not made up for, the next round covers its time.</summary>
public sealed class Prices(PriceIngest ingest, IngestSettings settings, ILogger<Prices> logger)
{
    [Function(nameof(Prices))]
    public async Task RunAsync([TimerTrigger("%PRICE_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation) =>
        TickReport.Log(logger, await ingest.RunAsync(settings.Prices.Period, cancellation).ConfigureAwait(false));
}
