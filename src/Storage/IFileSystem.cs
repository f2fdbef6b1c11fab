namespace CrossChainOracle.Storage;

/// <summary>The disk as a log uses it: the seam at which tests inject faults into every step.</summary>
/// <remarks>Every member may throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>; a step that threw may still have happened.</remarks>
public interface IFileSystem
{
    /// <summary>Creates the folder and its missing parents durably; nothing when it exists.</summary>
    void CreateFolder(string folder);

    /// <summary>Names, without folder, of the files in it; empty when there is no such folder.</summary>
    IReadOnlyList<string> ListFiles(string folder);

    /// <summary>Holds the file exclusively until disposed, also against other processes; null when someone else holds it.</summary>
    IDisposable? TryLock(string path);

    /// <summary>Creates a file that must not exist. Its name is durable only after <see cref="SyncFolder"/>.</summary>
    ILogFile Create(string path);

    ILogFile Open(string path, bool writable);

    bool Exists(string path);

    void Delete(string path);

    /// <summary>Makes created and deleted names in the folder durable.</summary>
    void SyncFolder(string folder);
}

/// <summary>An open file; reads from several threads at once and beside one writer are allowed.</summary>
public interface ILogFile : IDisposable
{
    long Length { get; }

    /// <summary>Fills the buffer from the offset on; returns fewer bytes only at the end of the file.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> bytes, long offset);

    void SetLength(long length);

    /// <summary>Returns when everything written is on the disk itself.</summary>
    void Flush();
}
