using CrossChainOracle.Chains.Evm;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Domain.Heads;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>What shares were worth at the blocks of the window, by market.</summary>
internal sealed class EvmMarkets
{
    private readonly Dictionary<MarketKey, Track> _tracks = [];

    public void Add(BlockRef block, IEnumerable<Position> positions)
    {
        foreach (var position in positions.Where(static position => position.Index != ShareIndex.One))
        {
            var market = MarketKey.Of(position.Key);
            if (!_tracks.TryGetValue(market, out var track)) _tracks.Add(market, track = new(position.Decimals));
            track.Indices[block.Number] = (block, position.Index);
        }
    }

    /// <summary>Forgets what is of no block of the chain any more, and what is older than the finalized block but for the last.</summary>
    public void Follow(ChainView view)
    {
        foreach (var track in _tracks.Values)
        {
            foreach (var gone in track.Indices.Values.Where(entry => entry.Block.Number > view.Finalized.Number && !view.Contains(entry.Block.Number, entry.Block.Hash)).ToList()) track.Indices.Remove(gone.Block.Number);
            var old = track.Indices.Keys.Where(number => number <= view.Finalized.Number).ToList();
            foreach (var number in old.SkipLast(1)) track.Indices.Remove(number);
        }
    }

    /// <summary>The newest index, and the lowest (for debt and encumbrance: the highest) that was seen since the finalized block.</summary>
    public (ShareIndex Now, ShareIndex Bound) IndexOf(MarketKey market, ShareIndex read)
    {
        if (!_tracks.TryGetValue(market, out var track) || track.Indices.Count == 0) return (read, read);
        return (track.Indices.Values[^1].Index, BoundOf(track, market.Side));
    }

    public IEnumerable<MarketReading> Readings(Authenticity evidence, PinKind pin) =>
        _tracks.Where(static pair => pair.Value.Indices.Count > 0).OrderBy(static pair => pair.Key.ToString(), StringComparer.Ordinal).Select(pair =>
        {
            var (block, index) = pair.Value.Indices.Values[^1];
            return new MarketReading(pair.Key, pair.Value.Decimals, index, BoundOf(pair.Value, pair.Key.Side), new(block.Number, block.Hash, block.Timestamp), evidence, pin);
        });

    private static ShareIndex BoundOf(Track track, PositionSide side)
    {
        var sign = side is PositionSide.Debt or PositionSide.Encumbrance ? 1 : -1;
        return track.Indices.Values.Select(static entry => entry.Index).Aggregate((bound, index) => sign * index.CompareValue(bound) > 0 ? index : bound);
    }

    private sealed class Track(byte decimals)
    {
        public byte Decimals { get; } = decimals;

        public SortedList<ulong, (BlockRef Block, ShareIndex Index)> Indices { get; } = [];
    }
}
