namespace Azure.Messaging.EventHubs;

/// <summary>What the service or the way to it did not do.</summary>
public class EventHubsException(bool isTransient, string eventHubName, string message, EventHubsException.FailureReason reason, Exception innerException)
    : Exception(message, innerException)
{
    public EventHubsException(bool isTransient, string eventHubName, string message, FailureReason reason) : this(isTransient, eventHubName, message, reason, null)
    {
    }

    public bool IsTransient { get; } = isTransient;

    public string EventHubName { get; } = eventHubName;

    public FailureReason Reason { get; } = reason;

    public enum FailureReason
    {
        GeneralError = 0,
        ClientClosed = 1,
        ConsumerDisconnected = 2,
        ResourceNotFound = 3,
        MessageSizeExceeded = 4,
        QuotaExceeded = 5,
        ServiceBusy = 6,
        ServiceTimeout = 7,
        ServiceCommunicationProblem = 8,
        ProducerDisconnected = 9,
        InvalidClientState = 10,
    }
}
