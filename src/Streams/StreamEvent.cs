namespace CrossChainOracle.Streams;

/// <summary>An event as it is published.</summary>
/// <param name="PartitionKey">The ordering key: events of one key belong in one partition.</param>
/// <param name="ContentType">Of the body, such as <c>application/json</c>.</param>
/// <param name="Properties">Name to value; names are unique and stored in ordinal order.</param>
public sealed record StreamEvent(
    string PartitionKey, string ContentType, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Properties)
{
    public static IReadOnlyDictionary<string, string> NoProperties { get; } = new Dictionary<string, string>();
}

/// <summary>An event as it is read back.</summary>
/// <param name="Partition">From 0.</param>
/// <param name="SequenceNumber">Per partition, from 0, +1 per event.</param>
/// <param name="Offset">Opaque. In the embedded stream ordered (ordinally) over all partitions, so that it also serves as the cursor of the whole stream; a hub's is good in its partition only.</param>
/// <param name="EnqueuedTime">Unix milliseconds, UTC; never decreasing in a partition, in the embedded stream over all of them.</param>
public sealed record StoredEvent(
    int Partition,
    long SequenceNumber,
    string Offset,
    long EnqueuedTime,
    string PartitionKey,
    string ContentType,
    ReadOnlyMemory<byte> Body,
    IReadOnlyDictionary<string, string> Properties);

/// <summary>Limits that the embedded stream shares with Azure Event Hubs, so that both hosts mean the same thing.</summary>
public static class StreamLimits
{
    /// <summary>Body, partition key, content type, property names and values of one event, in bytes.</summary>
    public const int MaxEventBytes = 1024 * 1024;

    /// <summary>Bytes of UTF-8 in a partition key, content type, property name, property value or consumer group.</summary>
    public const int MaxTextBytes = 65_535;

    public const int MaxProperties = 65_535;

    public const int MaxPartitions = 1024;
}
