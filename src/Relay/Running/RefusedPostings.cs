namespace CrossChainOracle.Relay.Running;

/// <summary>The last postings that a chain said it would never take: they are not offered again.</summary>
internal sealed class RefusedPostings
{
    private const int Maximum = 4_096;

    private readonly HashSet<string> _known = [];
    private readonly Queue<string> _order = [];

    public bool Contains(string postingId) => _known.Contains(postingId);

    /// <returns>Whether it was not known.</returns>
    public bool Add(string postingId)
    {
        if (!_known.Add(postingId)) return false;
        _order.Enqueue(postingId);
        if (_order.Count > Maximum) _known.Remove(_order.Dequeue());
        return true;
    }
}
