using CrossChainOracle.Domain;
using CrossChainOracle.Storage;
using CrossChainOracle.TestKit;

namespace CrossChainOracle.Signing.Tests;

public sealed class CosigningRaceTests
{
    [Fact]
    public async Task TwoCoordinators_WithTwoDigestsForASequence_NeverBothReachTheThreshold()
    {
        await using var fleet = new Fleet();
        var chain = Chain.Start();
        for (var i = 0; i < 40; i++)
        {
            var rivals = new[] { chain.Propose("2500"), chain.Propose("2501") };
            var outcomes = await Task.WhenAll(rivals.Select(rival => Task.Run(() => CosigningTests.CosignAsync(fleet.Nodes, rival))));
            var winner = Assert.Single(Enumerable.Range(0, 2), rival => outcomes[rival] is CosigningOutcome.Reached);
            var loser = Assert.IsType<CosigningOutcome.Short>(outcomes[1 - winner]);
            Assert.True(loser.Have <= 2, $"{loser.Have} signed for the loser");
            Assert.Contains(loser.Faults, fault => fault.Refusal is Refusal.Equivocation);
            chain = rivals[winner].Then(CosigningTests.AssertReached(rivals[winner], outcomes[winner]).Signatures);
        }

        await AssertOneDigestEachAsync(fleet);
    }

    [Fact]
    public async Task Attesters_RestartedAtAnyMoment_NeverStopTheChainForGood()
    {
        const int Seed = 99;
        var random = new Random(Seed);
        await using var fleet = new Fleet();
        var chain = Chain.Start();
        for (var i = 0; i < 30; i++)
        {
            var proposal = chain.Propose($"{2_500 + (i % 3)}");
            var cosigning = CosigningTests.CosignAsync(fleet.Nodes, proposal);
            foreach (var node in fleet.Nodes.Where(_ => random.Next(3) == 0)) await node.RestartAsync();
            var outcome = await cosigning;
            if (outcome is CosigningOutcome.Short) outcome = await CosigningTests.CosignAsync(fleet.Nodes, proposal);
            chain = proposal.Then(CosigningTests.AssertReached(proposal, outcome).Signatures);
        }

        await AssertOneDigestEachAsync(fleet);
    }

    private static async Task AssertOneDigestEachAsync(Fleet fleet)
    {
        foreach (var node in fleet.Nodes)
        {
            await node.Log.DisposeAsync();
            var digests = new HashSet<Hash256>();
            var sequences = new HashSet<ulong>();
            var outcome = ReadOnlyLog.Open(AttesterLog.In(node.Folder), (in ScannedRecord scanned) =>
            {
                AttesterRecord.Decode(scanned.Payload.Span, out _, out var entry);
                digests.Add(entry!.Digest);
                return sequences.Add(entry.Sequence) ? null : scanned.ContentDamage("a sequence once", $"{entry.Sequence} again");
            });
            Assert.IsType<OpenOutcome<ReadOnlyLog>.Opened>(outcome).Value.Dispose();
            Assert.Equal(sequences.Count, digests.Count);
            Assert.NotEmpty(sequences);
        }
    }
}
