namespace CrossChainOracle.Domain.Aggregation;

/// <summary>Step 1: each observation alone, against the policy of its route and feed. Specification, section "Screening".</summary>
public static class Screening
{
    /// <summary>The first reason not to use the observation, in the order of the specification, or null.</summary>
    /// <param name="policy">The feed's policy.</param>
    /// <param name="route">The policy of the observation's route; null when the policy names no such route for the provider.</param>
    /// <param name="observation">What was seen.</param>
    /// <param name="observedAt">The round's time, Unix milliseconds.</param>
    public static Rejection? Reject(FeedPolicy policy, RoutePolicy? route, Observation observation, long observedAt)
    {
        if (route is null) return new Rejection.UnknownRoute(observation.Route);
        return RejectSource(observation) ?? RejectTime(route, observation, observedAt) ?? RejectValue(policy, observation);
    }

    private static Rejection? RejectSource(Observation observation)
    {
        if (observation.Flags == ObservationFlags.None) return null;
        if (observation.Flags.HasFlag(ObservationFlags.IncompleteRound)) return new Rejection.IncompleteRound(observation.Sequence);
        return observation.Flags.HasFlag(ObservationFlags.SequencerDown)
            ? new Rejection.SequencerDown(observation.Height)
            : new Rejection.SequencerGrace(observation.Height);
    }

    private static Rejection? RejectTime(RoutePolicy route, Observation observation, long observedAt)
    {
        var age = observedAt - observation.PublishedAt;
        if (-age > route.MaximumAheadMs) return new Rejection.Ahead(observation.PublishedAt, observedAt, route.MaximumAheadMs);
        if (route.Cadence == Cadence.Threshold && age > route.HeartbeatMs + route.GraceMs)
        {
            return new Rejection.Frozen(observation.PublishedAt, age, route.HeartbeatMs, route.GraceMs);
        }

        return age > route.MaximumAgeMs ? new Rejection.Stale(observation.PublishedAt, age, route.MaximumAgeMs) : null;
    }

    private static Rejection? RejectValue(FeedPolicy policy, Observation observation)
    {
        var value = observation.Value;
        if (!value.IsPositive) return new Rejection.NotPositive(value);
        if (value < policy.LowerBound || value > policy.UpperBound) return new Rejection.OutOfBounds(value, policy.LowerBound, policy.UpperBound);
        return observation.HalfWidth.Scaled < 0 || observation.HalfWidth > FixedPoint.Share(value, policy.WidePpm, FixedPoint.PpmInOne, Rounding.Down)
            ? new Rejection.Wide(observation.HalfWidth, value, policy.WidePpm)
            : null;
    }
}
