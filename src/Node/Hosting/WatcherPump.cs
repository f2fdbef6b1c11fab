using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Hosting;
using CrossChainOracle.Pipeline.Accounts;

namespace CrossChainOracle.Node.Hosting;

/// <summary>Keeps looking at one chain, and tells every shard of accounts what it saw.</summary>
public sealed class WatcherPump(IChainWatcher watcher, IReadOnlyList<AccountShard> shards, NodeServices services)
{
    /// <summary>Until cancelled. The first look is taken at once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(watcher.Poll, services.Time);
        do await LookAsync(cancellation).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }

    public async Task LookAsync(CancellationToken cancellation)
    {
        var open = shards.SelectMany(shard => shard.Book.OpenBlocks(watcher.Chain)).ToHashSet();
        var look = await watcher.LookAsync(open, cancellation).ConfigureAwait(false);
        foreach (var shard in shards) shard.Hear(watcher.Chain, look);
    }
}
