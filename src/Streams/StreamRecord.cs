using System.Buffers.Binary;
using CrossChainOracle.Storage;

namespace CrossChainOracle.Streams;

/// <summary>The two kinds of record in a stream, and their one byte form: big-endian, nothing optional, nothing behind the last field.</summary>
/// <remarks>
/// Event: 01 | partition u32 | sequence u64 | enqueued u64 | key length u16 | content type length u16 | property count u16 | body length u32 |
/// key | content type | body | properties, each name length u16 | value length u16 | name | value, by name in ordinal order.
/// Checkpoint: 02 | partition u32 (ffffffff: all) | record number u64 | group length u16 | group.
/// </remarks>
internal abstract record StreamRecord
{
    private const byte EventKind = 1;
    private const byte CheckpointKind = 2;
    private const uint AllPartitions = uint.MaxValue;
    private const int SequenceAt = 5;
    private const int EnqueuedAt = 13;
    private const int EventHeader = 31;

    private StreamRecord() { }

    public sealed record Event(StoredEvent Stored) : StreamRecord;

    public sealed record Checkpoint(string Group, int? Partition, long RecordNumber) : StreamRecord;

    /// <summary>An event without its sequence number and time, which <see cref="Stamp"/> fills in; its texts and limits are checked.</summary>
    public static byte[] Encode(int partition, StreamEvent e)
    {
        var properties = e.Properties.OrderBy(property => property.Key, StringComparer.Ordinal).ToList();
        var size = EventHeader + Size(e.PartitionKey) + Size(e.ContentType) + e.Body.Length;
        foreach (var (name, value) in properties) size += 4 + Size(name) + Size(value);
        var writer = new FieldWriter(size);
        writer.U8(EventKind);
        writer.U32((uint)partition);
        writer.U64(0);
        writer.U64(0);
        writer.U16((ushort)Size(e.PartitionKey));
        writer.U16((ushort)Size(e.ContentType));
        writer.U16((ushort)properties.Count);
        writer.U32((uint)e.Body.Length);
        writer.Text(e.PartitionKey);
        writer.Text(e.ContentType);
        writer.Bytes(e.Body.Span);
        foreach (var (name, value) in properties)
        {
            writer.U16((ushort)Size(name));
            writer.U16((ushort)Size(value));
            writer.Text(name);
            writer.Text(value);
        }

        return writer.Finish();
    }

    public static void Stamp(Span<byte> encodedEvent, long sequence, long enqueuedTime)
    {
        BinaryPrimitives.WriteInt64BigEndian(encodedEvent[SequenceAt..], sequence);
        BinaryPrimitives.WriteInt64BigEndian(encodedEvent[EnqueuedAt..], enqueuedTime);
    }

    public static byte[] Encode(Checkpoint checkpoint)
    {
        var writer = new FieldWriter(15 + Size(checkpoint.Group));
        writer.U8(CheckpointKind);
        writer.U32(checkpoint.Partition is { } partition ? (uint)partition : AllPartitions);
        writer.U64((ulong)checkpoint.RecordNumber);
        writer.U16((ushort)Size(checkpoint.Group));
        writer.Text(checkpoint.Group);
        return writer.Finish();
    }

    /// <summary>The partition of an event, without reading the rest; null when the record is no event.</summary>
    public static int? PartitionOf(ReadOnlySpan<byte> payload) =>
        payload is [EventKind, ..] ? (int)BinaryPrimitives.ReadUInt32BigEndian(payload[1..]) : null;

    /// <summary>Null with the reason when the bytes are not the canonical form of a record. The body is a slice of the payload.</summary>
    public static StreamRecord? Parse(long recordNumber, ReadOnlyMemory<byte> payload, out string? fault)
    {
        var reader = new FieldReader(payload);
        var kind = reader.U8();
        StreamRecord? record = null;
        if (kind == EventKind) record = ReadEvent(ref reader, recordNumber);
        else if (kind == CheckpointKind) record = ReadCheckpoint(ref reader, recordNumber);
        else reader.Refuse($"kind {kind} is neither {EventKind} nor {CheckpointKind}");
        reader.End();
        fault = reader.Fault;
        return fault is null ? record : null;
    }

    private static Event ReadEvent(ref FieldReader reader, long recordNumber)
    {
        var partition = reader.U32();
        if (partition >= StreamLimits.MaxPartitions) reader.Refuse($"partition {partition} is not below {StreamLimits.MaxPartitions}");
        var sequence = ReadCount(ref reader, "sequence number");
        var enqueued = ReadCount(ref reader, "enqueued time");
        var (keyLength, typeLength, count) = (reader.U16(), reader.U16(), reader.U16());
        var bodyLength = reader.U32();
        var key = reader.Text(keyLength);
        var type = reader.Text(typeLength);
        var body = reader.Bytes(bodyLength);
        var properties = ReadProperties(ref reader, count);
        return new(new((int)(partition % StreamLimits.MaxPartitions), sequence, StreamOffset.Of(recordNumber), enqueued, key, type, body, properties));
    }

    private static Dictionary<string, string> ReadProperties(ref FieldReader reader, int count)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        string? previous = null;
        for (var i = 0; i < count && reader.Fault is null; i++)
        {
            var (nameLength, valueLength) = (reader.U16(), reader.U16());
            var name = reader.Text(nameLength);
            if (previous is not null && string.CompareOrdinal(previous, name) >= 0) reader.Refuse($"property '{name}' stands after '{previous}'");
            properties[name] = reader.Text(valueLength);
            previous = name;
        }

        return properties;
    }

    private static Checkpoint ReadCheckpoint(ref FieldReader reader, long recordNumber)
    {
        var partition = reader.U32();
        if (partition is >= StreamLimits.MaxPartitions and not AllPartitions) reader.Refuse($"partition {partition} is not below {StreamLimits.MaxPartitions}");
        var number = ReadCount(ref reader, "record number");
        if (number >= recordNumber) reader.Refuse($"record number {number} is not below the checkpoint's own, {recordNumber}");
        var group = reader.Text(reader.U16());
        if (group.Length == 0) reader.Refuse("the group is empty");
        return new(group, partition == AllPartitions ? null : (int)(partition % StreamLimits.MaxPartitions), number);
    }

    private static long ReadCount(ref FieldReader reader, string field)
    {
        var value = reader.U64();
        if (value <= long.MaxValue) return (long)value;
        reader.Refuse($"{field} {value} is above {long.MaxValue}");
        return 0;
    }

    private static int Size(string text) =>
        FieldWriter.TextSize(text) ?? throw new ArgumentException("The text was not validated.", nameof(text));
}
