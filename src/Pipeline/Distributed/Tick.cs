namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>The instants at which a round is due. With the deployment and the shard one names a round: two timers of one instant make one.</summary>
public static class Tick
{
    /// <summary>A timer may fire so much too early and is of the instant that follows. Milliseconds.</summary>
    public const long Earliness = 100;

    /// <summary>The last instant that is due, Unix milliseconds.</summary>
    /// <param name="time">When a timer fired, Unix milliseconds.</param>
    /// <param name="period">Between two instants: whole seconds.</param>
    public static long Of(long time, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromSeconds(1));
        var (early, step) = (time + Earliness, (long)period.TotalMilliseconds);
        return early - (early % step);
    }
}
