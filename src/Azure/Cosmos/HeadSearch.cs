namespace CrossChainOracle.Azure.Cosmos;

/// <summary>Finds the last sequence by asking which exist: they have no gaps, so doubling steps and halving find it in a few questions, and in two where the hint is right.</summary>
internal static class HeadSearch
{
    /// <summary>Beyond any sequence that is ever reached, at one batch per microsecond.</summary>
    public const ulong Limit = 1UL << 62;

    /// <summary>What stands at the last sequence; null when there is none.</summary>
    /// <param name="hint">Where to begin; may be wrong in either direction.</param>
    public static async Task<T?> LastAsync<T>(ulong hint, Func<ulong, Task<T?>> find)
        where T : class
    {
        // Invariant: what is below `low` exists, what is at or above `high` does not.
        var (low, high) = (0UL, Limit);
        T? last = null;
        var (probe, step) = (Math.Min(hint, Limit - 1), 1UL);
        while (true)
        {
            if (await find(probe).ConfigureAwait(false) is { } found) (last, low) = (found, probe + 1);
            else high = probe;
            if (low == high) return last;

            // Upwards by doubling steps as long as nothing was missing, then by halves.
            probe = high == Limit ? Math.Min(low + step - 1, Limit - 1) : low + (high - low) / 2;
            if (high == Limit) step *= 2;
        }
    }
}
