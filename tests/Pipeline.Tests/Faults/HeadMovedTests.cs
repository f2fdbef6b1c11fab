using CrossChainOracle.Signing;

namespace CrossChainOracle.Pipeline.Tests;

/// <summary>Two leaders of one shard: whoever reserves second reads again, and what it had in mind reaches no signer.</summary>
public sealed class HeadMovedTests
{
    private readonly World _world = new();
    private readonly Disk _disk = Disk.InMemory();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Turn_WhenAnotherLeaderReservedFirst_IsReload_AndReachesNoSigner(int ahead)
    {
        await using (var process = await ShardProcess.StartAsync(_world, _disk))
        {
            await PublishAsync(process, process.Round);
            var rival = await process.NewRoundAsync();
            for (var turn = 0; turn <= ahead; turn++) await PublishAsync(process, rival);

            var (asked, signed) = (process.Wires.Sum(wire => wire.Asked), _world.Signed.Count);
            for (var attempt = 0; attempt < 2; attempt++)
            {
                Assert.Equal("reserve", Assert.IsType<RoundOutcome.Reload>(await process.TurnAsync()).Stage);
            }

            Assert.Equal((asked, signed), (process.Wires.Sum(wire => wire.Asked), _world.Signed.Count));
            await process.Round.LoadAsync(default);
            await PublishAsync(process, process.Round);
            Assert.Equal((ulong)ahead + 1, (await PublishAsync(process, process.Round)).Attestation.Header.Sequence);
            await process.CheckpointAsync();
        }

        await Audit.RunAsync(_disk, _world);
    }

    [Fact]
    public async Task Turn_AfterAnotherLeaderReservedAndFellSilent_SignsWhatThatOneReserved()
    {
        await using (var process = await ShardProcess.StartAsync(_world, _disk))
        {
            await PublishAsync(process, process.Round);
            var rival = await process.NewRoundAsync();
            await PublishAsync(process, rival);
            foreach (var wire in process.Wires) wire.Instead = static (_, _) => new(new CosignOutcome.Failed("down"));
            Assert.IsType<RoundOutcome.Waiting>(await process.TurnAsync(rival));
            foreach (var wire in process.Wires) wire.Instead = null;

            Assert.IsType<RoundOutcome.Reload>(await process.TurnAsync());
            await process.Round.LoadAsync(default);
            Assert.Equal(rival.Head!.Digest, (await PublishAsync(process, process.Round)).Digest);
            await process.CheckpointAsync();
        }

        await Audit.RunAsync(_disk, _world);
    }

    [Fact]
    public async Task Turns_OfTwoLeadersRacingForEverySequence_GiveEachOneDigest()
    {
        await using (var process = await ShardProcess.StartAsync(_world, _disk))
        {
            AttestationRound[] leaders = [process.Round, await process.NewRoundAsync()];
            for (var sequence = 0UL; sequence < 12; sequence++)
            {
                var outcomes = await Task.WhenAll(leaders.Select(leader => Task.Run(() => process.TurnAsync(leader))));
                await process.SettleAsync();
                Assert.Equal(sequence, Assert.Single(outcomes.OfType<RoundOutcome.Published>()).Attestation.Header.Sequence);
                var loser = leaders[Array.FindIndex(outcomes, outcome => outcome is RoundOutcome.Reload { Stage: "reserve" })];
                await loser.LoadAsync(default);
                await PublishAsync(process, loser);
            }

            await process.CheckpointAsync();
        }

        var audit = await Audit.RunAsync(_disk, _world);
        Assert.Equal(audit.Digests, _world.Signed.Distinct());
    }

    private static async Task<RoundOutcome.Published> PublishAsync(ShardProcess process, AttestationRound round)
    {
        var published = Assert.IsType<RoundOutcome.Published>(await process.TurnAsync(round));
        await process.SettleAsync();
        return published;
    }
}
