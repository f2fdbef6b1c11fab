using System.Collections.Concurrent;
using CrossChainOracle.Domain;

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
    private readonly ConcurrentDictionary<ChainId, NoticeBook> _notices = [];

    internal RefusedPostings Refused { get; } = new();

    /// <summary>What stands of a chain, however often its relayer is opened: it is said once.</summary>
    internal NoticeBook NoticesOf(ChainId chain) => _notices.GetOrAdd(chain, id => new(id, Notify));
}
