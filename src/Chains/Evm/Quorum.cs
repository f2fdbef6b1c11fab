namespace CrossChainOracle.Chains.Evm;

/// <summary>Finds the answer that enough endpoints gave.</summary>
internal static class Quorum
{
    /// <summary>The first endpoint that gave the agreed answer, or -1.</summary>
    /// <param name="answers">For each endpoint what it gave; null when it gave nothing.</param>
    /// <param name="needed">k.</param>
    /// <param name="support">The most endpoints that agreed.</param>
    /// <remarks>Where k is no majority two answers may both reach it. About one block only one is true, so that with equal support neither is taken.</remarks>
    public static int Find<T>(IReadOnlyList<T?> answers, int needed, out int support)
        where T : struct, IEquatable<T>
    {
        var ranked = answers.Where(answer => answer is not null).GroupBy(answer => answer!.Value).OrderByDescending(group => group.Count()).Take(2).ToArray();
        support = ranked.Length == 0 ? 0 : ranked[0].Count();
        if (support < needed || (ranked.Length == 2 && ranked[1].Count() == support)) return -1;
        for (var i = 0; ; i++)
        {
            if (answers[i] is { } answer && answer.Equals(ranked[0].Key)) return i;
        }
    }
}
