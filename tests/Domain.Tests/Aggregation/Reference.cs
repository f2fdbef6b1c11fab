using System.Numerics;

namespace CrossChainOracle.Domain.Tests.Aggregation;

/// <summary>The aggregation once more, written from section 12 of docs/spec/attestation-v1.md alone: plain integers, lists and sorting, nothing shared with the product.</summary>
internal static class Reference
{
    private static readonly BigInteger E6 = BigInteger.Pow(10, 6), E9 = BigInteger.Pow(10, 9), E12 = BigInteger.Pow(10, 12);
    private static readonly BigInteger E15 = BigInteger.Pow(10, 15), E18 = BigInteger.Pow(10, 18), E19 = BigInteger.Pow(10, 19), E36 = BigInteger.Pow(10, 36);

    public sealed record Vote(int Provider, string Route, BigInteger Value, BigInteger Width, long PublishedAt, int Authenticity);

    public sealed record Result
    {
        /// <summary>0: a price.</summary>
        public int GapReason { get; init; }

        public BigInteger Value { get; init; }

        public BigInteger Confidence { get; init; }

        public BigInteger Dispersion { get; init; }

        public BigInteger Absence { get; init; }

        public BigInteger Sigma { get; init; }

        public BigInteger PublishedSigma { get; init; }

        public long PublishedAt { get; init; }

        public long Oldest { get; init; }

        public int Verdict { get; init; }

        public int Usable { get; init; }

        public long GapFrom { get; init; }

        public IReadOnlyList<Vote> Votes { get; init; } = [];

        public IReadOnlyList<Vote> Outliers { get; init; } = [];

        public IReadOnlyList<Vote> Dissents { get; init; } = [];

        /// <summary>In the order of the observations; outliers by their vote are not among them.</summary>
        public required IReadOnlyList<int> ScreenCodes { get; init; }

        public required BigInteger Median { get; init; }

        public required BigInteger StateConfidence { get; init; }

        public required long MedianAt { get; init; }

        public required BigInteger Variance { get; init; }

        public required int Breaker { get; init; }

        public required int Calm { get; init; }
    }

