namespace CrossChainOracle.Hosting.Distributed;

/// <summary>Something that is read again when it is asked for, but not more often than it has to be. Whoever asks meanwhile waits for the same reading. Thread-safe.</summary>
/// <param name="refresh">Reads it.</param>
/// <param name="every">How old the last reading may be.</param>
/// <param name="time">Measures that.</param>
internal sealed class Refreshed(Func<CancellationToken, Task> refresh, TimeSpan every, TimeProvider time) : IDisposable
{
    private const long Never = -1;

    private readonly SemaphoreSlim _gate = new(1);
    private long _readAt = Never;

    /// <exception cref="IOException">It could not be read, and what was known is as old as it was.</exception>
    public async ValueTask EnsureAsync(CancellationToken cancellation)
    {
        if (IsFresh()) return;
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (IsFresh()) return;
            await refresh(cancellation).ConfigureAwait(false);
            Volatile.Write(ref _readAt, time.GetTimestamp());
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private bool IsFresh() => Volatile.Read(ref _readAt) is var readAt && readAt != Never && time.GetElapsedTime(readAt) < every;
}
