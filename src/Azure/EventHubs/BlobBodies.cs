using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Domain;
using CrossChainOracle.Streams.Cloud;

namespace CrossChainOracle.Azure.EventHubs;

/// <summary>Large bodies as blobs <c>bodies/0x…</c>, named by their keccak256. The publisher's identity creates, the consumers' read.</summary>
public sealed class BlobBodies(BlobContainer container) : IBodyStore
{
    public async ValueTask<string?> PutAsync(HubClaim claim, CancellationToken ct) => await container.CreateAsync(NameOf(claim.Digest), claim.Body, ct).ConfigureAwait(false) switch
    {
        BlobPut.Created => null,
        // By its name it should be this body. An event that claims another one would never be opened, so it is read.
        BlobPut.Exists => await CompareAsync(claim, ct).ConfigureAwait(false),
        BlobPut.Failed failed => failed.Reason,
        BlobPut.Unknown unknown => unknown.Reason,
        var other => throw new InvalidOperationException($"No such case: {other}"),
    };

    public async ValueTask<BodyOutcome> GetAsync(Hash256 digest, int length, CancellationToken ct) => await container.ReadAsync(NameOf(digest), length, ct).ConfigureAwait(false) switch
    {
        BlobGet.Found found => new BodyOutcome.Found(found.Content),
        BlobGet.NotFound => new BodyOutcome.Lost("no such blob"),
        BlobGet.TooLarge large => new BodyOutcome.Lost($"a blob of {large.Bytes} bytes, the event says {length}"),
        BlobGet.Failed failed => new BodyOutcome.Failed(failed.Reason),
        var other => throw new InvalidOperationException($"No such case: {other}"),
    };

    private async ValueTask<string?> CompareAsync(HubClaim claim, CancellationToken ct) => await GetAsync(claim.Digest, claim.Body.Length, ct).ConfigureAwait(false) switch
    {
        BodyOutcome.Found found => found.Body.Span.SequenceEqual(claim.Body.Span) ? null : "another body lies under its digest",
        BodyOutcome.Lost lost => lost.Reason,
        BodyOutcome.Failed failed => failed.Reason,
        var other => throw new InvalidOperationException($"No such case: {other}"),
    };

    private static string NameOf(Hash256 digest) => $"bodies/{digest}";
}
