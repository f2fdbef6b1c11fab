namespace CrossChainOracle.Pipeline.Distributed;

/// <summary>One look at every source at each tick. One that is slow is waited for no longer than a limit: what it says is heard when it ends, and meanwhile it is not asked again.</summary>
/// <param name="looks">Each asks one source, within a time limit of its own, and passes on what it said. They outlast the tick that began them.</param>
/// <param name="limit">How long a tick waits for them.</param>
/// <param name="time">Measures it.</param>
/// <param name="onFault">Told of a look that threw: a fault of ours, which must not silence the other sources.</param>
public sealed class Looks(IReadOnlyList<Func<Task>> looks, TimeSpan limit, TimeProvider time, Action<Exception> onFault)
{
    private readonly Task[] _running = [.. looks.Select(static _ => Task.CompletedTask)];

    /// <summary>True when all have answered. One caller at a time.</summary>
    public async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        for (var i = 0; i < looks.Count; i++)
        {
            if (_running[i].IsCompleted) _running[i] = RunAsync(looks[i]);
        }

        try
        {
            await Task.WhenAll(_running).WaitAsync(limit, time, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task RunAsync(Func<Task> look)
    {
        try
        {
            await Task.Run(look).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            onFault(fault);
        }
    }
}
