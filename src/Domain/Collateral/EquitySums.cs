using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>Values of one account's assets as they are added up.</summary>
internal sealed class EquitySums
{
    private readonly Dictionary<CreditUnit, BigInteger> _effects = [];
    private readonly List<CreditProblem> _unbounded = [];
    private readonly List<CreditProblem> _leftOut = [];
    private BigInteger _collateral, _debt, _encumbered;

    public void Add(AssetWindow window, Func<AssetId, EdgePrices?> prices)
    {
        _unbounded.AddRange(window.ProblemsOf(PositionSide.Debt));
        var missing = window.ProblemsOf(PositionSide.Collateral, PositionSide.Encumbrance);
        _leftOut.AddRange(missing);

        // Where an encumbrance is not known the collateral that it is a part of counts for nothing, and so does the encumbrance.
        var collateral = missing.Count > 0 ? [] : Something(window.Of(PositionSide.Collateral));
        var encumbrances = missing.Count > 0 ? [] : Something(window.Of(PositionSide.Encumbrance));
        var debts = Something(window.Of(PositionSide.Debt));
        if (collateral.Count + encumbrances.Count + debts.Count == 0) return;
        if (PriceOf(window.Asset, prices, out var edges) is { } problem)
        {
            (debts.Count > 0 ? _unbounded : _leftOut).Add(problem);
            return;
        }

        foreach (var position in collateral)
        {
            _collateral += Owned(position.Finalized);
            foreach (var (unit, amount) in position.Moves) AddEffect(unit, Owned(amount));
        }

        foreach (var position in debts)
        {
            _debt += Owed(position.Finalized);
            foreach (var (unit, amount) in position.Moves) AddEffect(unit, -Owed(amount));
        }

        _encumbered += Value(CreditAllocation.Counted(encumbrances).Sum(amount => amount), edges.Lower, window.Decimals, Rounding.Up);

        BigInteger Owned(BigInteger amount) => Value(amount, edges.Lower, window.Decimals, Rounding.Down);

        BigInteger Owed(BigInteger amount) => Value(amount, edges.Upper, window.Decimals, Rounding.Up);
    }

    public EquityOutcome Outcome()
    {
        if (_unbounded.Count > 0) return new EquityOutcome.Unknown(_unbounded);
        var atRisk = _effects.Values.Where(effect => effect.Sign < 0).Sum(effect => -effect);
        var value = _collateral - _debt - _encumbered - atRisk;
        BigInteger[] figures = [value, _collateral, _debt, _encumbered, atRisk];
        foreach (var figure in figures)
        {
            if (figure > Int128.MaxValue || figure < Int128.MinValue) return new EquityOutcome.Unknown([new CreditProblem.TooLarge(default, "value of the account", figure)]);
        }

        return new EquityOutcome.Known((Int128)value, (Int128)_collateral, (Int128)_debt, (Int128)_encumbered, (Int128)atRisk, _leftOut);
    }

    private void AddEffect(CreditUnit unit, BigInteger value) => _effects[unit] = _effects.GetValueOrDefault(unit) + value;

    private static IReadOnlyList<CreditPosition> Something(IReadOnlyList<CreditPosition> positions) =>
        [.. positions.Where(position => !position.Finalized.IsZero || position.Moves.Count > 0)];

    private static CreditProblem? PriceOf(AssetId asset, Func<AssetId, EdgePrices?> prices, out EdgePrices edges)
    {
        var found = prices(asset);
        edges = found ?? default;
        if (found is null) return new CreditProblem.NoPrice(asset);
        return edges.Lower < Price.Zero || edges.Lower > edges.Upper ? new CreditProblem.BadPrice(asset, edges) : null;
    }

    private static BigInteger Value(BigInteger amount, Price price, byte decimals, Rounding rounding) =>
        Integers.Divide(amount * price.Scaled, FixedPoint.PowerOfTen(decimals), rounding);
}
