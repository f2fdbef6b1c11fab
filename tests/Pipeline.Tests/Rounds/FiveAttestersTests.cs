using CrossChainOracle.Domain;
using CrossChainOracle.Signing;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>Five attesters in one process, three of whom must sign.</summary>
public sealed class FiveAttestersTests : IDisposable
{
    private static readonly int[] Down = [1, 2, 4];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static TheoryData<Misbehaviour> All => [.. Enum.GetValues<Misbehaviour>()];

    public static TheoryData<Misbehaviour> Answering => [.. Misbehaviours.Answering];

    public void Dispose() => _end.TrySetResult();

    [Theory]
    [MemberData(nameof(All))]
    public async Task OneOrTwoDeadSlowOrLying_ChangeNothing(Misbehaviour misbehaviour)
    {
        var expected = await DigestsAsync(static (_, _) => { });
        Assert.Equal(expected, await DigestsAsync((wires, batch) => Set(wires, misbehaviour, batch % 5)));
        Assert.Equal(expected, await DigestsAsync((wires, batch) => Set(wires, misbehaviour, 4, batch % 4)));
    }

    [Theory]
    [MemberData(nameof(Answering))]
    public async Task ThreeDown_PublicationWaits_NamesThem_AndGoesOnWithTheSameDigest(Misbehaviour misbehaviour)
    {
        foreach (var restart in new[] { false, true })
        {
            var (world, disk) = (new World(), Disk.InMemory());
            Hash256 digest;
            await using (var process = await ShardProcess.StartAsync(world, disk))
            {
                await PublishAsync(process);
                Set(process.Wires, misbehaviour, Down);
                for (var turn = 0; turn < 3; turn++) AssertWaiting(await process.TurnAsync(), process, misbehaviour.Fault());
                digest = process.Round.Head!.Digest;
                if (!restart) await GoOnAsync(process, digest);
            }

            if (restart)
            {
                await using var process = await ShardProcess.StartAsync(world, disk);
                await GoOnAsync(process, digest);
            }

            await Audit.RunAsync(disk, world);
        }
    }

    [Fact]
    public async Task ThreeSilent_PublicationWaits_OnceTheirTimeIsUp()
    {
        var (world, disk) = (new World(), Disk.InMemory());
        await using (var process = await ShardProcess.StartAsync(world, disk))
        {
            await PublishAsync(process);
            Set(process.Wires, Misbehaviour.Silent, Down);
            var turn = process.TurnAsync();
            while (process.Wires.Any(wire => wire.Asked < 2) || world.Time.ActiveTimers > Down.Length) await Task.Delay(1);
            world.Time.Advance(AttestationRound.CosignTimeout - TimeSpan.FromTicks(1));
            Assert.False(turn.IsCompleted);
            world.Time.Advance(TimeSpan.FromTicks(1));
            AssertWaiting(await turn, process, CosignerFaultKind.Silent);
            _end.SetResult();
            await GoOnAsync(process, process.Round.Head!.Digest);
        }

        await Audit.RunAsync(disk, world);
    }

    private static void AssertWaiting(RoundOutcome outcome, ShardProcess process, CosignerFaultKind kind)
    {
        var waiting = Assert.IsType<RoundOutcome.Waiting>(outcome);
        Assert.Equal((1UL, 2, 3), (waiting.Sequence, waiting.Have, waiting.Need));
        Assert.Equal(Down.Select(member => process.Wires[member].Address), waiting.Faults.Select(fault => fault.Attester).Order());
        Assert.All(waiting.Faults, fault => Assert.Equal(kind, fault.Kind));
        var head = process.Ledger.Head(Samples.Shard.ToString())!;
        Assert.Equal((1UL, process.Round.Head!.Digest, false), (head.Sequence, head.Digest, head.Signed));
    }

    /// <summary>The attesters are back: first what waited, then the next.</summary>
    private static async Task GoOnAsync(ShardProcess process, Hash256 digest)
    {
        foreach (var wire in process.Wires) wire.Instead = null;
        var waited = await PublishAsync(process);
        Assert.Equal((1UL, digest), (waited.Attestation.Header.Sequence, waited.Digest));
        Assert.Equal(2UL, (await PublishAsync(process)).Attestation.Header.Sequence);
        await process.CheckpointAsync();
    }

    /// <summary>Five batches, before each of which something is done to the wires.</summary>
    private static async Task<IReadOnlyList<Hash256>> DigestsAsync(Action<IReadOnlyList<Wire>, int> prepare)
    {
        var (world, disk) = (new World(), Disk.InMemory());
        await using (var process = await ShardProcess.StartAsync(world, disk))
        {
            for (var batch = 0; batch < 5; batch++)
            {
                foreach (var wire in process.Wires) wire.Instead = null;
                prepare(process.Wires, batch);
                await PublishAsync(process);
            }

            await process.CheckpointAsync();
        }

        return (await Audit.RunAsync(disk, world)).Digests;
    }

    private static async Task<RoundOutcome.Published> PublishAsync(ShardProcess process)
    {
        var published = Assert.IsType<RoundOutcome.Published>(await process.TurnAsync());
        await process.SettleAsync();
        return published;
    }

    private void Set(IReadOnlyList<Wire> wires, Misbehaviour misbehaviour, params int[] members)
    {
        foreach (var member in members) wires[member].Instead = Misbehaviours.Of(misbehaviour, member, _end.Task);
    }
}
