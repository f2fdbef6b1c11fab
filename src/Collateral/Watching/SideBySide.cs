namespace CrossChainOracle.Collateral.Watching;

/// <summary>Asks about many owners at once, but not about all of them.</summary>
internal static class SideBySide
{
    private const int AtOnce = 8;

    /// <summary>The answers in the order of the questions.</summary>
    public static async Task<IReadOnlyList<TAnswer>> AskAsync<TQuestion, TAnswer>(IReadOnlyList<TQuestion> questions, Func<TQuestion, CancellationToken, Task<TAnswer>> ask, CancellationToken cancellation)
    {
        var answers = new TAnswer[questions.Count];
        await Parallel.ForAsync(
            0, questions.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (i, token) => answers[i] = await ask(questions[i], token).ConfigureAwait(false)).ConfigureAwait(false);
        return answers;
    }
}
