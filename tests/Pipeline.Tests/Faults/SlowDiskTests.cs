using CrossChainOracle.Storage.Tests;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>A disk that takes its time at one step of a turn: what depends on the step waits for it, and nothing else does.</summary>
public sealed class SlowDiskTests
{
    [Fact]
    public async Task EveryStepOfATurn_WhenSlow_HoldsUpOnlyWhatDependsOnIt()
    {
        var disk = Disk.InMemory();
        var attester = disk.Attester(new World().Set.Members[2]).Folder;
        var steps = await StepsOfSecondTurnAsync(disk);
        foreach (var folder in new[] { disk.Ledger.Folder, disk.Stream.Folder, attester })
        {
            var count = steps.Count(step => FaultRow.IsIn(folder, step));
            Assert.True(count >= 2, $"{folder}: {count} steps");
            for (var step = 0; step < count; step++) await RunAsync(folder, step, mayGoOn: folder == attester);
        }
    }

    private static async Task<IReadOnlyList<Step>> StepsOfSecondTurnAsync(Disk disk)
    {
        await using var process = await ShardProcess.StartAsync(new World(), disk);
        Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
        await process.SettleAsync();
        var before = disk.Memory.Steps.Count;
        Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
        await process.SettleAsync();
        return [.. disk.Memory.Steps.Skip(before)];
    }

    private static async Task RunAsync(string folder, int step, bool mayGoOn)
    {
        var (world, files) = (new World(), new MemoryFileSystem());
        var disk = Disk.InMemory(files);
        await using (var process = await ShardProcess.StartAsync(world, disk))
        {
            Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
            await process.SettleAsync();
            using var release = new ManualResetEventSlim();
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var count = 0;
            files.Plan = taken =>
            {
                if (!FaultRow.IsIn(folder, taken) || Interlocked.Increment(ref count) - 1 != step) return Fault.None;
                reached.SetResult();
                release.Wait();
                return Fault.None;
            };
            var signed = world.Signed.Count;
            var turn = process.TurnAsync();
            await reached.Task;
            if (mayGoOn) Assert.IsType<RoundOutcome.Published>(await turn);
            else AssertHeldUp(process, world, turn, signed);
            release.Set();
            Assert.IsType<RoundOutcome.Published>(await turn);
            await process.SettleAsync();
            Assert.All(process.Wires, wire => Assert.Equal(2, wire.Answered));
            await process.CheckpointAsync();
        }

        await Audit.RunAsync(disk, world);
    }

    private static void AssertHeldUp(ShardProcess process, World world, Task<RoundOutcome> turn, int signed)
    {
        Assert.False(turn.IsCompleted);
        Assert.Single(world.Following.Seen);
        var isReserved = process.Ledger.Head(world.Policy.Shard.ToString())!.Sequence == 1;
        if (!isReserved) Assert.Equal(signed, world.Signed.Count);
    }
}
