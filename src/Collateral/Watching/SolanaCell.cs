using CrossChainOracle.Collateral.Solana;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;

namespace CrossChainOracle.Collateral.Watching;

/// <summary>One owner at one protocol.</summary>
internal sealed class SolanaCell(LinkedOwner owner, SolanaKey address, ISolanaProtocol protocol)
{
    private readonly SortedDictionary<PositionKey, (SolanaTrace Trace, Position Last)> _positions = [];
    private ulong _seen;

    public LinkedOwner Owner => owner;

    public SolanaKey Address => address;

    public ISolanaProtocol Protocol => protocol;

    /// <summary>The highest slot that is in what was given last.</summary>
    public ulong ScannedTo => _seen;

    /// <summary>The positions as they stand; those that were there once and are not now have zero shares. What a problem of either state is about is not among them, or not wholly.</summary>
    /// <param name="reading">What was read.</param>
    /// <param name="finalized">The chain's finalized slot, at most that of the reading.</param>
    /// <param name="finalizedBefore">That of the look before.</param>
    /// <param name="markets">Notes the indices.</param>
    public IReadOnlyList<SolanaDraft> Take(SolanaReading reading, ulong finalized, ulong finalizedBefore, MarketWindow markets)
    {
        var (settled, newest) = (reading.Finalized.Snapshot.Pin.Lowest, reading.Newest.Snapshot.Pin);
        markets.Add(SolanaSlots.Place(settled), reading.Finalized.Answer.Positions);
        markets.Add(SolanaSlots.Place(newest.Lowest), reading.Newest.Answer.Positions);
        var before = reading.Finalized.Answer.Positions.ToDictionary(static position => position.Key);
        var after = reading.Newest.Answer.Positions.ToDictionary(static position => position.Key);
        var whole = reading.Unsettled.OfType<SolanaUnsettled.Whole>().SelectMany(static one => one.Holding.Positions).ToHashSet();
        var known = Known(reading, newest.Highest);
        var drafts = new List<SolanaDraft>();
        foreach (var key in before.Keys.Union(after.Keys).Union(_positions.Keys).Order().ToList())
        {
            var now = after.GetValueOrDefault(key);
            if (now is null && IsConcerned(key, reading.Newest.Answer.Problems)) continue;
            var standing = new SolanaStanding(
                before.GetValueOrDefault(key)?.Shares ?? 0, now?.Shares ?? 0, [.. known[key]], whole.Contains(key), !before.ContainsKey(key) && IsConcerned(key, reading.Finalized.Answer.Problems),
                settled, newest.Lowest, finalized, finalizedBefore, _seen);
            var trace = _positions.TryGetValue(key, out var past) ? past.Trace : new(key);
            _positions[key] = (trace, now ?? before.GetValueOrDefault(key) ?? past.Last);
            trace.Follow(standing);
            drafts.Add(Draft(key, standing, trace));
        }

        _seen = newest.Lowest;
        return drafts;
    }

    public IEnumerable<OpenBlock> Lost(ulong finalizedBefore) => _positions.Values.SelectMany(position => position.Trace.Lost(finalizedBefore));

    private SolanaDraft Draft(PositionKey key, SolanaStanding standing, SolanaTrace trace)
    {
        var changes = standing.IsUnknown ? null : SolanaDeltas.Of(key, standing.FinalizedShares, standing.Seen, standing.Known, standing.IsWhole, trace.Since.Slot);
        return new(owner.Account, _positions[key].Last with { Shares = standing.Seen }, standing.FinalizedShares, trace.Since.Slot, trace.Since.Hash, changes);
    }

    // A transaction that the newest state contains cannot be later than that; endpoints may say so.
    private static ILookup<PositionKey, KnownChange> Known(SolanaReading reading, ulong highest) => reading.Changes
        .SelectMany(change => change.Effects.Select(effect => (effect.Position, Change: new KnownChange(Math.Min(change.Slot, highest), SolanaDeltas.Unit(change.Signature), effect.Delta))))
        .ToLookup(static pair => pair.Position, static pair => pair.Change);

    /// <summary>Problems name a market, or something that several markets of theirs begin with, or none where they concern all.</summary>
    private static bool IsConcerned(PositionKey key, IReadOnlyList<ReadingProblem> problems) => problems.Any(problem =>
        problem.Market.Length == 0 || key.Market == problem.Market || key.Market.StartsWith(problem.Market + "/", StringComparison.Ordinal));
}

/// <summary>A reading without times.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Newest">With the shares that are seen.</param>
/// <param name="Finalized">Shares as finalized.</param>
/// <param name="Slot">Since when it is so.</param>
/// <param name="Hash">Of that place.</param>
/// <param name="Changes">Null where they are not known.</param>
internal sealed record SolanaDraft(AccountId Account, Position Newest, UInt128 Finalized, ulong Slot, Hash256 Hash, IReadOnlyList<ShareDelta>? Changes)
{
    public PositionReading At(long time, MarketWindow markets, Authenticity evidence)
    {
        var (index, bound) = markets.IndexOf(MarketKey.Of(Newest.Key), Newest.Index);
        return new()
        {
            Account = Account,
            Key = Newest.Key,
            Decimals = Newest.Decimals,
            Rule = CreditRule.TransactionNet,
            Evidence = evidence,
            Pin = PinKind.SlotRange,
            At = new(Slot, Hash, time),
            Finalized = Finalized,
            Seen = Newest.Shares,
            Index = index,
            Bound = bound,
            IsWindowUnknown = Changes is null,
            Changes = Changes ?? [],
        };
    }
}
