using Azure.Messaging.EventHubs;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>What the service, the network or the identity did, as opposed to what we did wrong.</summary>
internal static class HubTrouble
{
    public static bool IsOne(Exception failure) => failure is not (ArgumentException or NotSupportedException or ObjectDisposedException or NullReferenceException);

    /// <summary>The name only: messages hold addresses.</summary>
    public static string NameOf(Exception failure) => failure is EventHubsException known ? known.Reason.ToString() : failure.GetType().Name;
}
