namespace CrossChainOracle.Node.Tests.Kit;

/// <summary>The system's clock, set forward by a test. Timers run as they do.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _milliseconds;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _milliseconds, (long)by.TotalMilliseconds);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddMilliseconds(Interlocked.Read(ref _milliseconds));
}
