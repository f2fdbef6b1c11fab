using CrossChainOracle.Collateral.Watching;
using CrossChainOracle.Domain;
using CrossChainOracle.Domain.Collateral;
using CrossChainOracle.Pipeline.Accounts;
using CrossChainOracle.Storage.Tests;
using static CrossChainOracle.Rounds.Tests.Accounts.Book;

namespace CrossChainOracle.Pipeline.Tests.Accounts;

/// <summary>The fault table of the whole path with a shard of accounts, whose chain is reorganised under it.</summary>
public sealed class AccountFaultTests
{
    private const int Batches = 3;

    [Fact]
    public async Task EveryStep_FailingInEveryWay_NeverGivesASequenceASecondDigest()
    {
        var disk = Disk.InMemory();
        Assert.True(await new Script(NewWorld(), disk).RunAsync(Batches));
        var rows = FaultRow.Table(disk.Memory.Steps, [disk.Ledger.Folder, disk.Attester(NewWorld().Set.Members[0]).Folder]).ToList();
        for (var i = 0; i < rows.Count; i++) await RunAsync(rows[i], i);
    }

    private static async Task RunAsync(FaultRow row, int seed)
    {
        var world = NewWorld();
        var files = new MemoryFileSystem { Plan = row.ToPlan() };
        var finished = await new Script(world, Disk.InMemory(files)).RunAsync(Batches);
        Assert.True(world.Forgotten.Count == 0, $"{row}: signed and not durable: {string.Join(", ", world.Forgotten)}");
        Assert.True(finished || row.Way is Way.DiesBefore or Way.DiesAfter, $"{row}: the node did not get over it");
        var left = seed % 2 == 0 ? files.AfterKill() : files.AfterPowerCut(new Random(seed));
        var (future, disk) = (world.Fork(), Disk.InMemory(left));
        Assert.True(await new Script(future, disk).RunAsync(2), $"{row}: no more batches after a restart");
        await Audit.RunAsync(disk, future);
    }

    private static World NewWorld() => new() { Kind = new AccountKind(AccountHouse.ThreeAccounts, Hear) };

    /// <summary>A block a second. Every third one is lost a second later, with the deposit in it.</summary>
    private static void Hear(World world, CollateralBook book)
    {
        var second = (ulong)((world.Time.GetUtcNow().ToUnixTimeMilliseconds() - Start) / 1_000);
        var (head, fork) = (100 + second, second % 3 == 0 ? 1 : 0);
        var lost = book.OpenBlocks(One).Where(open => open.Height < head && open.Hash != Block(open.Height, One).Hash).Select(open => new LostBlock(open.Height, open.Hash, Block(open.Height, One).Hash));
        var reading = Chain(One, head, head - 10, fork: fork) with { Lost = [.. lost] };
        book.Hear(One, new(reading, [new AccountLook(Bob, [AccountHouse.Held(BobOne, Coin, 7, head - 12).Changed(1 + (Int128)second, head, fork)], [])], [], null));
    }
}
