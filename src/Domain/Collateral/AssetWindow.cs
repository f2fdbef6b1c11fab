using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>All positions of an account in one asset, over all its linked addresses, and what stands in the way of counting them.</summary>
/// <remarks>
/// Units of different rules never net with each other, although one transaction may have made both changes. What a <see cref="CreditRule.BlockNet"/> source shows is the sum of a whole
/// block: nothing says which part of it came from the transaction, so that the part can be lost while the transaction survives.
/// </remarks>
internal sealed class AssetWindow
{
    private readonly List<CreditPosition> _positions = [];
    private readonly List<(PositionSide Side, CreditProblem Problem)> _problems = [];

    private AssetWindow(AssetId asset) => Asset = asset;

    public AssetId Asset { get; }

    public byte Decimals { get; private set; }

    /// <summary>Of every line, known or not.</summary>
    public IReadOnlyList<(PositionKey Key, CreditRule Rule)> Lines { get; private set; } = [];

    /// <summary>By asset, then by key, in whatever order lines and changes come.</summary>
    public static IReadOnlyList<AssetWindow> Read(IReadOnlyCollection<CreditLine> lines, IReadOnlyCollection<UnitChange> changes)
    {
        var linesOf = lines.ToLookup(line => line.Key);
        var changesOf = changes.ToLookup(change => change.Key);
        var keys = lines.Select(line => line.Key).Concat(changes.Select(change => change.Key)).Distinct().Order();
        return [.. keys.GroupBy(key => key.Asset).OrderBy(asset => asset.Key).Select(asset => Read(asset.Key, [.. asset], linesOf, changesOf))];
    }

    public IReadOnlyList<CreditPosition> Of(PositionSide side) => [.. _positions.Where(position => position.Key.Side == side)];

    public IReadOnlyList<CreditProblem> ProblemsOf(params ReadOnlySpan<PositionSide> sides)
    {
        var found = new List<CreditProblem>();
        foreach (var (side, problem) in _problems)
        {
            if (sides.Contains(side)) found.Add(problem);
        }

        return found;
    }

    /// <summary>What each unit does to the positions together, in the order of rule and hash.</summary>
    public static IReadOnlyList<(CreditUnit Unit, BigInteger Net)> Net(IReadOnlyList<CreditPosition> positions) =>
    [
        .. positions.SelectMany(position => position.Moves)
            .GroupBy(move => move.Key, move => move.Value)
            .OrderBy(unit => unit.Key.Rule).ThenBy(unit => unit.Key.Hash)
            .Select(unit => (unit.Key, unit.Sum(amount => amount))),
    ];

    private static AssetWindow Read(AssetId asset, IReadOnlyList<PositionKey> keys, ILookup<PositionKey, CreditLine> linesOf, ILookup<PositionKey, UnitChange> changesOf)
    {
        var window = new AssetWindow(asset) { Lines = [.. keys.Where(linesOf.Contains).Select(key => (key, linesOf[key].Max(line => line.Rule)))] };
        var decimals = keys.SelectMany(key => linesOf[key]).OfType<CreditLine.Read>().Select(line => line.Decimals).Distinct().ToList();
        window.Decimals = decimals.FirstOrDefault();
        foreach (var key in keys)
        {
            var problem = ReadOne(key, [.. linesOf[key]], [.. changesOf[key]], decimals.Count > 1, out var position);
            if (problem is null) window._positions.Add(position);
            else window._problems.Add((key.Side, problem));
        }

        return window;
    }

    private static CreditProblem? ReadOne(PositionKey key, IReadOnlyList<CreditLine> lines, IReadOnlyCollection<UnitChange> changes, bool decimalsDiffer, out CreditPosition position)
    {
        position = null!;
        return lines switch
        {
            [] => new CreditProblem.NoLine(key),
            [CreditLine.Unread unread] => new CreditProblem.Unread(key, unread.Cause),
            [CreditLine.Read read] when decimalsDiffer => new CreditProblem.BadDecimals(key, read.Decimals),
            [CreditLine.Read read] => CreditPosition.TryRead(read, changes, out position),
            _ => new CreditProblem.Repeated(key),
        };
    }
}
