using CrossChainOracle.TestKit;

namespace CrossChainOracle.Azure.Cosmos.Tests;

/// <summary>A clock for which waiting costs nothing: back-off passes at once, and the limit of an answer passes when a wire that does not answer says so.</summary>
internal sealed class StepTime(TimeSpan answerLimit) : TimeProvider
{
    private readonly ManualTime _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(Samples.StartedAt));
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _waits = [];

    public override long TimestampFrequency => _clock.TimestampFrequency;

    /// <summary>How long it was waited between requests, so far.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get { lock (_gate) return [.. _waits]; }
    }

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp() => _clock.GetTimestamp();

    /// <summary>Every answer that is still waited for is late.</summary>
    public void PassAnswerLimit() => _clock.Advance(answerLimit);

    public void Pass(TimeSpan by) => _clock.Advance(by);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == answerLimit || dueTime == Timeout.InfiniteTimeSpan) return _clock.CreateTimer(callback, state, dueTime, period);
        lock (_gate)
        {
            _waits.Add(dueTime);

            // Nobody's answer becomes late because somebody else waits.
            _clock.Shift(dueTime);
        }

        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
