using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.Storage.Tests;
using FsCheck;
using FsCheck.Fluent;

namespace CrossChainOracle.Signing.Tests;

/// <summary>Whatever is asked in whatever order, with restarts and power cuts between: one digest per sequence, in the log and among the signatures.</summary>
public sealed class AttesterInterleavingTests
{
    private const int Depth = 4;

    /// <summary>Two rival batches on every batch of the level before, all of them attested by a threshold: 2 + 4 + 8 + 16.</summary>
    private static readonly Proposal[] Tree = [.. Grow()];

    [Fact]
    public void AnyInterleaving_KeepsOneDigestPerSequence() =>
        Prop.ForAll(Gen.Choose(0, (Tree.Length * 2) + 3).ArrayOf(40).ToArbitrary(), steps => RunAsync(steps).GetAwaiter().GetResult())
            .QuickCheckThrowOnFailure();

    private static async Task<bool> RunAsync(int[] steps)
    {
        var files = new MemoryFileSystem();
        var node = AttesterNode.InMemory(files);
        var signed = new List<Proposal>();
        var asked = new List<(Proposal Proposal, Task<CosignOutcome> Outcome)>();
        foreach (var step in steps)
        {
            if (step < Tree.Length * 2)
            {
                var proposal = Tree[step % Tree.Length];
                asked.Add((proposal, node.CosignAsync(proposal.Request).AsTask()));
                if (step < Tree.Length) continue;
            }

            await SettleAsync(asked, signed);
            if (step < (Tree.Length * 2) + 2) continue;
            await node.DisposeAsync();
            if (step == (Tree.Length * 2) + 3) files = files.AfterPowerCut();
            node = AttesterNode.InMemory(files);
        }

        await SettleAsync(asked, signed);
        await node.DisposeAsync();
        return await HoldsAsync(files, signed);
    }

    private static async Task SettleAsync(List<(Proposal Proposal, Task<CosignOutcome> Outcome)> asked, List<Proposal> signed)
    {
        foreach (var (proposal, outcome) in asked)
        {
            if (await outcome is CosignOutcome.Signed) signed.Add(proposal);
        }

        asked.Clear();
    }

    private static async Task<bool> HoldsAsync(MemoryFileSystem files, List<Proposal> signed)
    {
        var logged = new Dictionary<ulong, HashSet<Hash256>>();
        await using var log = SegmentLog.Open(AttesterLog.In("/log") with { FileSystem = files }).OrThrow();
        await foreach (var record in log.ReadFromAsync(0, follow: false))
        {
            AttesterRecord.Decode(record.Payload.Span, out _, out var entry);
            if (!logged.TryGetValue(entry!.Sequence, out var digests)) logged.Add(entry.Sequence, digests = []);
            digests.Add(entry.Digest);
        }

        return logged.Values.All(digests => digests.Count == 1)
            && signed.All(proposal => logged.TryGetValue(proposal.Round.Sequence, out var digests) && digests.Contains(proposal.Digest));
    }

    private static IEnumerable<Proposal> Grow()
    {
        var level = new List<Chain> { Chain.Start() };
        for (var depth = 0; depth < Depth; depth++)
        {
            var proposals = level.SelectMany(chain => new[] { chain.Propose("2500"), chain.Propose("2501") }).ToList();
            foreach (var proposal in proposals) yield return proposal;
            level = [.. proposals.Select(proposal => proposal.Then())];
        }
    }
}
