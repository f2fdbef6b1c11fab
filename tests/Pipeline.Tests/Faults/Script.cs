namespace CrossChainOracle.Pipeline.Tests;

/// <summary>A node at work on a disk that may fail: tries again what failed, starts again when it does not know, and gives up when nothing helps.</summary>
internal sealed class Script(World world, Disk disk)
{
    private const int Starts = 5;
    private const int TurnsPerLife = 12;

    /// <summary>Turns that ended otherwise than by a publication, by kind and stage.</summary>
    public List<RoundOutcome> Setbacks { get; } = [];

    /// <param name="batches">How many more batches to publish. The second of them is made by another leader, so that the first finds the head moved.</param>
    /// <returns>Whether it got there.</returns>
    public async Task<bool> RunAsync(int batches)
    {
        var goal = world.Published.Count + batches;
        for (var start = 0; start < Starts && world.Published.Count < goal; start++)
        {
            if (await ShardProcess.TryStartAsync(world, disk) is not { } process) continue;
            await using (process)
            {
                await LiveAsync(process, goal);
                await process.CheckpointAsync();
            }
        }

        return world.Published.Count >= goal;
    }

    private async Task LiveAsync(ShardProcess process, int goal)
    {
        RoundOutcome? outcome = null;
        for (var turn = 0; turn < TurnsPerLife && world.Published.Count < goal; turn++)
        {
            if (outcome is RoundOutcome.Published && goal - world.Published.Count == 2) await RivalAsync(process);
            outcome = await TurnAsync(process, process.Round);
            if (outcome is RoundOutcome.Published) await process.CheckpointAsync();
            // A moved head is read again; a log that does not know, or an attester whose log does not, needs a new start.
            if (outcome is RoundOutcome.Reload { Stage: "reserve" } && IsMoved(process)) await process.Round.LoadAsync(default);
            else if (outcome is RoundOutcome.Reload or RoundOutcome.Waiting) return;
        }
    }

    /// <summary>Another leader takes the next sequence number; whatever it does not finish is left to the first.</summary>
    private async Task RivalAsync(ShardProcess process)
    {
        var rival = await process.NewRoundAsync();
        if (await TurnAsync(process, rival) is RoundOutcome.Published) await TurnAsync(process, rival);
    }

    private async Task<RoundOutcome> TurnAsync(ShardProcess process, AttestationRound round)
    {
        var outcome = await process.TurnAsync(round);
        await process.SettleAsync();
        if (outcome is not RoundOutcome.Published) Setbacks.Add(outcome);
        return outcome;
    }

    private bool IsMoved(ShardProcess process) => process.Ledger.Head(world.Kind.RulesOf().Shard.ToString())?.Digest != process.Round.Head!.Digest;
}
