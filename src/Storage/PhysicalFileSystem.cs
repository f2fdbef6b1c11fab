namespace CrossChainOracle.Storage;

/// <summary>The real disk.</summary>
public sealed class PhysicalFileSystem : IFileSystem
{
    private PhysicalFileSystem() { }

    public static PhysicalFileSystem Instance { get; } = new();

    public void CreateFolder(string folder) => throw new NotImplementedException();

    public IReadOnlyList<string> ListFiles(string folder) => throw new NotImplementedException();

    public IDisposable? TryLock(string path) => throw new NotImplementedException();

    public ILogFile Create(string path) => throw new NotImplementedException();

    public ILogFile Open(string path, bool writable) => throw new NotImplementedException();

    public bool Exists(string path) => throw new NotImplementedException();

    public void Delete(string path) => throw new NotImplementedException();

    public void SyncFolder(string folder) => throw new NotImplementedException();
}
