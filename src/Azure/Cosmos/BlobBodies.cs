using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Crypto;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>Bodies as blobs of one container, each named by its digest: <c>0x</c> and 64 digits.</summary>
public sealed class BlobBodies(BlobContainer container) : IBodyStore
{
    // Of one unknown outcome the next attempt says Exists; more than a few in a row is an outage.
    private const int Attempts = 3;

    public async ValueTask<string?> PutAsync(Hash256 digest, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            switch (await container.CreateAsync(digest.ToString(), content, ct).ConfigureAwait(false))
            {
                case BlobPut.Created:
                    return null;
                case BlobPut.Exists:
                    return await CheckAsync(digest, content.Length, ct).ConfigureAwait(false);
                case BlobPut.Failed failed:
                    return failed.Reason;
                case BlobPut.Unknown unknown when attempt == Attempts:
                    return unknown.Reason;
            }
        }
    }

    public async ValueTask<BodyOutcome> GetAsync(Hash256 digest, long maximumBytes, CancellationToken ct) =>
        await container.ReadAsync(digest.ToString(), maximumBytes, ct).ConfigureAwait(false) switch
        {
            BlobGet.Found found => new BodyOutcome.Found(found.Content),
            BlobGet.NotFound => new BodyOutcome.Missing(),
            BlobGet.TooLarge => new BodyOutcome.TooLarge(),
            BlobGet.Failed failed => new BodyOutcome.Failed(failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };

    /// <summary>What is there is looked at before a batch names it: a reserved batch whose bodies cannot be read would stop its shard.</summary>
    private async ValueTask<string?> CheckAsync(Hash256 digest, long length, CancellationToken ct) => await GetAsync(digest, length, ct).ConfigureAwait(false) switch
    {
        BodyOutcome.Found found when Keccak256.Hash(found.Content.Span) == digest => null,
        BodyOutcome.Failed failed => failed.Reason,
        _ => "is there with content that is not what its name says",
    };
}
