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
    private readonly Pacer _pacer;
    private long _nextBlockAt;
    private int _next;

    /// <param name="values">Ascending by time, none before <paramref name="start"/>.</param>
    /// <param name="pyth">Told of Pyth's values.</param>
    /// <param name="chain">Told of the others.</param>
    /// <param name="start">Now, Unix milliseconds; what is due now has been told when this returns.</param>
    /// <param name="clock">Whose time it is.</param>
    public Replay(IReadOnlyList<DueValue> values, PythRole pyth, SandboxChain chain, long start, TimeProvider clock)
    {
        (_values, _pyth, _chain, _nextBlockAt) = (values, pyth, chain, start);
        _pacer = new(() => NextAt, PlayMoment, clock);
        _pacer.Start(start);
    }

    /// <summary>Done when the last value was told; faulted when the replay broke.</summary>
    public Task Finished => _pacer.Finished;

    public ValueTask DisposeAsync() => _pacer.DisposeAsync();

    private long NextAt => Math.Min(_nextBlockAt, _next < _values.Count ? _values[_next].At : long.MaxValue);

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
        if (block)
        {
            _chain.Mine(Wire.Seconds(at));
            _nextBlockAt = at + BlockIntervalMs;
        }

        if (_next == _values.Count) _pacer.Finish();
    }
}
