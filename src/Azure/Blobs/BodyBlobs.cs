using CrossChainOracle.Domain;

namespace CrossChainOracle.Azure.Blobs;

/// <summary>Bodies as blobs of one container, each named by its Keccak-256 (<see cref="NameOf"/>) and created once. Thread-safe.</summary>
/// <remarks>The identity that puts may create and read, the others read. Events that are too large for their hub lie here, and what is too large for an item of the ledger.</remarks>
public sealed class BodyBlobs(BlobContainer container)
{
    /// <summary>Of one unknown outcome the next create says what is there; more than a few in a row is an outage.</summary>
    private const int Creates = 3;

    /// <summary><c>0x</c> and 64 digits.</summary>
    public static string NameOf(Hash256 digest) => digest.ToString();

    /// <summary>Null once the bytes are durable under their digest, otherwise why that is not known; putting them again is always good.</summary>
    public async ValueTask<string?> PutAsync(Hash256 digest, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        for (var create = 1; ; create++)
        {
            switch (await container.CreateAsync(NameOf(digest), content, ct).ConfigureAwait(false))
            {
                case BlobPut.Created:
                    return null;
                case BlobPut.Exists:
                    return await CompareAsync(digest, content, ct).ConfigureAwait(false);
                case BlobPut.Failed failed:
                    return failed.Reason;
                case BlobPut.Unknown unknown when create == Creates:
                    return unknown.Reason;
            }
        }
    }

    /// <summary>Reads at most <paramref name="maximumBytes"/>. Whether they are what the digest says, the caller checks.</summary>
    public ValueTask<BlobGet> GetAsync(Hash256 digest, long maximumBytes, CancellationToken ct) => container.ReadAsync(NameOf(digest), maximumBytes, ct);

    /// <summary>By its name it should be this body. It is looked at before anything names it: an event of another body is never opened, and a batch of one stops its shard.</summary>
    private async ValueTask<string?> CompareAsync(Hash256 digest, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        await GetAsync(digest, content.Length, ct).ConfigureAwait(false) switch
        {
            BlobGet.Found found when found.Content.Span.SequenceEqual(content.Span) => null,
            BlobGet.Failed failed => failed.Reason,
            BlobGet.NotFound => "was there and is gone",
            _ => "another body lies under its digest",
        };
}
