namespace CrossChainOracle.Domain.Aggregation;

/// <summary>Step 4: the half-width of the published band. Specification, section "Confidence".</summary>
public static class Confidence
{
    /// <summary>max(m − p25, p75 − m), where the far edge of a vote that lies wholly on one side of the median counts as the median itself.</summary>
    /// <remarks>
    /// Pyth's quartile rule over {v − c, v, v + c}. Taken literally, a vote that narrows can pull its far edge across a quartile and widen the band;
    /// holding the far edge at the median keeps "a later publish time never widens the band" true. ADR 0002 has the counterexample.
    /// </remarks>
    internal static Price Dispersion(List<Vote> votes, Price median)
    {
        var n = votes.Count * 3;
        var quartile = n >> 2;
        Span<Price> lower = stackalloc Price[n];
        Span<Price> upper = stackalloc Price[n];
        for (var i = 0; i < votes.Count; i++)
        {
            var (value, width) = (votes[i].Value, votes[i].HalfWidth);
            lower[3 * i] = upper[3 * i] = value;
            lower[(3 * i) + 1] = value - width;
            lower[(3 * i) + 2] = Price.Max(value + width, median);
            upper[(3 * i) + 1] = value - width < median ? value - width : median;
            upper[(3 * i) + 2] = value + width;
        }

        lower.Sort();
        upper.Sort();
        return Price.Max(median - lower[quartile], upper[n - 1 - quartile] - median);
    }

    /// <summary>√(configured ÷ used), scaled by 10^18 and rounded up.</summary>
    public static UInt128 Absence(int configured, int used) =>
        configured == used
            ? FixedPoint.One
            : FixedPoint.SqrtUp(FixedPoint.MulDiv(FixedPoint.One * (uint)configured, FixedPoint.One, (uint)used, Rounding.Up));

    /// <summary>The band widened to a consumer's liquidation lag: √(confidence² + (z·σ·m)²·lag), rounded up.</summary>
    /// <param name="statement">The price.</param>
    /// <param name="zMilli">z from the price's context, or the consumer's own.</param>
    /// <param name="lagMs">Milliseconds until a liquidation started now would be done.</param>
    public static Price AtLag(PriceStatement statement, uint zMilli, long lagMs)
    {
        var drift = FixedPoint.Share(statement.Value, FixedPoint.Diffusion(zMilli, (UInt128)statement.Sigma * 1_000_000_000, lagMs), FixedPoint.One, Rounding.Up);
        return FixedPoint.Hypotenuse(statement.Confidence, drift);
    }
}
