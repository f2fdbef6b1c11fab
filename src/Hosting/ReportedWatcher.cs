using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Hosting;

/// <summary>A watcher whose operator is told what becomes of its chain: a word when looking begins to fail, an alarm when a finalized block changed, another word when it goes on.</summary>
/// <param name="watcher">Looks, one look at a time.</param>
/// <param name="notify">Where the words go.</param>
/// <param name="metrics">Counts the alarm, once for a process.</param>
public sealed class ReportedWatcher(IChainWatcher watcher, Action<NodeNotice> notify, OracleMetrics metrics) : IChainWatcher
{
    private string? _failing;
    private bool _faulty;

    public ChainId Chain => watcher.Chain;

    public TimeSpan Poll => watcher.Poll;

    public async Task<ChainLook> LookAsync(IReadOnlyCollection<OpenBlock> open, CancellationToken cancellation)
    {
        var look = await watcher.LookAsync(open, cancellation).ConfigureAwait(false);
        Report(look);
        return look;
    }

    private void Report(ChainLook look)
    {
        var failing = look.Failure is { } failure ? $"{failure.Code}: {failure.Detail}" : look.Reading!.Note.Length > 0 ? look.Reading.Note : null;
        if (look.Reading?.Flags.HasFlag(ChainFlags.Fault) == true && !_faulty)
        {
            _faulty = true;
            metrics.ReorgBeyondProfile(watcher.Chain);
            Notify(NoticeLevel.Alarm, $"is not attested any more: {look.Reading.Note}. The other chains go on; look at this one before the process is started anew");
        }
        else if (failing is not null && _failing is null)
        {
            Notify(NoticeLevel.Warning, failing);
        }
        else if (failing is null && _failing is not null)
        {
            Notify(NoticeLevel.Info, "is followed again");
        }

        _failing = failing;
    }

    private void Notify(NoticeLevel level, string text) => notify(new(level, watcher.Chain.ToString(), text));
}