    public static Result Run(FeedPolicy p, FeedState s, IReadOnlyList<Observation> observations, IReadOnlyList<SourceFailure> failures, long validAfter, long observedAt)
    {
        BigInteger floor = p.SigmaFloor, initial = p.SigmaInitial, variance = s.Variance, before = s.Median.Scaled;
        var hasMedian = s.MedianAt != 0;
        var sigma = hasMedian ? BigInteger.Max(RootUp(variance), floor) : initial;
        var faulty = failures.Where(failure => (int)failure.Code == 12).Select(failure => (int)failure.Provider).ToHashSet();

        // 12.1
        var codes = new List<int>();
        var usable = new List<(Vote Vote, Observation Seen)>();
        foreach (var o in observations)
        {
            var route = p.Routes.FirstOrDefault(candidate => candidate.Provider == o.Provider && candidate.Route == o.Route);
            var code = faulty.Contains((int)o.Provider) ? 12 : Screen(p, route, o, observedAt);
            codes.Add(code);
            if (code == 0) usable.Add((new((int)o.Provider, o.Route.ToString(), o.Value.Scaled, Width(p, route!, sigma, o, observedAt), o.PublishedAt, (int)o.Authenticity), o));
        }

        // 12.2
        var votes = new List<Vote>();
        var dissents = new List<Vote>();
        foreach (var provider in usable.GroupBy(item => item.Vote.Provider).OrderBy(group => group.Key))
        {
            var ranked = provider
                .OrderByDescending(item => item.Vote.Authenticity)
                .ThenBy(item => item.Vote.Width)
                .ThenByDescending(item => item.Vote.PublishedAt)
                .ThenByDescending(item => (BigInteger)item.Seen.Sequence)
                .ThenBy(item => item.Vote.Route, StringComparer.Ordinal)
                .ThenBy(item => item.Vote.Value)
                .ThenBy(item => item.Seen.Anchor.ToString(), StringComparer.Ordinal)
                .Select(item => item.Vote).ToList();
            votes.Add(ranked[0]);
            dissents.AddRange(ranked.Skip(1)
                .Where(vote => BigInteger.Abs(ranked[0].Value - vote.Value) > ranked[0].Width + vote.Width)
                .OrderBy(vote => vote.Route, StringComparer.Ordinal).ThenBy(vote => vote.Value)
                .Distinct());
        }

        // 12.3
        var configured = p.Routes.Select(route => route.Provider).Distinct().Count();
        if (votes.Count < p.Quorum) return Gap(1, votes.Count);
        var m = Middle([.. votes.Select(vote => vote.Value)]);
        var allowance = m * p.DeviationPpm / E6;
        var outliers = votes.Where(vote => BigInteger.Abs(vote.Value - m) > vote.Width + allowance).ToList();
        var majority = 2 * (votes.Count - outliers.Count) > votes.Count;
        if (votes.Count - outliers.Count == 2 && outliers.Count > 0)
        {
            var left = votes.Except(outliers).ToList();
            if (BigInteger.Abs(left[0].Value - left[1].Value) > allowance) majority = false;
        }

        if (!majority) outliers = [];
        var kept = votes.Except(outliers).ToList();
        if (kept.Count < p.Quorum) return Gap(2, kept.Count);
        m = Middle([.. kept.Select(vote => vote.Value)]);
        var published = (long)Middle([.. kept.Select(vote => (BigInteger)vote.PublishedAt)]);

        // 12.4
        var lower = kept.SelectMany(vote => (BigInteger[])[vote.Value - vote.Width, vote.Value, BigInteger.Max(vote.Value + vote.Width, m)]).Order().ToList();
        var upper = kept.SelectMany(vote => (BigInteger[])[BigInteger.Min(vote.Value - vote.Width, m), vote.Value, vote.Value + vote.Width]).Order().ToList();
        var n = 3 * kept.Count;
        var dispersion = BigInteger.Max(m - lower[n / 4], upper[n - 1 - (n / 4)] - m);
        var absence = configured == kept.Count ? E18 : RootUp(Up(configured * E36, kept.Count));
        var confidence = Up(dispersion * absence, E18);

        // 12.5 and 12.6
        var nextVariance = initial * initial;
        var jump = false;
        if (hasMedian)
        {
            var elapsed = observedAt - s.MedianAt;
            var judged = Math.Max(elapsed, p.TickMs);
            var move = BigInteger.Abs(m - before);
            var explained = Diffusion(p.KMilli, sigma, judged);
            var r = BigInteger.Min(BigInteger.Min(Up(move * E18, before), E19), explained);
            nextVariance = Up(variance * p.TauMs, p.TauMs + elapsed) + Up(r * r * 1000, p.TauMs + elapsed);
            nextVariance = BigInteger.Min(BigInteger.Max(nextVariance, floor * floor), E36);
            var rootMinutes = RootUp(Up(judged * E18, 60_000));
            jump = move > BigInteger.Max(Up(before * explained, E18), confidence + s.Confidence.Scaled)
                || move > Up(before * BigInteger.Min(p.MaximumMovePpm * rootMinutes * 1000, E19), E18);
        }

        var (breaker, calm) = (0, 0);
        if (jump || !majority) breaker = 2;
        else if (s.Breaker != BreakerState.Closed && s.CalmRounds + 1 < p.CalmRounds) (breaker, calm) = (1, s.CalmRounds + 1);

        // 12.7
        var rules = (ActionRule[])[p.Verdict.Open, p.Verdict.Borrow, p.Verdict.Withdraw, p.Verdict.Liquidate, p.Verdict.Relay];
        var verdict = 0;
        for (var i = 0; i < 5; i++)
        {
            var good = breaker <= (int)rules[i].WorstBreaker && kept.Count >= rules[i].MinimumProviders
                && observedAt - published <= rules[i].MaximumAgeMs && confidence <= m * rules[i].MaximumWidthPpm / E6;
            if (good) verdict |= 1 << i;
        }

        return new()
        {
            Value = m,
            Confidence = confidence,
            Dispersion = dispersion,
            Absence = absence,
            Sigma = sigma,
            PublishedSigma = Up(sigma, E9),
            PublishedAt = published,
            Oldest = kept.Min(vote => vote.PublishedAt),
            Verdict = verdict,
            Votes = kept,
            Outliers = outliers,
            Dissents = dissents,
            ScreenCodes = codes,
            Median = m,
            StateConfidence = confidence,
            MedianAt = observedAt,
            Variance = nextVariance,
            Breaker = breaker,
            Calm = calm,
        };

        Result Gap(int reason, int left)
        {
            if (p.Routes.Any(route => faulty.Contains((int)route.Provider))) reason = 3;
            return new()
            {
                GapReason = reason,
                GapFrom = s.GapFrom == 0 ? validAfter : s.GapFrom,
                Usable = left,
                ScreenCodes = codes,
                Median = before,
                StateConfidence = s.Confidence.Scaled,
                MedianAt = s.MedianAt,
                Variance = variance,
                Breaker = s.Breaker != BreakerState.Closed || reason == 3 ? 2 : 0,
                Calm = 0,
            };
        }
    }

    private static int Screen(FeedPolicy p, RoutePolicy? route, Observation o, long observedAt)
    {
        var age = observedAt - o.PublishedAt;
        if (route is null) return 11;
        if (((int)o.Flags & 1) != 0) return 7;
        if (((int)o.Flags & 2) != 0) return 8;
        if (((int)o.Flags & 4) != 0) return 9;
        if (-age > route.MaximumAheadMs) return 3;
        if (route.Cadence == Cadence.Threshold && age > route.HeartbeatMs + route.GraceMs) return 2;
        if (age > route.MaximumAgeMs) return 1;
        BigInteger value = o.Value.Scaled, width = o.HalfWidth.Scaled;
        if (value <= 0) return 4;
        if (value < p.LowerBound.Scaled || value > p.UpperBound.Scaled) return 5;
        return width < 0 || width > value * p.WidePpm / E6 ? 6 : 0;
    }

    private static BigInteger Width(FeedPolicy p, RoutePolicy route, BigInteger sigma, Observation o, long observedAt)
    {
        BigInteger value = o.Value.Scaled, age = observedAt - o.PublishedAt;
        return route.Cadence == Cadence.Continuous
            ? o.HalfWidth.Scaled + Up(value * Diffusion(p.ZMilli, sigma, age), E18)
            : Up(value * route.ThresholdPpm, E6) + Up(value * Diffusion(p.ZMilli, sigma, age - route.HeartbeatMs), E18);
    }

    private static BigInteger Diffusion(BigInteger f, BigInteger sigma, BigInteger t) =>
        BigInteger.Min(Up(f * sigma * (t <= 0 ? 0 : RootUp(t * E15)), E12), E19);

    private static BigInteger Middle(List<BigInteger> values)
    {
        values.Sort();
        var (a, b) = (values[(values.Count - 1) / 2], values[values.Count / 2]);
        return (a + b) / 2;
    }

    private static BigInteger Up(BigInteger value, BigInteger divisor) => (value + divisor - 1) / divisor;

    private static BigInteger RootUp(BigInteger value) => Values.Numbers.RootUp(value);
}
