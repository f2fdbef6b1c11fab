namespace CrossChainOracle.Node.Sandbox;

/// <summary>Plays moments when they fall due, each once and in order, also those that are late.</summary>
/// <param name="nextAt">When the next moment is, Unix milliseconds.</param>
/// <param name="play">Plays the moment of that time, after which another is the next.</param>
/// <param name="clock">Whose time it is.</param>
internal sealed class Pacer(Func<long> nextAt, Action<long> play, TimeProvider clock) : IAsyncDisposable
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private volatile bool _stopped;

    /// <summary>Done when <see cref="Finish"/> was called, cancelled when disposed of before, faulted when playing broke.</summary>
    public Task Finished => _finished.Task;

    /// <summary>Plays what is due now before it returns, and the rest when it is due.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public void Start(long now)
    {
        PlayUntil(now);
        _timer = clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Sleep();
    }

    /// <summary>All that was to be told was told. Moments go on.</summary>
    public void Finish() => _finished.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
        _finished.TrySetCanceled(CancellationToken.None);
    }

    private void Wake()
    {
        try
        {
            PlayUntil(clock.GetUtcNow().ToUnixTimeMilliseconds());
            Sleep();
        }
        catch (Exception cause) when (cause is not ObjectDisposedException || !_stopped)
        {
            // Whoever waits for the end is told. When nobody can be any more, the process must not go on with a world that stands still.
            if (!_finished.TrySetException(cause)) throw;
        }
    }

    private void Sleep()
    {
        if (_stopped) return;
        var wait = Math.Max(1, nextAt() - clock.GetUtcNow().ToUnixTimeMilliseconds());
        _timer!.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void PlayUntil(long now)
    {
        while (!_stopped && nextAt() is var at && at <= now) play(at);
    }
}
