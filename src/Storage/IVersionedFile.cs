namespace CrossChainOracle.Storage;

/// <summary>A small file that is replaced as a whole, and only by whoever has seen its last version: of two writers at a time one comes second, and is told.</summary>
public interface IVersionedFile
{
    /// <param name="known">The version that the caller has; null: none.</param>
    ValueTask<VersionedRead> ReadAsync(string? known, CancellationToken ct);

    /// <param name="content">Must not change before the call returns.</param>
    /// <param name="version">That is to be replaced; null: there must be no file.</param>
    ValueTask<VersionedWrite> ReplaceAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken ct);
}

/// <summary>What came of reading a versioned file.</summary>
public abstract record VersionedRead
{
    private VersionedRead() { }

    public sealed record Found(ReadOnlyMemory<byte> Content, string Version) : VersionedRead;

    /// <summary>It still is the version that the caller has.</summary>
    public sealed record Unchanged : VersionedRead;

    /// <summary>There is no file.</summary>
    public sealed record Nothing : VersionedRead;

    /// <summary>It could not be read; may be retried.</summary>
    public sealed record Failed(string Reason) : VersionedRead;
}

/// <summary>What came of replacing a versioned file.</summary>
public abstract record VersionedWrite
{
    private VersionedWrite() { }

    /// <summary>Durable.</summary>
    public sealed record Written(string Version) : VersionedWrite;

    /// <summary>Rejected: somebody else has replaced it. Read it.</summary>
    public sealed record Overtaken : VersionedWrite;

    /// <summary>Nothing was written; may be retried.</summary>
    public sealed record Failed(string Reason) : VersionedWrite;

    /// <summary>It may have been written: read it.</summary>
    public sealed record Unknown(string Reason) : VersionedWrite;
}
