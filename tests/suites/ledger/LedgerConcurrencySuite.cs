using static CrossChainOracle.Ledger.Tests.Ledgers;

namespace CrossChainOracle.Ledger.Tests;

/// <summary>Many callers at once.</summary>
public abstract class LedgerConcurrencySuite
{
    internal abstract ILedgerHouse NewHouse();

    protected abstract int Sequences { get; }

    [LedgerFact]
    public async Task Reserve_ByManyCallersOfOneSequence_IsWonByOneDigest()
    {
        await using var house = NewHouse();
        var ledger = await house.OpenAsync();
        var winner = 0;
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var (at, previous) = ((ulong)sequence, winner);
            var candidates = Enumerable.Range(sequence * 100 + 1, 8).ToList();
            var outcomes = await Task.WhenAll(candidates.Select(digest => Task.Run(async () =>
                (digest, outcome: await ledger.ReserveAsync(Reservation("a", at, previous, digest))))));
            winner = outcomes.Single(result => result.outcome is ReserveOutcome.Reserved).digest;
            Assert.All(
                outcomes.Where(result => result.digest != winner),
                result => Assert.Equal(new ReserveOutcome.SequenceTaken(Digest(winner)), result.outcome));
        }

        await using var again = await house.ReopenAsync(ledger, Ending.PowerCut);
        Assert.Equal(Sequences, (await again.EntriesAsync("a")).Count);
    }
}
