namespace CrossChainOracle.Storage;

/// <summary>The real disk.</summary>
public sealed class PhysicalFileSystem : IFileSystem
{
    private const int SharingViolationWindows = unchecked((int)0x80070020);
    private const int LockViolationWindows = unchecked((int)0x80070021);
    private const int WouldBlockLinux = 11;
    private const int WouldBlockApple = 35;

    private PhysicalFileSystem() { }

    public static PhysicalFileSystem Instance { get; } = new();

    public void CreateFolder(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(full)) return;
        var parent = Path.GetDirectoryName(full);
        if (parent is not null) CreateFolder(parent);
        Directory.CreateDirectory(full);
        if (parent is not null) SyncFolder(parent);
    }

    public IReadOnlyList<string> ListFiles(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))] : [];

    public IDisposable? TryLock(string path)
    {
        try
        {
            // The handle is the lock (flock on Unix): the system releases it when the process ends, however it ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (IsHeldByAnother(e.HResult))
        {
            return null;
        }
    }

    public ILogFile Create(string path) => new PhysicalLogFile(path, FileMode.CreateNew, FileAccess.ReadWrite);

    public ILogFile Open(string path, bool writable) =>
        new PhysicalLogFile(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read);

    public bool Exists(string path) => File.Exists(path);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string folder)
    {
        // Windows offers no flush of a folder; NTFS journals the names itself.
        if (!OperatingSystem.IsWindows()) UnixFolder.Flush(folder);
    }

    private static bool IsHeldByAnother(int code) =>
        OperatingSystem.IsWindows() ? code is SharingViolationWindows or LockViolationWindows
        : OperatingSystem.IsLinux() ? code == WouldBlockLinux
        : code == WouldBlockApple;
}
