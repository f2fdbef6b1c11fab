using System.Numerics;

namespace CrossChainOracle.Domain.Collateral;

/// <summary>The edges of an asset's price band, in quote per whole unit of the asset.</summary>
/// <param name="Lower">What collateral is valued at; not negative.</param>
/// <param name="Upper">What debt is valued at.</param>
public readonly record struct EdgePrices(Price Lower, Price Upper);

/// <summary>What an account's positions on one chain are worth together. Values in the quote, scaled by 10^18 as prices are.</summary>
public abstract record EquityOutcome
{
    /// <param name="Value">Collateral − Debt − Encumbered − AtRisk; negative where more is owed than owned.</param>
    /// <param name="Collateral">Finalized, at the lower edge, rounded down.</param>
    /// <param name="Debt">Finalized, at the upper edge, rounded up.</param>
    /// <param name="Encumbered">As counted for credit, at the lower edge, as the collateral is that it is a part of.</param>
    /// <param name="AtRisk">What unfinalized units take, each netted over collateral and debt together.</param>
    /// <param name="LeftOut">Why assets were valued at nothing: collateral that was not read or has no price.</param>
    public sealed record Known(Int128 Value, Int128 Collateral, Int128 Debt, Int128 Encumbered, Int128 AtRisk, IReadOnlyList<CreditProblem> LeftOut) : EquityOutcome;

    /// <summary>A debt that is not known or cannot be valued has no bound, nor has a value beyond 128 bits.</summary>
    public sealed record Unknown(IReadOnlyList<CreditProblem> Problems) : EquityOutcome;
}

/// <summary>Equity by value: collateral − debt − encumbrance + Σ over units of min(0, value of what the unit did to collateral and debt together).</summary>
/// <remarks>
/// Netted by value, so that a transfer between own addresses, a swap or a protocol's own liquidation does not look like insolvency. Whichever units survive, true equity at the same
/// prices is at least this. Collateral may be left out without harm to that: it is never worth less than nothing.
/// </remarks>
public static class Equity
{
    /// <param name="lines">As for <see cref="Credit.Of"/>.</param>
    /// <param name="changes">As for <see cref="Credit.Of"/>.</param>
    /// <param name="prices">Of an asset; null where it has none. Asked only for assets that the account has something of.</param>
    public static EquityOutcome Of(IReadOnlyCollection<CreditLine> lines, IReadOnlyCollection<UnitChange> changes, Func<AssetId, EdgePrices?> prices)
    {
        var sums = new EquitySums();
        foreach (var window in AssetWindow.Read(lines, changes)) sums.Add(window, prices);
        return sums.Outcome();
    }
}
