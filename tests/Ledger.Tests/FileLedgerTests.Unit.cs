using CrossChainOracle.Storage;
using static CrossChainOracle.Ledger.Tests.FileLedgers;
using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

public sealed class FileLedgerUnitTests
{
    [Fact]
    public async Task Shards_AreThoseThatHoldAReservation()
    {
        await using var ledger = Open(await FilledAsync());
        Assert.IsType<ReserveOutcome.PreviousDigestMismatch>(await ledger.ReserveAsync(Reservation("new", 0, 1, 15)));
        Assert.Equal(["a", "bé"], ledger.Shards);
        Assert.Null(ledger.Head("new"));
    }

    [Fact]
    public async Task Open_OfAHeldFolder_IsRefusedAndReadOnlyIsNot()
    {
        var files = await FilledAsync();
        await using var ledger = Open(files);
        Assert.Equal(new OpenOutcome<FileLedger>.Locked("/ledger"), FileLedger.Open(Options(files)));
        using var archive = FileLedger.OpenReadOnly(Options(files)).OrThrow();
        Assert.Equal(ledger.Shards, archive.Shards);
        Assert.Equal(ledger.Head("a"), archive.Head("a"));
        AssertEntries("a", [(10, true), (11, true), (12, true), (13, true), (14, false)], await archive.EntriesAsync("a"));
        AssertEntries("bé", [(20, true)], [(await archive.ReadAsync("bé", 0))!]);
    }
}
