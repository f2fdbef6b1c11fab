namespace CrossChainOracle.Azure.EventHubs;

/// <summary>What came of asking a hub about its partitions.</summary>
public abstract record HubCheck
{
    private HubCheck() { }

    /// <summary>They are those that are configured.</summary>
    public sealed record Sound : HubCheck;

    /// <summary>It is not there, or has others: shards would go to partitions that nobody reads, or that are not there.</summary>
    public sealed record Refused(string Reason) : HubCheck;

    /// <summary>It did not say; may be retried.</summary>
    public sealed record Failed(string Reason) : HubCheck;
}
