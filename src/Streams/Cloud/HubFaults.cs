namespace CrossChainOracle.Streams.Cloud;

/// <summary>What a failed send means: whether the hub may have taken something.</summary>
/// <remarks>Holds only where the client does not repeat a send by itself: the last of several attempts says nothing of the ones before.</remarks>
public static class HubFaults
{
    /// <summary>Said by the service, or by the client, before anything is taken. Of everything else nobody knows.</summary>
    private static readonly HashSet<string> NothingTaken =
    [
        "ClientClosed", "ResourceNotFound", "MessageSizeExceeded", "QuotaExceeded", "ServiceBusy", "InvalidClientState",
        // The identity may not, or has no token.
        "UnauthorizedAccessException", "AuthenticationFailedException", "CredentialUnavailableException",
    ];

    /// <param name="reason">The SDK's name of the failure, or the exception's.</param>
    /// <param name="batchesBefore">Batches of the same publication that the hub has taken.</param>
    public static PublishOutcome Outcome(string reason, int batchesBefore)
    {
        var told = batchesBefore == 0 ? $"Event Hubs: {reason}" : $"Event Hubs: {reason}, after {batchesBefore} batches of the publication were taken";
        return batchesBefore == 0 && NothingTaken.Contains(reason) ? new PublishOutcome.Failed(told) : new PublishOutcome.Unknown(told);
    }
}
