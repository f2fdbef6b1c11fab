using CrossChainOracle.Domain;
using CrossChainOracle.Node.Sandbox.Evm;
using CrossChainOracle.Node.Sandbox.Hermes;
using CrossChainOracle.Node.Sandbox.Recordings;

namespace CrossChainOracle.Node.Sandbox;

/// <summary>One recorded value and the real time at which it is told, Unix milliseconds.</summary>
/// <param name="At">When.</param>
/// <param name="Series">What it belongs to.</param>
/// <param name="Source">Pyth's price id.</param>
/// <param name="Contract">Index of the contract; -1 for Pyth.</param>
/// <param name="Price">The value.</param>
internal readonly record struct DueValue(long At, ScenarioSeries Series, Hash256 Source, int Contract, Price Price);

/// <summary>Tells every value when it falls due, and mines at least one block a second. Values due at one moment make one slot and one block.</summary>
internal sealed class Replay : IAsyncDisposable
{
    private const long BlockIntervalMs = 1_000;

    private readonly IReadOnlyList<DueValue> _values;
    private readonly PythRole _pyth;
    private readonly SandboxChain _chain;
    private readonly TimeProvider _clock;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private long _nextBlockAt;
    private int _next;
    private volatile bool _stopped;

    /// <param name="values">Ascending by time, none before <paramref name="start"/>.</param>
    /// <param name="pyth">Told of Pyth's values.</param>
    /// <param name="chain">Told of the others.</param>
    /// <param name="start">Now, Unix milliseconds; what is due now has been told when this returns.</param>
    /// <param name="clock">Whose time it is.</param>
    public Replay(IReadOnlyList<DueValue> values, PythRole pyth, SandboxChain chain, long start, TimeProvider clock)
    {
        (_values, _pyth, _chain, _clock, _nextBlockAt) = (values, pyth, chain, clock, start);
        PlayUntil(start);
        _timer = clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Sleep();
    }

    /// <summary>Done when the last value was told; faulted when the replay broke.</summary>
    public Task Finished => _finished.Task;

    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await _timer.DisposeAsync().ConfigureAwait(false);
        _finished.TrySetCanceled(CancellationToken.None);
    }

    private long NextAt => Math.Min(_nextBlockAt, _next < _values.Count ? _values[_next].At : long.MaxValue);

    private void Wake()
    {
        try
        {
            PlayUntil(_clock.GetUtcNow().ToUnixTimeMilliseconds());
            Sleep();
        }
        catch (Exception cause) when (cause is not ObjectDisposedException || !_stopped)
        {
            // Whoever waits for the end is told. When nobody can be any more, the process must not go on with a replay that stands still.
            if (!_finished.TrySetException(cause)) throw;
        }
    }

    private void Sleep()
    {
        if (_stopped) return;
        var wait = Math.Max(1, NextAt - _clock.GetUtcNow().ToUnixTimeMilliseconds());
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void PlayUntil(long now)
    {
        while (!_stopped && NextAt <= now) PlayMoment(NextAt);
        if (_next == _values.Count) _finished.TrySetResult();
    }

    private void PlayMoment(long at)
    {
        var (slot, block) = (false, at >= _nextBlockAt);
        for (; _next < _values.Count && _values[_next].At == at; _next++)
        {
            var value = _values[_next];
            if (value.Contract < 0)
            {
                _pyth.Take(value.Source, value.Series, value.Price, at);
                slot = true;
                continue;
            }

            _chain.Take(value.Contract);
            block = true;
        }

        if (slot) _pyth.Publish(at);
        if (!block) return;
        _chain.Mine(Wire.Seconds(at));
        _nextBlockAt = at + BlockIntervalMs;
    }
}
