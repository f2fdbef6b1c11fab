namespace CrossChainOracle.Node.Capture;

/// <summary>A clock that notes every time it tells, or tells the times that were noted. Timers are the real ones either way.</summary>
internal sealed class CaptureClock(TimeProvider real) : TimeProvider
{
    private readonly Lock _gate = new();
    private Queue<long>? _script;
    private List<long> _told = [];
    private long _last;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            var now = _script is null ? real.GetUtcNow().ToUnixTimeMilliseconds() : _script.TryDequeue(out var scripted) ? scripted : _last;
            _last = now;
            _told.Add(now);
            return DateTimeOffset.FromUnixTimeMilliseconds(now);
        }
    }

    /// <summary>From now on these times are told, the last one for as long as it is asked.</summary>
    public void Follow(IReadOnlyList<long> script)
    {
        lock (_gate) _script = new(script);
    }

    /// <summary>The times told since the last call.</summary>
    public IReadOnlyList<long> Take()
    {
        lock (_gate)
        {
            var taken = _told;
            _told = [];
            return taken;
        }
    }
}
