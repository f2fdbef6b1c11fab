namespace CrossChainOracle.Domain;

/// <summary>Where a result goes that is not a whole number of units. Rounding always hurts the claimant, so it is always said.</summary>
public enum Rounding
{
    /// <summary>Towards negative infinity: prices, the mean of two middles, collateral.</summary>
    Down = 0,

    /// <summary>Towards positive infinity: every part of a half-width, volatility, debt.</summary>
    Up = 1,
}
