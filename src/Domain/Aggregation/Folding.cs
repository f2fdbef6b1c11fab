namespace CrossChainOracle.Domain.Aggregation;

/// <summary>Step 2: several routes of one provider become one vote. Specification, section "Folding".</summary>
public static class Folding
{
    /// <summary>A usable observation with the half-width it has at the round's time.</summary>
    internal readonly record struct Candidate(Observation Observation, Price HalfWidth)
    {
        public Vote ToVote() => new(Observation.Provider, Observation.Route, Observation.Value, HalfWidth, Observation.PublishedAt, Observation.Authenticity);
    }

    /// <summary>The half-width of a value after ageing; each part is rounded up.</summary>
    /// <remarks>
    /// A continuous source adds z·σ·v·√age to what it published. A threshold feed's silence says that the price is within its threshold as long as
    /// its heartbeat lasts, so it adds only for the time past that.
    /// </remarks>
    /// <param name="route">How the source publishes.</param>
    /// <param name="zMilli">z in thousandths.</param>
    /// <param name="sigma">σ per √second, scaled by 10^18.</param>
    /// <param name="value">v, positive.</param>
    /// <param name="published">The half-width the source stated.</param>
    /// <param name="age">Milliseconds at the round's time; negative counts as zero.</param>
    public static Price AgedHalfWidth(RoutePolicy route, uint zMilli, UInt128 sigma, Price value, Price published, long age)
    {
        if (route.Cadence == Cadence.Continuous) return published + Aged(age);
        var threshold = FixedPoint.Share(value, route.ThresholdPpm, FixedPoint.PpmInOne, Rounding.Up);
        return threshold + Aged(age - route.HeartbeatMs);

        Price Aged(long milliseconds) =>
            milliseconds <= 0 ? Price.Zero : FixedPoint.Share(value, FixedPoint.Diffusion(zMilli, sigma, milliseconds), FixedPoint.One, Rounding.Up);
    }

    /// <summary>One vote per provider, in order of provider; routes that do not overlap their provider's vote go to <paramref name="dissents"/>, equal ones once.</summary>
    internal static List<Vote> Fold(List<Candidate> candidates, List<Vote> dissents)
    {
        candidates.Sort(CompareBestFirst);
        var votes = new List<Vote>(3);
        foreach (var candidate in candidates)
        {
            if (votes.Count == 0 || votes[^1].Provider != candidate.Observation.Provider)
            {
                votes.Add(candidate.ToVote());
            }
            else if (!Overlap(votes[^1], candidate))
            {
                dissents.Add(candidate.ToVote());
            }
        }

        SortDistinct(dissents);
        return votes;
    }

    private static void SortDistinct(List<Vote> dissents)
    {
        dissents.Sort(CompareDissents);
        var distinct = 0;
        for (var i = 0; i < dissents.Count; i++)
        {
            if (distinct == 0 || dissents[i] != dissents[distinct - 1]) dissents[distinct++] = dissents[i];
        }

        dissents.RemoveRange(distinct, dissents.Count - distinct);
    }

    /// <summary>By provider, route, value, then the better first. Total over all that stands in signed bytes: a round may hold several answers of one route.</summary>
    private static int CompareDissents(Vote left, Vote right) =>
        left.Provider != right.Provider ? left.Provider.CompareTo(right.Provider)
        : left.Route != right.Route ? left.Route.CompareTo(right.Route)
        : left.Value != right.Value ? left.Value.CompareTo(right.Value)
        : left.Authenticity != right.Authenticity ? right.Authenticity.CompareTo(left.Authenticity)
        : left.HalfWidth != right.HalfWidth ? left.HalfWidth.CompareTo(right.HalfWidth)
        : right.PublishedAt.CompareTo(left.PublishedAt);

    private static bool Overlap(Vote vote, Candidate other) => (vote.Value - other.Observation.Value).Abs() <= vote.HalfWidth + other.HalfWidth;

    /// <summary>By provider; then authenticated before read, narrowest, newest by time and sequence, route id. Value and anchor make it total.</summary>
    private static int CompareBestFirst(Candidate left, Candidate right)
    {
        var (a, b) = (left.Observation, right.Observation);
        if (a.Provider != b.Provider) return a.Provider.CompareTo(b.Provider);
        if (a.Authenticity != b.Authenticity) return b.Authenticity.CompareTo(a.Authenticity);
        if (left.HalfWidth != right.HalfWidth) return left.HalfWidth.CompareTo(right.HalfWidth);
        if (a.PublishedAt != b.PublishedAt) return b.PublishedAt.CompareTo(a.PublishedAt);
        if (a.Sequence != b.Sequence) return b.Sequence.CompareTo(a.Sequence);
        if (a.Route != b.Route) return a.Route.CompareTo(b.Route);
        return a.Value != b.Value ? a.Value.CompareTo(b.Value) : a.Anchor.CompareTo(b.Anchor);
    }
}
