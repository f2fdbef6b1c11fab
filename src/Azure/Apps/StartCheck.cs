using CrossChainOracle.Azure.EventHubs;
using CrossChainOracle.Azure.KeyVault;
using CrossChainOracle.Hosting.Distributed;

namespace CrossChainOracle.Azure.Apps;

/// <summary>What came of a question that an app asks when it starts.</summary>
public abstract record StartAnswer
{
    private StartAnswer() { }

    public sealed record Sound : StartAnswer;

    /// <summary>What is there is not what the settings say: whatever the app did would be wrong.</summary>
    public sealed record Refused(string Reason) : StartAnswer;

    /// <summary>It did not answer: the first event will ask again.</summary>
    public sealed record Failed(string Reason) : StartAnswer;
}

/// <summary>A question that an app asks of what it stands on, before its first event.</summary>
/// <param name="Subject">Of whom.</param>
/// <param name="AskAsync">Asks.</param>
public sealed record StartCheck(string Subject, Func<CancellationToken, Task<StartAnswer>> AskAsync)
{
    /// <summary>Whether the hub has the partitions that the settings say: another count would send shards elsewhere.</summary>
    public static StartCheck Of(string hub, EventHubPublisher publisher) => new($"hub {hub}", async cancellation =>
        await publisher.CheckAsync(cancellation).ConfigureAwait(false) switch
        {
            HubCheck.Sound => new StartAnswer.Sound(),
            HubCheck.Refused refused => new StartAnswer.Refused(refused.Reason),
            HubCheck.Failed failed => new StartAnswer.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        });

    /// <summary>Whether it is known who signs. A set that is to follow is named by the asking, although nothing arrives.</summary>
    public static StartCheck Of(Attesting attesting) => new("attesters", async cancellation =>
        await attesting.StartAsync(cancellation).ConfigureAwait(false) is { } waiting ? new StartAnswer.Failed(waiting) : new StartAnswer.Sound());

    /// <summary>Whether the vault's key is the pinned one, is enabled and may sign.</summary>
    public static StartCheck Of(KeyVaultSigner signer) => new($"key of {signer.Address}", async cancellation =>
        await signer.VerifyAsync(cancellation).ConfigureAwait(false) switch
        {
            KeyVaultVerification.Verified => new StartAnswer.Sound(),
            KeyVaultVerification.Refused refused => new StartAnswer.Refused(refused.Reason),
            KeyVaultVerification.Failed failed => new StartAnswer.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        });
}
