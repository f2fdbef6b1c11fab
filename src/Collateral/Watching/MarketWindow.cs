using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>What shares were worth at the heights of the window, by market.</summary>
internal sealed class MarketWindow
{
    private readonly Dictionary<MarketKey, Track> _tracks = [];

    /// <summary>Notes the indices of positions that were read at a height. One is noted too: what is worth more later was worth that.</summary>
    public void Add(Anchor at, IEnumerable<Position> positions)
    {
        foreach (var position in positions)
        {
            var market = MarketKey.Of(position.Key);
            if (!_tracks.TryGetValue(market, out var track)) _tracks.Add(market, track = new(position.Decimals));
            track.Indices[at.Height] = (at, position.Index);
            track.IsIndexed |= position.Index != ShareIndex.One;
        }
    }

    /// <summary>Forgets what was read in a block that is gone, and what is older than the finalized height but for the last.</summary>
    /// <param name="finalized">The finalized height.</param>
    /// <param name="isGone">Of a block above it.</param>
    public void Follow(ulong finalized, Func<Anchor, bool> isGone)
    {
        foreach (var track in _tracks.Values)
        {
            foreach (var gone in track.Indices.Values.Where(entry => entry.At.Height > finalized && isGone(entry.At)).ToList()) track.Indices.Remove(gone.At.Height);
            var old = track.Indices.Keys.Where(height => height <= finalized).ToList();
            foreach (var height in old.SkipLast(1)) track.Indices.Remove(height);
        }
    }

    /// <summary>The newest index, and the lowest (for debt and encumbrance: the highest) that was seen since the finalized height.</summary>
    public (ShareIndex Now, ShareIndex Bound) IndexOf(MarketKey market, ShareIndex read)
    {
        if (!_tracks.TryGetValue(market, out var track) || track.Indices.Count == 0) return (read, read);
        return (track.Indices.Values[^1].Index, BoundOf(track, market.Side));
    }

    /// <summary>The markets whose index is not one, or was not.</summary>
    public IEnumerable<MarketReading> Readings(Authenticity evidence, PinKind pin) =>
        _tracks.Where(static pair => pair.Value.IsIndexed && pair.Value.Indices.Count > 0).OrderBy(static pair => pair.Key.ToString(), StringComparer.Ordinal).Select(pair =>
        {
            var (at, index) = pair.Value.Indices.Values[^1];
            return new MarketReading(pair.Key, pair.Value.Decimals, index, BoundOf(pair.Value, pair.Key.Side), at, evidence, pin);
        });

    private static ShareIndex BoundOf(Track track, PositionSide side)
    {
        var sign = side is PositionSide.Debt or PositionSide.Encumbrance ? 1 : -1;
        return track.Indices.Values.Select(static entry => entry.Index).Aggregate((bound, index) => sign * index.CompareValue(bound) > 0 ? index : bound);
    }

    private sealed class Track(byte decimals)
    {
        public byte Decimals { get; } = decimals;

        public bool IsIndexed { get; set; }

        public SortedList<ulong, (Anchor At, ShareIndex Index)> Indices { get; } = [];
    }
}
