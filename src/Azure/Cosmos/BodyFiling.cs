using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Crypto;
using CrossChainOracle.Ledger;

namespace CrossChainOracle.Azure.Cosmos;

/// <summary>Brings bodies to where an item says that they are, and back.</summary>
internal static class BodyFiling
{
    /// <summary>Puts away what the item only names. Before the item is created: what is named must be there.</summary>
    /// <exception cref="IOException">It cannot be put away.</exception>
    public static async Task PutAsync(this BodyBlobs store, BatchItem item, CancellationToken ct)
    {
        foreach (var body in new[] { item.Batch, item.State, item.Round })
        {
            if (body.Name is { } name && await store.PutAsync(name, body.Content, ct).ConfigureAwait(false) is { } why) throw new IOException($"body {name}: {why}");
        }
    }

    /// <exception cref="IOException">A body cannot be read.</exception>
    /// <exception cref="InvalidDataException">A body is not there, or is not what its name says.</exception>
    public static async Task<Reservation> GetAsync(this BodyBlobs store, BatchItem item, CancellationToken ct) => new(
        item.Shard,
        item.Sequence,
        item.PreviousDigest,
        item.Digest,
        await GetAsync(store, item, item.Batch, ct).ConfigureAwait(false),
        await GetAsync(store, item, item.Round, ct).ConfigureAwait(false),
        await GetAsync(store, item, item.State, ct).ConfigureAwait(false));

    private static async Task<ReadOnlyMemory<byte>> GetAsync(BodyBlobs store, BatchItem item, Body body, CancellationToken ct)
    {
        if (body.Name is not { } name) return body.Content;
        return await store.GetAsync(name, body.Length, ct).ConfigureAwait(false) switch
        {
            BlobGet.Found found when found.Content.Length == body.Length && Keccak256.Hash(found.Content.Span) == name => found.Content,
            BlobGet.Failed failed => throw new IOException($"body {name}: {failed.Reason}"),
            BlobGet.NotFound => throw Damaged("is missing"),
            _ => throw Damaged("is not what its name says"),
        };

        InvalidDataException Damaged(string what) => new($"Shard {item.Shard}, sequence {item.Sequence}: body {name} {what}.");
    }
}
