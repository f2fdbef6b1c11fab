using System.Threading.Channels;

namespace CrossChainOracle.Pipeline;

/// <summary>When rounds happen.</summary>
public sealed record RoundPace
{
    /// <summary>Least time between the starts of two rounds. What arrives in between is in the next one.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest time between two rounds: without news the same prices are attested again, or the gap that they have become.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait before a turn that failed, or that waits for attesters, is tried again.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromMilliseconds(250);
}

/// <summary>Runs a shard's rounds: an arriving update starts one, updates that arrive together share one, and silence ends in a heartbeat.</summary>
public sealed class ShardLoop(AttestationRound round, IRoundMaker maker, RoundPace pace, TimeProvider time)
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>One turn now, with what is known now.</summary>
    public Task<RoundOutcome> TurnAsync(CancellationToken cancellation) => round.RunAsync(maker, cancellation);

    /// <summary>There is news: the next round need not wait for its heartbeat.</summary>
    public void Wake() => _news.Writer.TryWrite(true);

    /// <summary>Rounds until cancelled, or until the state must be loaded again. A ledger that cannot be read when the loop begins is a turn that failed.</summary>
    /// <param name="report">Called after every turn, in order; it must not block.</param>
    public async Task<RoundOutcome.Reload?> RunAsync(Action<RoundOutcome> report, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var startedAt = time.GetTimestamp();
            var outcome = await LoadAsync(cancellation).ConfigureAwait(false) ?? await TurnAsync(cancellation).ConfigureAwait(false);
            report(outcome);
            switch (outcome)
            {
                case RoundOutcome.Reload reload:
                    return reload;
                case RoundOutcome.Failed or RoundOutcome.Waiting or RoundOutcome.OutOfTerm:
                    await Task.Delay(pace.Retry, time, cancellation).ConfigureAwait(false);
                    break;
                default:
                    await NextAsync(startedAt, cancellation).ConfigureAwait(false);
                    break;
            }
        }

        return null;
    }

    /// <summary>Null when it is known where the shard stands.</summary>
    private async Task<RoundOutcome?> LoadAsync(CancellationToken cancellation)
    {
        if (round.Head is not null) return null;
        try
        {
            await round.LoadAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (IOException unreadable)
        {
            return new RoundOutcome.Failed("load", unreadable.Message);
        }
    }

    /// <summary>Waits for news or the heartbeat, and in any case until the spacing has passed.</summary>
    private async Task NextAsync(long startedAt, CancellationToken cancellation)
    {
        using (var heartbeat = new CancellationTokenSource(pace.Heartbeat, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, heartbeat.Token))
        {
            try
            {
                await _news.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // The heartbeat: nothing new, but what is known is attested again.
            }
        }

        var rest = pace.Spacing - time.GetElapsedTime(startedAt);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, time, cancellation).ConfigureAwait(false);
        // News that came meanwhile is in the next round and needs none of its own.
        _news.Reader.TryRead(out _);
    }
}
