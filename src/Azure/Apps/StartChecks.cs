using CrossChainOracle.Hosting;

namespace CrossChainOracle.Azure.Apps;

/// <summary>Asks all of an app's questions before its first event.</summary>
public static class StartChecks
{
    /// <summary>The platform waits for an app to start: what has not answered by then is asked by the first event.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="checks">Asked at the same time.</param>
    /// <param name="time">Measures the limit.</param>
    /// <param name="notify">Told of what could not be asked; the app starts all the same.</param>
    /// <param name="cancellation">Of the start.</param>
    /// <exception cref="NodeFaultException">Everything that was refused, a line each.</exception>
    public static async Task RunAsync(IEnumerable<StartCheck> checks, TimeProvider time, Action<NodeNotice> notify, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(checks.Select(async check => (check.Subject, Answer: await AskAsync(check, time, cancellation).ConfigureAwait(false)))).ConfigureAwait(false);
        foreach (var (subject, answer) in answers)
        {
            if (answer is StartAnswer.Failed failed) notify(new(NoticeLevel.Warning, subject, $"could not be asked when the app started: {failed.Reason}"));
        }

        var refused = answers.Where(static asked => asked.Answer is StartAnswer.Refused).Select(static asked => $"{asked.Subject}: {((StartAnswer.Refused)asked.Answer).Reason}").ToList();
        if (refused.Count > 0) throw new NodeFaultException(string.Join(Environment.NewLine, refused), isConfiguration: true);
    }

    private static async Task<StartAnswer> AskAsync(StartCheck check, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await check.AskAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new StartAnswer.Failed($"no answer within {Limit.TotalSeconds} s");
        }
    }
}
