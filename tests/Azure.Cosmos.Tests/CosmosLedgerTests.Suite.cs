using CrossChainOracle.Ledger.Tests;

namespace CrossChainOracle.Azure.Cosmos.Tests;

[Trait("Category", "RealCosmos")]
public sealed class CosmosLedgerUnitSuite : LedgerUnitSuite
{
    internal override ILedgerHouse NewHouse() => new CosmosHouse();
}

[Trait("Category", "RealCosmos")]
public sealed class CosmosLedgerModelSuite : LedgerModelSuite
{
    protected override (int Runs, int Operations) Extent => (25, 40);

    internal override ILedgerHouse NewHouse() => new CosmosHouse();
}

[Trait("Category", "RealCosmos")]
public sealed class CosmosLedgerConcurrencySuite : LedgerConcurrencySuite
{
    protected override int Sequences => 8;

    internal override ILedgerHouse NewHouse() => new CosmosHouse();
}

[Trait("Category", "RealCosmos")]
public sealed class CosmosLedgerFaultSuite : LedgerFaultSuite
{
    protected override IReadOnlyList<string> Shards => ["a"];

    protected override int Batches => 2;

    protected override (int Failed, int Taken, int Unknown) AtLeast => (20, 100, 20);

    internal override ILedgerHouse NewHouse() => new CosmosHouse();

    internal override IEnumerable<FaultyHouse> Table(ILedgerHouse calm)
    {
        // The ways that differ in what the service did and what the caller can know of it; the others are in CosmosFaultTests.
        WireFault[] faults = [WireFault.NotReached, WireFault.BrokenAfter, WireFault.SilentBefore, WireFault.SilentAfter, WireFault.Status429, WireFault.Status500After];
        foreach (var (name, plan) in Faults.Table(((CosmosHouse)calm).Wire.Requests.Count, faults))
        {
            var house = new CosmosHouse { Plan = plan };
            yield return new(name, house, () => [new CosmosHouse(house.PlaceAsync().GetAwaiter().GetResult())]);
        }
    }
}
