namespace Azure.Messaging.EventHubs;

/// <summary>How the namespace is reached.</summary>
public class EventHubConnectionOptions
{
    public EventHubsTransportType TransportType { get; set; }
}

/// <summary>AMQP on 5671, or inside web sockets on 443.</summary>
public enum EventHubsTransportType
{
    AmqpTcp = 0,
    AmqpWebSockets = 1,
}

/// <summary>How often and how long the client tries by itself. Defaults as in the package.</summary>
public class EventHubsRetryOptions
{
    public int MaximumRetries { get; set; } = 3;

    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);

    public TimeSpan MaximumDelay { get; set; } = TimeSpan.FromMinutes(1);

    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
