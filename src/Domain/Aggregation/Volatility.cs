namespace CrossChainOracle.Domain.Aggregation;

/// <summary>Realised variance bound to the price: V ← (τ·V + r²) ÷ (τ + Δt). Specification, section "Volatility".</summary>
/// <remarks>V is per second and scaled by 10^36, so that σ = √V is scaled by 10^18. σ is at most 1 (100 % per √second), where it saturates.</remarks>
public static class Volatility
{
    private static readonly UInt128 MaximumVariance = FixedPoint.One * FixedPoint.One;

    /// <summary>σ before the round: √V rounded up, at least the policy's floor; the policy's initial σ before the first median.</summary>
    public static UInt128 Sigma(FeedPolicy policy, FeedState state) =>
        state.HasMedian ? UInt128.Max(FixedPoint.SqrtUp(state.Variance), policy.SigmaFloor) : policy.SigmaInitial;

    /// <summary>V after a round whose median is <paramref name="median"/>, every step rounded up.</summary>
    public static UInt128 Next(FeedPolicy policy, FeedState state, UInt128 sigma, Price median, long observedAt)
    {
        if (!state.HasMedian) return policy.SigmaInitial * policy.SigmaInitial;
        var elapsed = observedAt - state.MedianAt;
        var cap = FixedPoint.Diffusion(policy.KMilli, sigma, Math.Max(elapsed, policy.TickMs));
        var move = UInt128.Min(Return(state.Median, median), cap);
        var memory = (UInt128)(policy.TauMs + elapsed);
        var next = FixedPoint.MulDiv(state.Variance, (UInt128)policy.TauMs, memory, Rounding.Up) + FixedPoint.MulDiv(move * move, 1_000, memory, Rounding.Up);
        return UInt128.Clamp(next, policy.SigmaFloor * policy.SigmaFloor, MaximumVariance);
    }

    /// <summary>|m − m′| ÷ m′, scaled by 10^18, rounded up; saturates as <see cref="FixedPoint.Diffusion"/> does.</summary>
    private static UInt128 Return(Price before, Price after)
    {
        var move = (UInt128)(after - before).Abs().Scaled;
        return move / 10 >= (UInt128)before.Scaled
            ? FixedPoint.MaximumRatio
            : FixedPoint.MulDiv(move, FixedPoint.One, (UInt128)before.Scaled, Rounding.Up);
    }
}
