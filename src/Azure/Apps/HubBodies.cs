using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Domain;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.Apps;

/// <summary>Bodies of a hub's events that are too large for them, as blobs named by their digest. Each hub has a container of its own.</summary>
public sealed class HubBodies(BlobContainer container) : IBodyStore
{
    public async ValueTask<string?> PutAsync(HubClaim claim, CancellationToken ct) =>
        BlobBodies.Problem(await container.CreateAsync(BlobBodies.NameOf(claim.Digest), claim.Body, ct).ConfigureAwait(false));

    public async ValueTask<BodyOutcome> GetAsync(Hash256 digest, int length, CancellationToken ct) =>
        await container.ReadAsync(BlobBodies.NameOf(digest), length, ct).ConfigureAwait(false) switch
        {
            BlobGet.Found found => new BodyOutcome.Found(found.Content),
            BlobGet.NotFound => new BodyOutcome.Lost("there is no such blob"),
            BlobGet.TooLarge large => new BodyOutcome.Lost($"the blob has {large.Bytes} bytes, claimed are {length}"),
            BlobGet.Failed failed => new BodyOutcome.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
}
