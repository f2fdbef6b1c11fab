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

    public void Dispose()
    {
        if (_own) Directory.Delete(Path, recursive: true);
    }
}
