namespace CrossChainOracle.RelayChaos;

/// <summary>A clock that runs a number of times faster than the wall, timers too. Every process that is given the same three numbers has the same clock.</summary>
/// <param name="start">What it shows at <paramref name="wall"/>.</param>
/// <param name="wall">Of the machine's clock.</param>
/// <param name="speed">Its seconds in one second.</param>
internal sealed class FastTime(DateTimeOffset start, DateTimeOffset wall, int speed) : TimeProvider
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    public override long TimestampFrequency => System.TimestampFrequency;

    /// <summary>Unix milliseconds.</summary>
    public long Now => GetUtcNow().ToUnixTimeMilliseconds();

    public override DateTimeOffset GetUtcNow() => start + ((System.GetUtcNow() - wall) * speed);

    public override long GetTimestamp() => unchecked(System.GetTimestamp() * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, ToWall(dueTime, speed), ToWall(period, speed)), speed);

    private static TimeSpan ToWall(TimeSpan span, int speed)
    {
        if (span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero) return span;
        var wall = span / speed;
        return wall < ShortestWait ? ShortestWait : wall;
    }

    private sealed class FastTimer(ITimer inner, int speed) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(ToWall(dueTime, speed), ToWall(period, speed));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
