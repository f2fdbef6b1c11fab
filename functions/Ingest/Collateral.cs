using CrossChainOracle.Pipeline.Distributed;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace CrossChainOracle.Functions.Ingest;

/// <summary>Observes all shards of accounts at each tick. Not monitored: a tick that was missed is not made up for, the next round covers its time.</summary>
public sealed class Collateral(CollateralStart start, IngestSettings settings, ILogger<Collateral> logger)
{
    [Function(nameof(Collateral))]
    public async Task RunAsync([TimerTrigger("%COLLATERAL_SCHEDULE%", UseMonitor = false)] TimerInfo timer, CancellationToken cancellation)
    {
        var ingest = await start.OpenAsync(cancellation).ConfigureAwait(false);
        TickReport.Log(logger, await ingest.RunAsync(settings.Collateral.Period, cancellation).ConfigureAwait(false));
    }
}

/// <summary>What the function stands on from its first tick on. The platform makes a new function object for each execution; this is one for the process.</summary>
/// <param name="open">Asks contract wallets about their links; where that fails, the next tick asks again, and until then nothing is observed.</param>
public sealed class CollateralStart(Func<CancellationToken, Task<CollateralIngest>> open)
{
    private CollateralIngest? _opened;

    /// <summary>One caller at a time, as ticks are.</summary>
    public async ValueTask<CollateralIngest> OpenAsync(CancellationToken cancellation) => _opened ??= await open(cancellation).ConfigureAwait(false);
}
