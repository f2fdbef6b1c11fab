using System.Diagnostics;
using CrossChainOracle.Domain;

namespace CrossChainOracle.Bench.Accounts;

/// <summary>What a round of all accounts costs, and what it costs when one account in a hundred changed.</summary>
/// <remarks>
/// From what is due to the round file and the batch in its bytes, over all shards that have something to state: by the leader's own path, which reads the round back from its bytes. Not in it:
/// reserving, signing, publishing. All kinds of one size are taken in turn, several times over; medians of the turns are printed.
/// </remarks>
internal static class AccountsBench
{
    private const int Percent = 100;
    private const int FewTurns = 3;

    public static void Run(bool quick)
    {
        var turns = quick ? 5 : 9;
        Console.WriteLine($"\n{AccountWorld.PositionsPerAccount} positions an account on {AccountWorld.Chains.Count} chains, shards of {AccountWorld.AccountsPerShard}; medians of {turns} turns, of 100,000 accounts {Math.Min(turns, FewTurns)}");
        Console.WriteLine($"| {"accounts",9} | {"full round, ms",14} | {"µs/account",10} | {"1 % in a row, ms",16} | {"of full",8} | {"shards",6} | {"1 % spread, ms",14} | {"of full",8} | {"shards",6} |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var accounts in (int[])[100, 1_000, 10_000, 100_000]) Measure(accounts, accounts < 100_000 ? turns : Math.Min(turns, FewTurns));
    }

    private static void Measure(int accounts, int turns)
    {
        var world = new AccountWorld(accounts);
        var changed = Math.Max(1, accounts / Percent);
        Func<int, int>[] kinds = [static i => i, static i => i, i => i * (accounts / changed)];
        var times = kinds.Select(static _ => new List<double>()).ToArray();
        var shards = new int[kinds.Length];

        // The first turn warms up; small worlds are too quick for one turn to be told from noise.
        var repeats = Math.Max(1, 2_000 / accounts);
        for (var turn = 0; turn <= turns; turn++)
        {
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var spent = TimeSpan.Zero;
                for (var repeat = 0; repeat < repeats; repeat++)
                {
                    world.Change(Enumerable.Range(0, kind == 0 ? accounts : changed).Select(kinds[kind]));
                    var startedAt = Stopwatch.GetTimestamp();
                    shards[kind] = world.MakeRounds();
                    spent += Stopwatch.GetElapsedTime(startedAt);
                    world.Take();
                }

                if (turn > 0) times[kind].Add(spent.TotalMilliseconds / repeats);
            }
        }

        var (full, clustered, spread) = (Figures.Median(times[0]), Figures.Median(times[1]), Figures.Median(times[2]));
        Console.WriteLine($"| {accounts,9:N0} | {full,14:N2} | {full * 1_000 / accounts,10:N0} | {clustered,16:N3} | {clustered / full,8:P2} | {shards[1],6} | {spread,14:N3} | {spread / full,8:P2} | {shards[2],6} |");
    }
}
