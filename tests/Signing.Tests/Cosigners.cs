using CrossChainOracle.Domain;

namespace CrossChainOracle.Signing.Tests;

/// <summary>The wire between coordinator and attester, saying what a test wants it to say.</summary>
internal sealed class ScriptedCosigner(EvmAddress address, Func<CosignRequest, CancellationToken, ValueTask<CosignOutcome>> answer) : ICosigner
{
    public EvmAddress Address => address;

    public ValueTask<CosignOutcome> CosignAsync(CosignRequest request, CancellationToken ct = default) => answer(request, ct);

    public static ScriptedCosigner Signing(EvmAddress address, byte[] signature) => new(address, (_, _) => new(new CosignOutcome.Signed(signature)));

    public static ScriptedCosigner Answering(EvmAddress address, CosignOutcome outcome) => new(address, (_, _) => new(outcome));
}

/// <summary>A clock whose timers fire one by one: the n-th timer is that of the n-th attester asked.</summary>
internal sealed class HandFiredTime : TimeProvider
{
    private readonly List<(TimerCallback Callback, object? State)> _timers = [];

    public void Fire(int index) => _timers[index].Callback(_timers[index].State);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Add((callback, state));
        return new HandFiredTimer();
    }

    private sealed class HandFiredTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Five attesters with keys and logs of their own in a folder.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    public Fleet(AttesterSettings? settings = null) =>
        Nodes = [.. Keys.Five.Select((signer, i) => AttesterNode.OnDisk(_folder.File($"attester-{i}"), signer, settings))];

    public IReadOnlyList<AttesterNode> Nodes { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.DisposeAsync();
        _folder.Dispose();
    }
}
