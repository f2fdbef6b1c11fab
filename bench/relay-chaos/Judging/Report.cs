using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CrossChainOracle.RelayChaos.Judging;

/// <summary>One chain at the end.</summary>
/// <param name="DuePoints">Stretches of batches in which a feed had to be posted.</param>
/// <param name="DueBatches">Batches and feeds in them.</param>
/// <param name="Receded">Stretches that ended because the price came back.</param>
/// <param name="Waits">From due to posted for good, simulated milliseconds, ascending; without those that receded.</param>
/// <param name="WorstByFeed">The longest of each feed.</param>
internal sealed record ChainReport(string Name, string Form, int DuePoints, int DueBatches, int Receded, IReadOnlyList<long> Waits, IReadOnlyDictionary<string, long> WorstByFeed, GasBook Gas, int Facts)
{
    /// <param name="permille">Such as 500 for the median.</param>
    public long Wait(int permille) => Waits.Count == 0 ? 0 : Waits[Math.Min(Waits.Count - 1, Waits.Count * permille / 1_000)];
}

/// <summary>What came of a run.</summary>
/// <param name="Problems">Laws that were broken; empty where none was.</param>
/// <param name="DeadLetters">By the name of the reason.</param>
/// <param name="Command">That has the same trouble again.</param>
internal sealed record Report(string Command, long SimulatedMs, TimeSpan Wall, IReadOnlyList<string> Problems, IReadOnlyList<ChainReport> Chains, IReadOnlyDictionary<string, int> DeadLetters, Counts Counts)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, IncludeFields = true };

    public bool Holds => Problems.Count == 0;

    public GasBook Gas => Chains.Select(static chain => chain.Gas).Aggregate(static (sum, gas) => sum + gas);

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Command, Holds, Problems, SimulatedMs, WallMs = (long)Wall.TotalMilliseconds, Counts, DeadLetters, Gas,
            Chains = Chains.Select(static chain => new { chain.Name, chain.Form, chain.DuePoints, chain.DueBatches, chain.Receded, WaitMs = new { P50 = chain.Wait(500), P99 = chain.Wait(990), Max = chain.Wait(1_000) }, chain.WorstByFeed, chain.Gas, chain.Facts }),
        },
        Options);

    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{TimeSpan.FromMilliseconds(SimulatedMs):hh\\:mm\\:ss} of simulated time in {Wall:mm\\:ss}: {Counts.Batches} batches, {Counts.Rotations} rotations, {Counts.Retractions} retractions, {Counts.Blocks} blocks");
        text.AppendLine(CultureInfo.InvariantCulture, $"trouble: {Counts.Reorgs} reorganisations ({Counts.Orphaned} transactions orphaned), {Counts.Restarts} kills, {Counts.FeeSpikes} fee spikes, {Counts.Pauses} stretches without blocks, {Counts.Dropped} transactions dropped, {Counts.ForeignNonces} foreign nonces, {Counts.NonceGaps} nonce gaps, {Counts.LowBalances} empty accounts");
        text.AppendLine(CultureInfo.InvariantCulture, $"wire: {Counts.Deliveries} deliveries, {Counts.Duplicates} of them repeated, {Counts.OutOfOrder} before their turn, {Counts.Cuts} connections cut; {Counts.Requests} requests, {Counts.Faults} failed on purpose");
        text.AppendLine(CultureInfo.InvariantCulture, $"sent: {Counts.Transactions} transactions, {Counts.Bumps} of them replaced another, {Counts.Rebroadcasts} sent again");
        text.AppendLine().AppendLine("| chain | due | came back | posted after p50 | p99 | max | postings | facts | gas | races lost | their gas | of all |").AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var chain in Chains)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {chain.Name}, {chain.Form} | {chain.DuePoints} | {chain.Receded} | {chain.Wait(500)} ms | {chain.Wait(990)} ms | {chain.Wait(1_000)} ms | {chain.Gas.Postings} | {chain.Facts} | {chain.Gas.PostingGas} | {chain.Gas.Reverted} | {chain.Gas.RevertedGas} | {chain.Gas.RacePermille / 10}.{chain.Gas.RacePermille % 10} % |");
        }

        text.AppendLine().Append("dead letters: ").AppendLine(DeadLetters.Count == 0 ? "none" : string.Join(", ", DeadLetters.OrderBy(static letter => letter.Key, StringComparer.Ordinal).Select(static letter => $"{letter.Value} {letter.Key}")));
        text.AppendLine().AppendLine(Holds ? "every law held" : "BROKEN:");
        foreach (var problem in Problems) text.AppendLine(CultureInfo.InvariantCulture, $"  {problem}");
        if (!Holds) text.AppendLine(CultureInfo.InvariantCulture, $"the same trouble again: {Command}");
        return text.ToString();
    }
}
