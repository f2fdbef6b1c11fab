namespace CrossChainOracle.Relay.Running;

/// <summary>What the relayer of a chain stands on that its settings cannot hold.</summary>
/// <param name="Time">The relayer's clock.</param>
/// <param name="Http">Shared by streams and endpoints; its timeout is infinite.</param>
/// <param name="Sinks">Of the whole relay.</param>
/// <param name="Board">Of the whole relay.</param>
/// <param name="Metrics">Of the whole relay.</param>
/// <param name="Notify">Called from any thread; must not block.</param>
public sealed record RelayServices(TimeProvider Time, HttpClient Http, RelaySinks Sinks, RelayBoard Board, RelayMetrics Metrics, Action<RelayNotice> Notify)
{
    internal RefusedPostings Refused { get; } = new();
}
