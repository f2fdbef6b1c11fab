using CrossChainOracle.Ledger;
using CrossChainOracle.Signing.Tests;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

public sealed class DeterminismTests
{
    [Fact]
    public async Task TwoNodesOnDifferentFolders_WithTheSameInputsAndClock_MakeTheSameBytes()
    {
        using var folder = new TempFolder();
        var first = await RunAsync(Disk.Real(folder.File("first")));
        var second = await RunAsync(Disk.InMemory());
        Assert.Equal(8, first.Count);
        for (var i = 0; i < first.Count; i++)
        {
            var (left, right) = (first[i].Reservation, second[i].Reservation);
            Assert.Equal(left.Digest, right.Digest);
            Assert.True(left.Batch.Span.SequenceEqual(right.Batch.Span), $"batch {i}");
            Assert.True(left.Round.Span.SequenceEqual(right.Round.Span), $"round {i}");
            Assert.True(left.State.Span.SequenceEqual(right.State.Span), $"state {i}");
        }
    }

    /// <summary>Eight batches in three lives.</summary>
    private static async Task<List<LedgerEntry>> RunAsync(Disk disk)
    {
        var world = new World();
        while (world.Published.Count < 8)
        {
            await using var process = await ShardProcess.StartAsync(world, disk);
            for (var turn = 0; turn < 4 && world.Published.Count < 8; turn++)
            {
                Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
                await process.SettleAsync();
            }

            await process.CheckpointAsync();
        }

        await Audit.RunAsync(disk, world);
        using var ledger = FileLedger.OpenReadOnly(disk.Ledger).OrThrow();
        return [.. ledger.ReadFromAsync(Samples.Shard.ToString(), 0).ToBlockingEnumerable()];
    }
}
