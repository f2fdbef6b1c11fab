using System.ComponentModel;
using Azure.Core;

namespace Azure.Messaging.EventHubs;

/// <summary>An event, before it is sent and after it was read.</summary>
public class EventData : MessageContent
{
    private const string NumericOffset =
        "The Event Hubs service does not guarantee a numeric offset for all resource configurations.  Please use 'OffsetString' instead.";

    public EventData(BinaryData eventBody) => EventBody = eventBody;

    public EventData(ReadOnlyMemory<byte> eventBody) : this(new BinaryData(eventBody))
    {
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected EventData(
        BinaryData eventBody,
        IDictionary<string, object> properties = null,
        IReadOnlyDictionary<string, object> systemProperties = null,
        long sequenceNumber = long.MinValue,
        string offsetString = null,
        DateTimeOffset enqueuedTime = default,
        string partitionKey = null)
        : this(eventBody)
    {
        Properties = properties ?? Properties;
        SystemProperties = systemProperties ?? SystemProperties;
        (SequenceNumber, OffsetString, EnqueuedTime, PartitionKey) = (sequenceNumber, offsetString, enqueuedTime, partitionKey);
    }

    public BinaryData EventBody { get; set; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override BinaryData Data { get => EventBody; set => EventBody = value; }

    public new string ContentType { get; set; }

    [EditorBrowsable(EditorBrowsableState.Never)]
    protected override ContentType? ContentTypeCore
    {
        get => ContentType is null ? null : new ContentType(ContentType);
        set => ContentType = value?.ToString();
    }

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool IsReadOnly => false;

    public string MessageId { get; set; }

    public string CorrelationId { get; set; }

    public IDictionary<string, object> Properties { get; } = new Dictionary<string, object>();

    public IReadOnlyDictionary<string, object> SystemProperties { get; } = new Dictionary<string, object>();

    public long SequenceNumber { get; } = long.MinValue;

    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete(NumericOffset, false)]
    public long Offset => long.TryParse(OffsetString, out var offset) ? offset : long.MinValue;

    public string OffsetString { get; }

    public DateTimeOffset EnqueuedTime { get; }

    public string PartitionKey { get; }
}
