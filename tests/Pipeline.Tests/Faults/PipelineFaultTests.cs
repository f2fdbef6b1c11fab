using CrossChainOracle.Storage.Tests;
using Xunit.Abstractions;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>The fault table of the whole path: every step of ledger, attesters' logs and stream, failing in every way, also while another leader moves the head.</summary>
public sealed class PipelineFaultTests(ITestOutputHelper output)
{
    private const int Batches = 3;

    [Fact]
    public async Task EveryStep_FailingInEveryWay_LosesNoReservedBatchAndNeverGivesASequenceASecondDigest()
    {
        var disk = Disk.InMemory();
        var calm = new Script(new World(), disk);
        Assert.True(await calm.RunAsync(Batches));
        Assert.Equal(["Reload"], calm.Setbacks.Select(setback => setback.GetType().Name));

        var set = new World().Set;
        var folders = new[] { disk.Ledger.Folder, disk.Stream.Folder, disk.Attester(set.Members[0]).Folder, disk.Attester(set.Members[4]).Folder };
        var rows = FaultRow.Table(disk.Memory.Steps, folders).ToList();
        var setbacks = new List<RoundOutcome>();
        for (var i = 0; i < rows.Count; i++) setbacks.AddRange(await RunAsync(rows[i], i));

        var kinds = setbacks.CountBy(Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).ToList();
        output.WriteLine($"{rows.Count} rows; setbacks: {string.Join(", ", kinds.Select(kind => $"{kind.Key} {kind.Value}"))}");
        Assert.Equal(
            ["Failed attach", "Failed publish", "Failed reserve", "Reload attach", "Reload publish", "Reload reserve", "Waiting"],
            kinds.Select(kind => kind.Key));
    }

    /// <summary>Runs one row; whatever is then on disk, after a kill or a power cut, must be a node that goes on as if nothing had been.</summary>
    private static async Task<List<RoundOutcome>> RunAsync(FaultRow row, int seed)
    {
        var world = new World();
        var files = new MemoryFileSystem { Plan = row.ToPlan() };
        var script = new Script(world, Disk.InMemory(files));
        var finished = await script.RunAsync(Batches);
        Assert.True(finished || row.Way is Way.DiesBefore or Way.DiesAfter, $"{row}: the node did not get over it");
        Assert.True(world.Forgotten.Count == 0, $"{row}: signed and not durable: {string.Join(", ", world.Forgotten)}");
        foreach (var left in new[] { files.AfterKill(), files.AfterPowerCut(seed % 2 == 0 ? null : new Random(seed)) })
        {
            var (future, disk) = (world.Fork(), Disk.InMemory(left));
            Assert.True(await new Script(future, disk).RunAsync(2), $"{row}: no more batches after a restart");
            await Audit.RunAsync(disk, future);
        }

        return script.Setbacks;
    }

    private static string Kind(RoundOutcome outcome) => outcome switch
    {
        RoundOutcome.Failed failed => $"Failed {failed.Stage}",
        RoundOutcome.Reload reload => $"Reload {reload.Stage}",
        _ => outcome.GetType().Name,
    };
}
