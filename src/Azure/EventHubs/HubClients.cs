using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>One hub of a namespace.</summary>
/// <param name="Namespace">Host name, such as <c>cco-prod.servicebus.windows.net</c>.</param>
public sealed record HubAddress(string Namespace, string Hub);

/// <summary>Makes a client that sends to a hub; no network is touched by making it.</summary>
public delegate EventHubProducerClient ConnectHub(HubAddress hub, TokenCredential credential);

/// <summary>The SDK's clients with the options that the rest relies on: web sockets (443 is the only way out), and sends that are not repeated by the client.</summary>
public static class HubClients
{
    /// <summary>How long one send may take before nobody knows what came of it.</summary>
    public static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(15);

    public static EventHubProducerClient Producer(HubAddress hub, TokenCredential credential) => new(hub.Namespace, hub.Hub, credential, new EventHubProducerClientOptions
    {
        ConnectionOptions = Connection(),
        // The last of several attempts would say "busy, nothing taken" of a publication that an earlier one brought in.
        RetryOptions = new() { MaximumRetries = 0, TryTimeout = SendTimeout },
    });

    public static EventHubConsumerClient Consumer(HubAddress hub, string group, TokenCredential credential) =>
        new(group, hub.Namespace, hub.Hub, credential, new EventHubConsumerClientOptions { ConnectionOptions = Connection() });

    internal static EventProcessorOptions Processor(EventPosition start) => new() { ConnectionOptions = Connection(), DefaultStartingPosition = start };

    private static EventHubConnectionOptions Connection() => new() { TransportType = EventHubsTransportType.AmqpWebSockets };
}
