using System.Numerics;
using CrossChainOracle.Collateral.Api;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Collateral.Hyperliquid;

/// <summary>What the figures of one answer must be to each other. An answer that contradicts itself is not one.</summary>
internal static class HyperliquidIdentities
{
    // The exchange states dollars with 6 places and rounds every figure on its own.
    private static readonly BigInteger Unit = BigInteger.Pow(10, DecimalText.Places - HyperliquidLayout.DollarDecimals);

    /// <summary>The first identity that does not hold, with its operands (times 10^18); null when all do.</summary>
    public static string? Fault(HyperliquidState state)
    {
        if (state.Positions.GroupBy(position => position.Coin).FirstOrDefault(group => group.Count() > 1) is { } twice) return $"{twice.Key} is there {twice.Count()} times";
        var allowance = Unit * (state.Positions.Count + 1);
        var notional = Sum(state.Positions, position => position.Value);
        if (Differ(notional, state.Notional)) return $"positions of {notional}, totalNtlPos is {state.Notional}";
        var value = state.RawUsd + Sum(state.Positions, position => position.Size < 0 ? -(BigInteger)position.Value : position.Value);
        if (Differ(value, state.AccountValue)) return $"totalRawUsd and positions make {value}, accountValue is {state.AccountValue}";
        var used = Sum(state.Positions, position => position.MarginUsed);
        if (Differ(used, state.MarginUsed)) return $"margins of {used}, totalMarginUsed is {state.MarginUsed}";
        var maintenance = CrossMaintenance(state);
        return state.CrossMaintenance < maintenance - allowance ? $"crossMaintenanceMarginUsed is {state.CrossMaintenance}, the positions need {maintenance}" : null;

        bool Differ(BigInteger computed, BigInteger told) => BigInteger.Abs(computed - told) > allowance;
    }

    /// <summary>Half of the initial margin at the highest leverage that each cross position's perpetual allows, rounded up. Margin tiers of very large positions ask for more.</summary>
    public static BigInteger CrossMaintenance(HyperliquidState state) =>
        Sum(state.Positions.Where(position => !position.IsIsolated), position => ((BigInteger)position.Value + (2 * position.MaxLeverage) - 1) / (2 * position.MaxLeverage));

    private static BigInteger Sum(IEnumerable<HyperliquidPosition> positions, Func<HyperliquidPosition, BigInteger> figure) =>
        positions.Aggregate(BigInteger.Zero, (sum, position) => sum + figure(position));
}
