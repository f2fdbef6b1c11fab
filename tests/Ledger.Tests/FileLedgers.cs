using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>Short words for ledgers in files.</summary>
internal static class FileLedgers
{
    public static LogOptions Options(IFileSystem files, int segmentBytes = 600) =>
        FileLedger.In("/ledger") with { FileSystem = files, SegmentBytes = segmentBytes };

    public static FileLedger Open(IFileSystem files) => FileLedger.Open(Options(files)).OrThrow();

    /// <summary>Two shards, five batches each, the last unsigned.</summary>
    public static async Task<MemoryFileSystem> FilledAsync()
    {
        var files = new MemoryFileSystem();
        await using var ledger = Open(files);
        await ledger.FillAsync();
        return files;
    }
}
