namespace CrossChainOracle.TestKit;

/// <summary>A clock that moves only when told to. Timers created from it fire on <see cref="Advance"/>.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;

    /// <summary>Timers that are going to fire. A test that waits for this to fall knows that nothing but what it holds back is under way.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate) return _timers.Count(timer => timer.Due != DateTimeOffset.MaxValue);
        }
    }

    /// <summary>How far the clock is from the next timer; null when none is going to fire. A test that waits for a certain value knows what the tested code waits for.</summary>
    public TimeSpan? UntilNext
    {
        get
        {
            lock (_gate) return _timers.Where(timer => timer.Due != DateTimeOffset.MaxValue).Min(timer => (TimeSpan?)(timer.Due - _now));
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Moves the clock and runs every timer that falls due, in order of due time.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? due;
            lock (_gate)
            {
                due = _timers.Where(timer => timer.Due <= until).MinBy(timer => timer.Due);
                _now = due is null ? until : due.Due > _now ? due.Due : _now;
                if (due is null) return;
                due.Reschedule(_now);
            }

            due.Fire();
        }
    }

    /// <summary>Moves the clock and every timer with it, so that none comes nearer.</summary>
    public void Shift(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
            foreach (var timer in _timers) timer.Postpone(by);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate) _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(ManualTime owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public void Fire() => callback(state);

        public void Reschedule(DateTimeOffset now) =>
            Due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? DateTimeOffset.MaxValue : now + _period;

        public void Postpone(TimeSpan by) => Due = Due == DateTimeOffset.MaxValue ? Due : Due + by;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : owner.GetUtcNow() + dueTime;
            _period = period;
            return true;
        }

        public void Dispose()
        {
            lock (owner._gate) owner._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
