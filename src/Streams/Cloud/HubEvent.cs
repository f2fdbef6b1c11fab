using CrossChainOracle.Domain;

namespace CrossChainOracle.Streams.Cloud;

/// <summary>An event in the form in which a hub carries it.</summary>
/// <param name="Id">The CloudEvents id: the same publication again has the same.</param>
/// <param name="Body">Empty where there is a claim.</param>
/// <param name="Properties">The event's own and those of the envelope.</param>
/// <param name="Claim">What must be stored before the event is sent; null where the body travels in the event.</param>
public sealed record HubEvent(string Id, string ContentType, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Properties, HubClaim? Claim);

/// <summary>A body that does not travel in its event.</summary>
/// <param name="Digest">keccak256 of the body, and its name in the store.</param>
public sealed record HubClaim(Hash256 Digest, ReadOnlyMemory<byte> Body);

/// <summary>An event as it came out of a hub; nothing of it is checked.</summary>
/// <param name="Partition">From 0.</param>
/// <param name="Offset">Opaque text, good in this partition.</param>
/// <param name="EnqueuedTime">Unix milliseconds, UTC.</param>
/// <param name="Properties">Those whose value is text.</param>
public sealed record HubDelivery(
    int Partition, long SequenceNumber, string? Offset, long EnqueuedTime, string? ContentType, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Properties);

/// <summary>What a delivered event is.</summary>
public abstract record HubOpening
{
    private HubOpening() { }

    public sealed record Whole(StoredEvent Event) : HubOpening;

    /// <summary>The body lies elsewhere; <see cref="HubEnvelope.Redeem"/> joins them.</summary>
    /// <param name="Event">Without its body.</param>
    /// <param name="Digest">keccak256 of the body.</param>
    /// <param name="Length">Of the body, 1 to <see cref="HubEnvelope.MaximumClaimBytes"/>.</param>
    public sealed record Claimed(StoredEvent Event, Hash256 Digest, int Length) : HubOpening;

    /// <summary>Not an event of ours: a dead letter.</summary>
    public sealed record Malformed(string Reason) : HubOpening;
}
