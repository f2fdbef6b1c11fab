using System.Threading.Channels;
using CrossChainOracle.Verifier;

namespace CrossChainOracle.Relay.Running;

/// <summary>Follows a node's stream for the relayer of one chain, and lets it make its steps.</summary>
internal sealed class FollowLoop(ChainRelay relay, FollowSettings settings, RelayServices services)
{
    /// <summary>Events that wait for a step; more wait in the stream.</summary>
    private const int MaximumArrivals = 1_024;

    private readonly Channel<FollowedEvent> _arrivals = Channel.CreateBounded<FollowedEvent>(MaximumArrivals);

    /// <inheritdoc cref="ChainRelay.RunAsync"/>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = FollowAsync(stopping.Token);
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                while (_arrivals.Reader.TryRead(out var followed)) relay.Take(followed);
                await relay.StepAsync(cancellation).ConfigureAwait(false);
                if (relay.Problem is { } broken) return broken;
                await Task.Delay(settings.Spacing, services.Time, cancellation).ConfigureAwait(false);
                await WaitAsync(following, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop. A step that was broken off is gone on with by the next start.
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            await following.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }

        return null;
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        var follower = new StreamFollower(services.Http, settings.Stream, services.Time);
        await foreach (var followed in follower.FollowAsync(relay.Cursor ?? "earliest", cancellation).ConfigureAwait(false))
        {
            if (followed is FollowedEvent.Interrupted { UnknownCursor: true }) follower.Rewind("earliest");
            await _arrivals.Writer.WriteAsync(followed, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Until something arrives, but no longer than the poll interval.</summary>
    private async Task WaitAsync(Task following, CancellationToken cancellation)
    {
        if (following.IsFaulted) await following.ConfigureAwait(false);
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var arrival = _arrivals.Reader.WaitToReadAsync(poll.Token).AsTask();
        await Task.WhenAny(arrival, Task.Delay(settings.Poll, services.Time, poll.Token)).ConfigureAwait(false);
        await poll.CancelAsync().ConfigureAwait(false);
    }
}
