using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Hosting;

/// <summary>A watcher whose looks bound how long an incident of an endpoint goes on.</summary>
internal sealed class LiveWatcher(IChainWatcher watcher, ChainIncidents incidents) : IChainWatcher
{
    public ChainId Chain => watcher.Chain;

    public TimeSpan Poll => watcher.Poll;

    public async Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        var look = await watcher.LookAsync(open, cancellation).ConfigureAwait(false);
        incidents.EndLook();
        return look;
    }
}
