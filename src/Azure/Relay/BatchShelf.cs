using CrossChainOracle.Azure.Blobs;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Relay;

/// <summary>The batches that postings are made of, a blob each, in a container of the relay's own: what was delivered is here before its place in the stream is given up.</summary>
/// <param name="container">For batches only.</param>
/// <param name="most">Looked at; more are kept only where nobody has posted for days.</param>
public sealed class BatchShelf(BlobContainer container, int most = 100_000)
{
    /// <summary>Of a name: enough that two batches of one sequence have two.</summary>
    private const int DigestDigits = 16;

    /// <returns>Why it is not kept, or null: it is there, now or from before.</returns>
    public async ValueTask<string?> PutAsync(KeptBatch batch, Hash256 digest, CancellationToken cancellation) =>
        await container.CreateAsync(NameOf(batch.Header, digest), batch.Encode(), cancellation).ConfigureAwait(false) switch
        {
            BlobPut.Created or BlobPut.Exists => null,
            BlobPut.Failed failed => failed.Reason,
            BlobPut.Unknown unknown => unknown.Reason,
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };

    /// <summary>What is kept: where that is too much, the first in order of shard and sequence.</summary>
    public async ValueTask<BatchListing> ListAsync(CancellationToken cancellation) =>
        await container.ListAsync(string.Empty, most, cancellation).ConfigureAwait(false) switch
        {
            BlobListing.Listed { IsWhole: true } listed => new(listed.Names, true, null),
            BlobListing.Listed first => new(first.Names, false, $"more than {most} batches are kept, and only so many looked at"),
            BlobListing.Failed failed => new([], false, failed.Reason),
            var other => throw new InvalidOperationException($"No such case: {other}"),
        };

    /// <summary>The batch; or why it cannot be read; or neither, where it is gone.</summary>
    public async ValueTask<(KeptBatch? Batch, string? Problem)> ReadAsync(string name, CancellationToken cancellation)
    {
        switch (await container.ReadAsync(name, BlobContainer.MaximumBytes, cancellation).ConfigureAwait(false))
        {
            case BlobGet.Found found: return KeptBatch.Decode(found.Content, out var batch) is { } refusal ? (null, $"{name}: {refusal}") : (batch, null);
            case BlobGet.NotFound: return (null, null);
            case BlobGet.TooLarge large: return (null, $"{name} has {large.Bytes} bytes");
            case BlobGet.Failed failed: return (null, failed.Reason);
            case var other: throw new InvalidOperationException($"No such case: {other}");
        }
    }

    /// <returns>Why it may still be there, or null.</returns>
    public ValueTask<string?> RemoveAsync(string name, CancellationToken cancellation) => container.DeleteAsync(name, cancellation);

    private static string NameOf(BatchHeader header, Hash256 digest) => $"{BlobAttesterLog.NameOf(header.Shard, header.Sequence)}-{digest.ToString().AsSpan(2, DigestDigits)}";
}

/// <param name="Names">In ordinal order, which is that of shard and sequence.</param>
/// <param name="IsWhole">False: of names after the last one nothing is known.</param>
/// <param name="Problem">Why it is not whole.</param>
public sealed record BatchListing(IReadOnlyList<string> Names, bool IsWhole, string? Problem);
