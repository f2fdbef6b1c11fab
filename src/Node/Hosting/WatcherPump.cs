using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Hosting;
using CrossChainOracle.Pipeline.Accounts;

namespace CrossChainOracle.Node.Hosting;

/// <summary>Keeps looking at one chain, and tells every shard of accounts what it saw.</summary>
public sealed class WatcherPump(IChainWatcher watcher, IReadOnlyList<AccountShard> shards, NodeServices services, OracleMetrics metrics)
{
    private string? _failing;
    private bool _faulty;

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
        Report(look);
        foreach (var shard in shards) shard.Hear(watcher.Chain, look);
    }

    /// <summary>A word when looking begins to fail, an alarm when a finalized block changed, another word when it goes on.</summary>
    private void Report(ChainLook look)
    {
        var failing = look.Failure is { } failure ? $"{failure.Code}: {failure.Detail}" : look.Reading!.Note.Length > 0 ? look.Reading.Note : null;
        if (look.Reading?.Flags.HasFlag(ChainFlags.Fault) == true && !_faulty)
        {
            _faulty = true;
            metrics.ReorgBeyondProfile(watcher.Chain);
            services.Notify(new(NoticeLevel.Alarm, watcher.Chain.ToString(), $"is not attested any more: {look.Reading.Note}. The other chains go on; look at this one before the node is started anew"));
        }
        else if (failing is not null && _failing is null)
        {
            services.Notify(new(NoticeLevel.Warning, watcher.Chain.ToString(), failing));
        }
        else if (failing is null && _failing is not null)
        {
            services.Notify(new(NoticeLevel.Info, watcher.Chain.ToString(), "is followed again"));
        }

        _failing = failing;
    }
}
