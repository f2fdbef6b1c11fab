using CrossChainOracle.Storage.Tests;

namespace CrossChainOracle.Ledger.Tests;

public sealed class FileLedgerUnitSuite : LedgerUnitSuite
{
    internal override ILedgerHouse NewHouse() => new FileHouse(new());
}

public sealed class FileLedgerModelSuite : LedgerModelSuite
{
    protected override (int Runs, int Operations) Extent => (200, 80);

    internal override ILedgerHouse NewHouse() => new FileHouse(new());
}

public sealed class FileLedgerConcurrencySuite : LedgerConcurrencySuite
{
    protected override int Sequences => 30;

    internal override ILedgerHouse NewHouse() => new FileHouse(new());
}

public sealed class FileLedgerFaultSuite : LedgerFaultSuite
{
    protected override IReadOnlyList<string> Shards => ["a", "b"];

    protected override int Batches => 4;

    protected override (int Failed, int Taken, int Unknown) AtLeast => (20, 100, 20);

    internal override ILedgerHouse NewHouse() => new FileHouse(new());

    internal override IEnumerable<FaultyHouse> Table(ILedgerHouse calm) =>
        from row in FaultTable.Rows(((FileHouse)calm).Files.Steps.Count)
        let files = new MemoryFileSystem { Plan = row.Plan }
        select new FaultyHouse(row.ToString(), new FileHouse(files), () => FaultTable.Aftermaths(files, row.Step).Select(left => new FileHouse(left)));
}
