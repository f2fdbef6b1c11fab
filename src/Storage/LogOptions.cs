namespace CrossChainOracle.Storage;

/// <summary>Where a log lives and how it is laid out.</summary>
/// <param name="Folder">The folder of the segment files and of the lock file; created, with its parents, when missing.</param>
/// <param name="Kind">Four ASCII characters in every segment's header, so that one kind of log is never read as another.</param>
public sealed record LogOptions(string Folder, string Kind)
{
    /// <summary>A segment that has reached this many bytes is closed; it may exceed it by one group of appends.</summary>
    public const int DefaultSegmentBytes = 256 * 1024 * 1024;

    public int SegmentBytes { get; init; } = DefaultSegmentBytes;

    public IFileSystem FileSystem { get; init; } = PhysicalFileSystem.Instance;
}
