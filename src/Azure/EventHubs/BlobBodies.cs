using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Domain;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>Bodies of a hub's events that are too large for them, as blobs. Each hub has a container of its own.</summary>
public sealed class BlobBodies(BlobContainer container) : IBodyStore
{
    private readonly BodyBlobs _bodies = new(container);

    public ValueTask<string?> PutAsync(HubClaim claim, CancellationToken ct) => _bodies.PutAsync(claim.Digest, claim.Body, ct);

    public async ValueTask<BodyOutcome> GetAsync(Hash256 digest, int length, CancellationToken ct) => await _bodies.GetAsync(digest, length, ct).ConfigureAwait(false) switch
    {
        BlobGet.Found found => new BodyOutcome.Found(found.Content),
        BlobGet.NotFound => new BodyOutcome.Lost("no such blob"),
        BlobGet.TooLarge large => new BodyOutcome.Lost($"a blob of {large.Bytes} bytes, the event says {length}"),
        BlobGet.Failed failed => new BodyOutcome.Failed(failed.Reason),
        var other => throw new InvalidOperationException($"No such case: {other}"),
    };
}
