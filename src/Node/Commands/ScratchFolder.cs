namespace CrossChainOracle.Node.Commands;

/// <summary>The folder a run was told to keep its data in, or one of its own that is deleted with it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly bool _own;

    public ScratchFolder(string? kept)
    {
        _own = kept is null;
        Path = kept is null ? Directory.CreateTempSubdirectory("crosschainoracle-").FullName : Directory.CreateDirectory(kept).FullName;
    }

    public string Path { get; }

    /// <summary>Null, or why a folder cannot be written to: it must be new or empty.</summary>
    public static string? Problem(string? kept)
    {
        if (kept is null) return null;
        try
        {
            return Directory.CreateDirectory(kept).EnumerateFileSystemInfos().Any() ? $"--out: {kept} is not empty; name a new folder or empty this one" : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"--out: {failure.Message}";
        }
    }

    public void Dispose()
    {
        if (_own) Directory.Delete(Path, recursive: true);
    }
}
