using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>What survives a reorganisation whole or not at all. The rule is a part of its name, see <see cref="AssetWindow"/>.</summary>
internal readonly record struct CreditUnit(CreditRule Rule, Hash256 Hash);

/// <summary>A position whose whole window is known, in asset units.</summary>
/// <remarks>
/// Everything of a position is converted with one index, the worst of the window, and rounded against the claimant: collateral down with the lowest, debt and encumbrance up with the
/// highest. Shares are never negative, so no index of the window makes less of collateral, or more of debt, than this one. Rounding down is superadditive (the sum of
/// the rounded is at most the rounded sum; rounding up the reverse), so for every set of units: finalized + moves ≤ amount of what is left, and for debt ≥. A debit of all shares takes at
/// least what the finalized shares are worth.
/// </remarks>
internal sealed class CreditPosition
{
    private readonly CreditLine.Read _line;

    private CreditPosition(CreditLine.Read line, IEnumerable<(CreditUnit Unit, BigInteger Shares)> moves)
    {
        _line = line;
        IsOwed = line.Key.Side is PositionSide.Debt or PositionSide.Encumbrance;
        Finalized = ToAmount(line.Finalized);
        AtHead = ToAmount(line.AtHead);
        Moves = moves.ToDictionary(move => move.Unit, move => ToAmount(move.Shares));
    }

    public PositionKey Key => _line.Key;

    public CreditRule Rule => _line.Rule;

    /// <summary>Counted upwards: debt and encumbrance.</summary>
    public bool IsOwed { get; }

    public BigInteger Finalized { get; }

    public BigInteger AtHead { get; }

    /// <summary>Each unit once.</summary>
    public IReadOnlyDictionary<CreditUnit, BigInteger> Moves { get; }

    private ShareIndex Index => IsOwed ? _line.Highest : _line.Lowest;

    /// <summary>The position, or why it cannot be bounded.</summary>
    public static CreditProblem? TryRead(CreditLine.Read line, IReadOnlyCollection<UnitChange> changes, out CreditPosition position)
    {
        position = null!;
        if (line.Decimals > Position.MaximumDecimals) return new CreditProblem.BadDecimals(line.Key, line.Decimals);
        if (line.Lowest.Denominator == 0 || line.Highest.Denominator == 0 || line.Lowest.CompareValue(line.Highest) > 0) return new CreditProblem.BadIndex(line.Key, line.Lowest, line.Highest);
        if (changes.Any(change => change.Unit.IsZero)) return new CreditProblem.NoUnit(line.Key);
        var total = Sum(changes);
        if (line.Finalized + total != line.AtHead) return new CreditProblem.DoesNotAddUp(line.Key, line.Finalized, total, line.AtHead);
        position = new(line, changes.GroupBy(change => change.Unit).Select(unit => (new CreditUnit(line.Rule, unit.Key), Sum(unit))));
        var most = BigInteger.Max(position.Finalized, position.AtHead);
        return most > UInt128.MaxValue ? new CreditProblem.TooLarge(line.Key.Asset, $"amount of {line.Key}", most) : null;
    }

    /// <summary>Shares worth at most the amount, for what is owed at least. All of the finalized shares where the amount is all they are worth.</summary>
    public BigInteger ToShares(BigInteger amount)
    {
        // Worth nothing now is not worth nothing at a later index: shares that may be gone must not come back with it.
        if (amount.IsZero && !IsOwed) return 0;
        if (amount == Finalized) return _line.Finalized;
        return Divide(amount * Index.Denominator, Index.Numerator);
    }

    private BigInteger ToAmount(BigInteger shares) => Divide(shares * Index.Numerator, Index.Denominator);

    private BigInteger Divide(BigInteger value, BigInteger divisor) => Integers.Divide(value, divisor, IsOwed ? Rounding.Up : Rounding.Down);

    private static BigInteger Sum(IEnumerable<UnitChange> changes) => changes.Aggregate(BigInteger.Zero, (sum, change) => sum + change.Shares);
}
