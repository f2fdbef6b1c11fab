using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Azure.Cosmos;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Apps;

/// <summary>The ledger's bodies as blobs, named by their digest.</summary>
public sealed class LedgerBodies(BlobContainer container) : IBodyStore
{
    public async ValueTask<string?> PutAsync(Hash256 digest, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        BlobBodies.Problem(await container.CreateAsync(BlobBodies.NameOf(digest), content, ct).ConfigureAwait(false));

    public async ValueTask<BodyOutcome> GetAsync(Hash256 digest, long maximumBytes, CancellationToken ct) =>
        await container.ReadAsync(BlobBodies.NameOf(digest), maximumBytes, ct).ConfigureAwait(false) switch
        {
            BlobGet.Found found => new BodyOutcome.Found(found.Content),
            BlobGet.NotFound => new BodyOutcome.Missing(),
            BlobGet.TooLarge => new BodyOutcome.TooLarge(),
            BlobGet.Failed failed => new BodyOutcome.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };
}
