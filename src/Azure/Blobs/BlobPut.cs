namespace CrossChainOracle.Azure.Blobs;

/// <summary>What came of creating a blob.</summary>
public abstract record BlobPut
{
    private BlobPut() { }

    /// <summary>Durable, with the given content.</summary>
    public sealed record Created : BlobPut;

    /// <summary>Rejected: a blob of this name is there, and stays as it is. Its content may be the same: read it.</summary>
    public sealed record Exists : BlobPut;

    /// <summary>Nothing was written; may be retried.</summary>
    public sealed record Failed(string Reason) : BlobPut;

    /// <summary>It may have been written: create it again, which then says <see cref="Exists"/>.</summary>
    public sealed record Unknown(string Reason) : BlobPut;
}
