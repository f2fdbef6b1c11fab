namespace CrossChainOracle.Azure.Blobs;

/// <summary>What came of reading a blob.</summary>
public abstract record BlobGet
{
    private BlobGet() { }

    /// <summary>All of it.</summary>
    public sealed record Found(ReadOnlyMemory<byte> Content) : BlobGet;

    /// <summary>There is no blob of this name. (Without its container nothing is known about a blob: that is <see cref="Failed"/>.)</summary>
    public sealed record NotFound : BlobGet;

    /// <summary>Rejected, nothing of it was read.</summary>
    /// <param name="Bytes">How long it is.</param>
    /// <param name="Limit">How long it may be.</param>
    public sealed record TooLarge(long Bytes, long Limit) : BlobGet;

    /// <summary>It could not be read; may be retried.</summary>
    public sealed record Failed(string Reason) : BlobGet;
}
