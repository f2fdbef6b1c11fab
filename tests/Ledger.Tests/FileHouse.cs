using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using static CrossChainOracle.Ledger.Tests.FileLedgers;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>A ledger in files, on a disk in memory.</summary>
internal sealed class FileHouse(MemoryFileSystem files) : ILedgerHouse
{
    public MemoryFileSystem Files { get; private set; } = files;

    /// <summary>A disk that fails may refuse a while.</summary>
    public ValueTask<ILedger> OpenAsync()
    {
        var opened = FileLedger.Open(Options(Files));
        for (var attempt = 0; opened is OpenOutcome<FileLedger>.Failed && attempt < 3; attempt++) opened = FileLedger.Open(Options(Files));
        return new(opened.OrThrow());
    }

    public async ValueTask<ILedger> ReopenAsync(ILedger open, Ending ending)
    {
        if (ending == Ending.Killed) Files = Files.AfterKill();
        if (ending == Ending.PowerCut) Files = Files.AfterPowerCut();
        await open.DisposeAsync();
        return await OpenAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
