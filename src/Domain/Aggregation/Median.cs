namespace CrossChainOracle.Domain.Aggregation;

/// <summary>Step 3: the median across providers, and who dissents from it. Specification, section "Median".</summary>
public static class Median
{
    /// <summary>Odd: the middle. Even: the mean of the two middles, rounded down.</summary>
    /// <param name="sorted">At least one value, ascending.</param>
    public static Price Of(ReadOnlySpan<Price> sorted)
    {
        var upper = sorted[sorted.Length / 2].Scaled;
        if (sorted.Length % 2 != 0) return sorted[sorted.Length / 2];
        var lower = sorted[(sorted.Length / 2) - 1].Scaled;
        return Price.FromScaled(lower + ((upper - lower) >> 1));
    }

    /// <summary>Odd: the middle. Even: the mean of the two middles, rounded down. Unix milliseconds.</summary>
    /// <param name="sorted">At least one time, ascending.</param>
    public static long Of(ReadOnlySpan<long> sorted)
    {
        var upper = sorted[sorted.Length / 2];
        if (sorted.Length % 2 != 0) return upper;
        var lower = sorted[(sorted.Length / 2) - 1];
        return lower + ((upper - lower) >> 1);
    }

    internal static Price Of(List<Vote> votes)
    {
        Span<Price> values = stackalloc Price[votes.Count];
        for (var i = 0; i < votes.Count; i++) values[i] = votes[i].Value;
        values.Sort();
        return Of(values);
    }

    /// <summary>How far from the median a vote may be: its own half-width plus the feed's limit.</summary>
    public static Price Allowance(Price halfWidth, Price median, uint deviationPpm) =>
        halfWidth + FixedPoint.Share(median, deviationPpm, FixedPoint.PpmInOne, Rounding.Down);

    /// <summary>
    /// Splits the votes into those within their allowance of the median and the others. False when the former are no strict majority: then nobody is
    /// removed, because nobody can say who is wrong.
    /// </summary>
    internal static bool HasMajority(List<Vote> votes, Price median, uint deviationPpm, out List<Vote> outliers)
    {
        var removed = votes.FindAll(vote => (vote.Value - median).Abs() > Allowance(vote.HalfWidth, median, deviationPpm));
        outliers = removed;
        if (removed.Count == 0) return true;
        var kept = votes.Count - removed.Count;
        if (kept * 2 <= votes.Count) return false;

        // Of two that are left, one may be there only by its own wide half-width, and would pull the mean: the two must agree without their widths. ADR 0005.
        return kept > 2 || votes.TrueForAll(vote => removed.Contains(vote) || (vote.Value - median).Abs() <= Allowance(Price.Zero, median, deviationPpm));
    }
}
