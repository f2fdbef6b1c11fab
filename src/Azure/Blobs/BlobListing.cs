namespace CrossChainOracle.Azure.Blobs;

/// <summary>What came of listing blobs.</summary>
public abstract record BlobListing
{
    private BlobListing() { }

    /// <summary>These are there, or were while the listing ran: it is no picture of one moment.</summary>
    /// <param name="Names">In ordinal order, each once. Others may have put names there that <see cref="BlobContainer.IsName"/> does not take.</param>
    /// <param name="IsWhole">There are no others; false: there may be, and these are the first that the service named.</param>
    public sealed record Listed(IReadOnlyList<string> Names, bool IsWhole) : BlobListing;

    /// <summary>What is there is not known; may be retried.</summary>
    public sealed record Failed(string Reason) : BlobListing;
}
