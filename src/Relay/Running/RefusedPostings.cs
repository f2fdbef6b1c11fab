using CrossChainOracle.Domain;

namespace CrossChainOracle.Relay.Running;

/// <summary>The last postings that a chain said it would never take: they are not offered again, however often a relayer is opened. Thread-safe.</summary>
internal sealed class RefusedPostings
{
    private const int Maximum = 4_096;

    private readonly Lock _gate = new();
    private readonly HashSet<(ChainId Chain, string PostingId)> _known = [];
    private readonly Queue<(ChainId Chain, string PostingId)> _order = [];

    public bool Contains(ChainId chain, string postingId)
    {
        lock (_gate) return _known.Contains((chain, postingId));
    }

    /// <returns>Whether it was not known.</returns>
    public bool Add(ChainId chain, string postingId)
    {
        lock (_gate)
        {
            if (!_known.Add((chain, postingId))) return false;
            _order.Enqueue((chain, postingId));
            if (_order.Count > Maximum) _known.Remove(_order.Dequeue());
            return true;
        }
    }
}
