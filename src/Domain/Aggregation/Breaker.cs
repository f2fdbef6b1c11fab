namespace CrossChainOracle.Domain.Aggregation;

/// <summary>Step 5: opens on a jump or on disagreement, closes after enough calm rounds. Specification, section "Breaker".</summary>
public static class Breaker
{
    /// <summary>Whether the move from the previous round's median is larger than volatility and joint width explain, or than the feed may ever move.</summary>
    /// <remarks>Intervals shorter than the policy's tick count as one tick: rounds may follow each other faster than the sources publish.</remarks>
    public static bool IsJump(FeedPolicy policy, FeedState state, UInt128 sigma, Price median, Price confidence, long observedAt)
    {
        if (!state.HasMedian) return false;
        var elapsed = Math.Max(observedAt - state.MedianAt, policy.TickMs);
        var move = (median - state.Median).Abs();
        var explained = Price.Max(
            FixedPoint.Share(state.Median, FixedPoint.Diffusion(policy.KMilli, sigma, elapsed), FixedPoint.One, Rounding.Up),
            confidence + state.Confidence);
        return move > explained || move > MaximumMove(policy, state.Median, elapsed);
    }

    /// <summary>The breaker after a round that had a median.</summary>
    public static (BreakerState State, int CalmRounds) Next(FeedState state, bool jump, bool disagreement, int calmRounds)
    {
        if (jump || disagreement) return (BreakerState.Open, 0);
        if (state.Breaker == BreakerState.Closed) return (BreakerState.Closed, 0);
        var calm = state.CalmRounds + 1;
        return calm >= calmRounds ? (BreakerState.Closed, 0) : (BreakerState.HalfOpen, calm);
    }

    /// <summary>The breaker after a round without a price: the count starts again; it opens where a provider-wide fault took the quorum.</summary>
    public static BreakerState NextInGap(FeedState state, GapReason reason) =>
        reason == GapReason.ProviderFault || state.Breaker != BreakerState.Closed ? BreakerState.Open : BreakerState.Closed;

    /// <summary>m′ · maximum move · √(Δt ÷ 1 min), rounded up.</summary>
    private static Price MaximumMove(FeedPolicy policy, Price before, long elapsed)
    {
        // √(ms ÷ 60,000) scaled by 10^9 is √(ms · 10^18 ÷ 60,000).
        var rootMinutes = FixedPoint.SqrtUp(FixedPoint.MulDiv((UInt128)elapsed, FixedPoint.One, 60_000, Rounding.Up));
        var ratio = FixedPoint.MulDiv(policy.MaximumMovePpm * rootMinutes, 1_000, 1, Rounding.Up);
        return FixedPoint.Share(before, UInt128.Min(ratio, FixedPoint.MaximumRatio), FixedPoint.One, Rounding.Up);
    }
}
