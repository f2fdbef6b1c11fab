using System.Globalization;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>Checkpoints in an <see cref="OffsetsFile"/>. Offsets are passed through as they are; sequence numbers are not looked at.</summary>
/// <remarks>Who owns which partition is known to this process only: the file's lock keeps others away, so that one process has them all.</remarks>
public sealed class OffsetsCheckpointStore(OffsetsFile offsets, TimeProvider time) : CheckpointStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventProcessorPartitionOwnership> _owned = new(StringComparer.Ordinal);
    private long _version;

    public override Task<EventProcessorCheckpoint?> GetCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, CancellationToken cancellationToken)
    {
        var offset = offsets[Key(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId)];
        return Task.FromResult(offset is null ? null : new EventProcessorCheckpoint
        {
            FullyQualifiedNamespace = fullyQualifiedNamespace,
            EventHubName = eventHubName,
            ConsumerGroup = consumerGroup,
            PartitionId = partitionId,
            StartingPosition = EventPosition.FromOffset(offset, isInclusive: false),
        });
    }

    /// <exception cref="IOException">It is not kept; the events come again.</exception>
    public override Task UpdateCheckpointAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, string partitionId, string clientIdentifier, CheckpointPosition startingPosition, CancellationToken cancellationToken)
    {
        var problem = offsets.Save(Key(fullyQualifiedNamespace, eventHubName, consumerGroup, partitionId), startingPosition.OffsetString);
        return problem is null ? Task.CompletedTask : Task.FromException(new IOException(problem));
    }

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ListOwnershipAsync(
        string fullyQualifiedNamespace, string eventHubName, string consumerGroup, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>(
                [.. _owned.Values.Where(owned => (owned.FullyQualifiedNamespace, owned.EventHubName, owned.ConsumerGroup) == (fullyQualifiedNamespace, eventHubName, consumerGroup)).Select(Copy)]);
        }
    }

    public override Task<IEnumerable<EventProcessorPartitionOwnership>> ClaimOwnershipAsync(
        IEnumerable<EventProcessorPartitionOwnership> desiredOwnership, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult<IEnumerable<EventProcessorPartitionOwnership>>([.. desiredOwnership.Where(IsNewest).Select(Take)]);
    }

    /// <summary>A claim counts where nobody claimed since it was looked at.</summary>
    private bool IsNewest(EventProcessorPartitionOwnership desired) => !_owned.TryGetValue(Key(desired), out var known) || known.Version == desired.Version;

    private EventProcessorPartitionOwnership Take(EventProcessorPartitionOwnership desired)
    {
        var taken = Copy(desired);
        taken.Version = (++_version).ToString(CultureInfo.InvariantCulture);
        taken.LastModifiedTime = time.GetUtcNow();
        _owned[Key(desired)] = taken;
        return Copy(taken);
    }

    private static EventProcessorPartitionOwnership Copy(EventProcessorPartitionOwnership one) => new()
    {
        FullyQualifiedNamespace = one.FullyQualifiedNamespace,
        EventHubName = one.EventHubName,
        ConsumerGroup = one.ConsumerGroup,
        OwnerIdentifier = one.OwnerIdentifier,
        PartitionId = one.PartitionId,
        LastModifiedTime = one.LastModifiedTime,
        Version = one.Version,
    };

    private static string Key(EventProcessorPartitionOwnership one) => Key(one.FullyQualifiedNamespace, one.EventHubName, one.ConsumerGroup, one.PartitionId);

    private static string Key(params string[] parts) => string.Join('/', parts);
}
