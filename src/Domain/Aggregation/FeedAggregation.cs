namespace CrossChainOracle.Domain.Aggregation;

/// <summary>The path of one feed through one round: screen, fold, median, confidence, volatility, breaker, verdict. Pure.</summary>
public static class FeedAggregation
{
    /// <param name="policy">The feed's policy, sound by <see cref="PolicyRules"/>.</param>
    /// <param name="state">The feed's state before the round.</param>
    /// <param name="observations">What was seen of this feed; the order does not matter.</param>
    /// <param name="failures">What its sources failed to give, and provider-wide faults; the order does not matter.</param>
    /// <param name="validAfter">Observation time of the round before, Unix milliseconds.</param>
    /// <param name="observedAt">The round's time, Unix milliseconds.</param>
    public static FeedOutcome Run(
        FeedPolicy policy, FeedState state, IReadOnlyList<Observation> observations, IReadOnlyList<SourceFailure> failures, long validAfter, long observedAt)
    {
        var sigma = Volatility.Sigma(policy, state);
        var rejections = new List<RejectedObservation>();
        var candidates = Screen(policy, sigma, observations, failures, observedAt, rejections);
        var dissents = new List<Vote>();
        var votes = Folding.Fold(candidates, dissents);
        if (votes.Count < policy.Quorum) return Gap(GapReason.NoQuorum, votes.Count);

        var configured = policy.ConfiguredProviders;
        var median = Median.Of(votes);
        var agreed = Median.HasMajority(votes, median, policy.DeviationPpm, out var outliers);
        if (agreed && outliers.Count > 0)
        {
            RejectOutliers(policy, median, outliers, observations, rejections);
            votes.RemoveAll(outliers.Contains);
            if (votes.Count < policy.Quorum) return Gap(GapReason.Outliers, votes.Count);
            median = Median.Of(votes);
        }

        var dispersion = Confidence.Dispersion(votes, median);
        var absence = Confidence.Absence(configured, votes.Count);
        var confidence = FixedPoint.Share(dispersion, absence, FixedPoint.One, Rounding.Up);
        var jump = Breaker.IsJump(policy, state, sigma, median, confidence, observedAt);
        var (breaker, calm) = Breaker.Next(state, jump, !agreed, policy.CalmRounds);
        var (publishedAt, oldest) = PublishTimes(votes);

        return new FeedOutcome.Priced(
            median,
            confidence,
            publishedAt,
            Verdicts.Of(policy.Verdict, median, confidence, observedAt - publishedAt, votes.Count, breaker),
            new PriceContext
            {
                OldestPublishedAt = oldest,
                Dispersion = dispersion,
                Absence = absence,
                Sigma = sigma,
                ZMilli = policy.ZMilli,
                ConfiguredProviders = (byte)configured,
                Votes = votes,
                Outliers = agreed ? outliers : [],
                Dissents = dissents,
            })
        {
            Rejections = rejections,
            State = new FeedState
            {
                Feed = policy.Feed,
                Median = median,
                Confidence = confidence,
                MedianAt = observedAt,
                Variance = Volatility.Next(policy, state, sigma, median, observedAt),
                Breaker = breaker,
                CalmRounds = calm,
            },
        };

        FeedOutcome.Gap Gap(GapReason reason, int usable)
        {
            if (policy.Routes.Any(route => Fault(failures, route.Provider) is not null)) reason = GapReason.ProviderFault;
            var from = state.GapFrom != 0 ? state.GapFrom : validAfter;
            return new FeedOutcome.Gap(reason, from, observedAt, new GapContext((byte)usable, Causes(policy, observations, rejections, failures)))
            {
                Rejections = rejections,
                State = state with { Feed = policy.Feed, Breaker = Breaker.NextInGap(state, reason), CalmRounds = 0, GapFrom = from },
            };
        }
    }

    private static List<Folding.Candidate> Screen(
        FeedPolicy policy,
        UInt128 sigma,
        IReadOnlyList<Observation> observations,
        IReadOnlyList<SourceFailure> failures,
        long observedAt,
        List<RejectedObservation> rejections)
    {
        var candidates = new List<Folding.Candidate>(observations.Count);
        foreach (var observation in observations)
        {
            var route = RouteOf(policy, observation);
            var rejection = Fault(failures, observation.Provider) ?? Screening.Reject(policy, route, observation, observedAt);
            if (rejection is not null)
            {
                rejections.Add(new(observation, rejection));
                continue;
            }

            var width = Folding.AgedHalfWidth(route!, policy.ZMilli, sigma, observation.Value, observation.HalfWidth, observedAt - observation.PublishedAt);
            candidates.Add(new(observation, width));
        }

        return candidates;
    }

    private static Rejection.ProviderFault? Fault(IReadOnlyList<SourceFailure> failures, Provider provider)
    {
        foreach (var failure in failures)
        {
            if (failure.Code == RejectionCode.ProviderFault && failure.Provider == provider) return new(failure.Detail);
        }

        return null;
    }

    private static RoutePolicy? RouteOf(FeedPolicy policy, Observation observation)
    {
        foreach (var route in policy.Routes)
        {
            if (route.Route == observation.Route && route.Provider == observation.Provider) return route;
        }

        return null;
    }

    private static void RejectOutliers(
        FeedPolicy policy, Price median, List<Vote> outliers, IReadOnlyList<Observation> observations, List<RejectedObservation> rejections)
    {
        foreach (var vote in outliers)
        {
            var observation = observations.First(candidate =>
                candidate.Provider == vote.Provider && candidate.Route == vote.Route && candidate.Value == vote.Value && candidate.PublishedAt == vote.PublishedAt);
            var allowance = Median.Allowance(vote.HalfWidth, median, policy.DeviationPpm);
            rejections.Add(new(observation, new Rejection.Outlier(vote.Value, median, allowance)));
        }
    }

    private static (long Median, long Oldest) PublishTimes(List<Vote> votes)
    {
        Span<long> times = stackalloc long[votes.Count];
        for (var i = 0; i < votes.Count; i++) times[i] = votes[i].PublishedAt;
        times.Sort();
        return (Median.Of(times), times[0]);
    }

    /// <summary>Why each configured route has no vote: what was rejected, what failed, and which routes said nothing at all.</summary>
    private static List<GapCause> Causes(
        FeedPolicy policy, IReadOnlyList<Observation> observations, List<RejectedObservation> rejections, IReadOnlyList<SourceFailure> failures)
    {
        var causes = new SortedSet<GapCause>(Comparer<GapCause>.Create(Compare));
        foreach (var (observation, rejection) in rejections) causes.Add(new(observation.Provider, observation.Route, rejection.Code));
        foreach (var failure in failures) causes.Add(new(failure.Provider, failure.Route, failure.Code));
        foreach (var route in policy.Routes)
        {
            var heard = observations.Any(observation => observation.Route == route.Route) || failures.Any(failure => failure.Route == route.Route);
            if (!heard) causes.Add(new(route.Provider, route.Route, RejectionCode.Absent));
        }

        return [.. causes.Take(GapContext.MaximumCauses)];

        static int Compare(GapCause left, GapCause right) =>
            left.Provider != right.Provider ? left.Provider.CompareTo(right.Provider)
            : left.Route != right.Route ? left.Route.CompareTo(right.Route)
            : left.Code.CompareTo(right.Code);
    }
}
