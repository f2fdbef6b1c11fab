namespace CrossChainOracle.Azure.Rest;

/// <summary>How long a call to a service may take.</summary>
public sealed record RestLimits
{
    /// <summary>One request with its whole answer, the token for it included. The default is 5 seconds.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>No further attempt starts later than this after the first. The default is 15 seconds.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Before the second attempt, where the service does not say when to come back; doubles from attempt to attempt. The default is 200 milliseconds.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);
}
