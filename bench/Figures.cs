namespace CrossChainOracle.Bench;

internal static class Figures
{
    public static double Median(IEnumerable<double> values) => Percentile([.. values.Order()], 50);

    /// <param name="sorted">At least one value, ascending.</param>
    /// <param name="percent">0 to 100; the nearest rank.</param>
    public static double Percentile(IReadOnlyList<double> sorted, double percent) =>
        sorted[Math.Clamp((int)Math.Ceiling(sorted.Count * percent / 100) - 1, 0, sorted.Count - 1)];
}
