namespace CrossChainOracle.Azure.Cosmos;

/// <summary>When to ask again, and when to stop asking: one per call to the ledger.</summary>
internal sealed class Patience(CosmosRetry retry, TimeProvider time, Random random)
{
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _delay = retry.FirstDelay;

    /// <summary>Waits before the next request; false when the budget does not allow one.</summary>
    /// <param name="atLeast">What the service asks for.</param>
    public async Task<bool> WaitAsync(TimeSpan atLeast, CancellationToken ct)
    {
        var wait = TimeSpan.FromTicks(_delay.Ticks - random.NextInt64(_delay.Ticks / 2 + 1));
        if (atLeast > wait) wait = atLeast;
        _delay = TimeSpan.FromTicks(Math.Min(_delay.Ticks * 2, retry.MaximumDelay.Ticks));
        if (time.GetElapsedTime(_began) + wait > retry.Budget) return false;
        await Task.Delay(wait, time, ct).ConfigureAwait(false);
        return true;
    }
}
