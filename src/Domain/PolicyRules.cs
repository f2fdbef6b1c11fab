namespace CrossChainOracle.Domain;

/// <summary>The limits of what a policy may say. Outside them arithmetic could overflow or a rule would mean nothing; such a policy does not start.</summary>
public static class PolicyRules
{
    public const int MaximumFeeds = 1_024;
    public const int MaximumRoutes = 32;
    public const uint MaximumMultiplierMilli = 100_000;

    /// <summary>A hundredfold of the largest price is still a price.</summary>
    public const uint MaximumWidthPpm = 100 * FixedPoint.PpmInOne;

    public const long MinimumTauMs = 1_000;
    public const long MaximumDurationMs = 31_622_400_000;

    /// <summary>Every rule the policy breaks, each naming feed, field and value; empty when it is sound.</summary>
    public static IReadOnlyList<string> Problems(ShardPolicy policy)
    {
        var problems = new List<string>();
        if (policy.Shard.IsEmpty) problems.Add("shard: must be named");
        Check(policy.Feeds.Count is > 0 and <= MaximumFeeds, $"shard {policy.Shard}: 1 to {MaximumFeeds} feeds, not {policy.Feeds.Count}");
        for (var i = 1; i < policy.Feeds.Count; i++)
        {
            Check(policy.Feeds[i - 1].Feed < policy.Feeds[i].Feed, $"shard {policy.Shard}: feeds must be distinct and in order, {policy.Feeds[i].Feed} follows {policy.Feeds[i - 1].Feed}");
        }

        foreach (var feed in policy.Feeds) problems.AddRange(FeedProblems(feed));
        return problems;

        void Check(bool holds, string problem)
        {
            if (!holds) problems.Add(problem);
        }
    }

    private static List<string> FeedProblems(FeedPolicy feed)
    {
        var problems = new List<string>();
        Check(!feed.Feed.IsEmpty, "feed", "must be named");
        Check(feed.Routes.Count is > 0 and <= MaximumRoutes, "routes", $"1 to {MaximumRoutes}, not {feed.Routes.Count}");
        Check(feed.Quorum >= 1 && feed.Quorum <= feed.ConfiguredProviders, "quorum", $"1 to the {feed.ConfiguredProviders} configured providers, not {feed.Quorum}");
        Check(feed.LowerBound.IsPositive, "lowerBound", $"must be greater than zero, not {feed.LowerBound}");
        Check(feed.UpperBound > feed.LowerBound, "upperBound", $"must be above {feed.LowerBound}, not {feed.UpperBound}");

        Check(feed.UpperBound <= Price.Maximum, "upperBound", $"at most {Price.Maximum}, not {feed.UpperBound}");
        Check(feed.DeviationPpm is > 0 and <= FixedPoint.PpmInOne, "deviationPpm", $"1 to 1000000, not {feed.DeviationPpm}");
        Check(feed.WidePpm is > 0 and <= FixedPoint.PpmInOne, "widePpm", $"1 to 1000000, not {feed.WidePpm}");
        Check(feed.ZMilli is > 0 and <= MaximumMultiplierMilli, "z", $"0.001 to 100, not {feed.ZMilli} thousandths");
        Check(feed.KMilli is > 0 and <= MaximumMultiplierMilli, "k", $"0.001 to 100, not {feed.KMilli} thousandths");
        Check(feed.SigmaFloor > 0 && feed.SigmaFloor <= FixedPoint.One, "sigmaFloor", $"above 0 and at most 1, not {feed.SigmaFloor}e-18");
        Check(feed.SigmaInitial >= feed.SigmaFloor && feed.SigmaInitial <= FixedPoint.One, "sigmaInitial", $"sigmaFloor to 1, not {feed.SigmaInitial}e-18");
        CheckDuration(feed.TauMs, "tau");
        Check(feed.TauMs >= MinimumTauMs, "tau", $"at least {MinimumTauMs} ms, not {feed.TauMs} ms");
        CheckDuration(feed.TickMs, "tick");
        CheckDuration(feed.ValidForMs, "validFor");
        Check(feed.ValidForMs <= uint.MaxValue, "validFor", $"at most {uint.MaxValue} ms, not {feed.ValidForMs}");
        Check(feed.MaximumMovePpm is > 0 and <= FixedPoint.PpmInOne, "maximumMovePpm", $"1 to 1000000, not {feed.MaximumMovePpm}");
        Check(feed.CalmRounds is >= 2 and <= 65_535, "calmRounds", $"2 to 65535, not {feed.CalmRounds}");
        foreach (var route in feed.Routes) CheckRoute(route);
        CheckRouteOrder(feed);
        CheckVerdict(feed.Verdict);
        return problems;

        void Check(bool holds, string field, string problem)
        {
            if (!holds) problems.Add($"feed {feed.Feed}: {field}: {problem}");
        }

        void CheckDuration(long value, string field) => Check(value is > 0 and <= MaximumDurationMs, field, $"1 ms to 366 days, not {value} ms");

        void CheckRoute(RoutePolicy route)
        {
            var name = $"route {route.Route}";
            Check(!route.Route.IsEmpty, "route", "must be named");
            Check(Enum.IsDefined(route.Provider), name, $"provider {(int)route.Provider} is not known");
            Check(Enum.IsDefined(route.Cadence), name, $"cadence {(int)route.Cadence} is not known");
            CheckDuration(route.MaximumAgeMs, $"{name}: maximumAge");
            Check(route.MaximumAheadMs is >= 0 and <= MaximumDurationMs, $"{name}: maximumAhead", $"0 ms to 366 days, not {route.MaximumAheadMs} ms");
            Check(route.GraceMs is >= 0 and <= MaximumDurationMs, $"{name}: grace", $"0 ms to 366 days, not {route.GraceMs} ms");
            if (route.Cadence == Cadence.Continuous)
            {
                Check(route.HeartbeatMs == 0, $"{name}: heartbeat", $"0 for a continuous route, not {route.HeartbeatMs} ms");
                Check(route.ThresholdPpm == 0, $"{name}: thresholdPpm", $"0 for a continuous route, not {route.ThresholdPpm}");
                return;
            }

            CheckDuration(route.HeartbeatMs, $"{name}: heartbeat");
            Check(route.ThresholdPpm is > 0 and <= FixedPoint.PpmInOne, $"{name}: thresholdPpm", $"1 to 1000000, not {route.ThresholdPpm}");
        }

        void CheckRouteOrder(FeedPolicy policy)
        {
            for (var i = 1; i < policy.Routes.Count; i++)
            {
                Check(policy.Routes[i - 1].Route < policy.Routes[i].Route, "routes", $"must be distinct and in order, {policy.Routes[i].Route} follows {policy.Routes[i - 1].Route}");
            }
        }

        void CheckVerdict(VerdictPolicy verdict)
        {
            foreach (var rule in (ActionRule[])[verdict.Open, verdict.Borrow, verdict.Withdraw, verdict.Liquidate, verdict.Relay])
            {
                Check(rule.MinimumProviders >= 1 && rule.MinimumProviders <= feed.ConfiguredProviders, "verdict.minimumProviders", $"1 to {feed.ConfiguredProviders}, not {rule.MinimumProviders}");
                Check(rule.MaximumWidthPpm <= MaximumWidthPpm, "verdict.maximumWidth", $"at most {MaximumWidthPpm}, not {rule.MaximumWidthPpm}");
                Check(Enum.IsDefined(rule.WorstBreaker), "verdict.worstBreaker", $"{(int)rule.WorstBreaker} is not known");
                CheckDuration(rule.MaximumAgeMs, "verdict.maximumAge");
            }
        }
    }
}
