using System.ComponentModel;
using System.Globalization;
using Azure.Messaging.EventHubs.Producer;

namespace Azure.Messaging.EventHubs;

/// <summary>Makes what only the service makes otherwise, for tests.</summary>
public static class EventHubsModelFactory
{
    /// <summary>Here because a call that gives neither offset is ambiguous in the package.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("The Event Hubs service does not guarantee a numeric offset for all resource configurations.  Please use the overload with a string-based offset instead.", false)]
    public static EventData EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        string partitionKey = null,
        long sequenceNumber = long.MinValue,
        long offset = long.MinValue,
        DateTimeOffset enqueuedTime = default) =>
        EventData(eventBody, properties, systemProperties, partitionKey, sequenceNumber, offset.ToString(CultureInfo.InvariantCulture), enqueuedTime);

    public static EventData EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        string partitionKey = null,
        long sequenceNumber = long.MinValue,
        string offsetString = null,
        DateTimeOffset enqueuedTime = default) =>
        new Read(eventBody, properties, systemProperties, sequenceNumber, offsetString, enqueuedTime, partitionKey);

    /// <param name="batchSizeBytes">What the batch says it has, whatever is added.</param>
    /// <param name="batchEventStore">Takes what is added.</param>
    /// <param name="tryAddCallback">Says whether an event is added; null: always.</param>
    public static EventDataBatch EventDataBatch(
        long batchSizeBytes, IList<EventData> batchEventStore, CreateBatchOptions batchOptions = null, Func<EventData, bool> tryAddCallback = null) =>
        new(batchSizeBytes, batchEventStore, batchOptions ?? new CreateBatchOptions(), tryAddCallback ?? (static _ => true));

    private sealed class Read(
        BinaryData body,
        IDictionary<string, object> properties,
        IReadOnlyDictionary<string, object> systemProperties,
        long sequenceNumber,
        string offset,
        DateTimeOffset enqueued,
        string partitionKey)
        : EventData(body, properties, systemProperties, sequenceNumber, offset, enqueued, partitionKey);
}
